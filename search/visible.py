"""Which indexed documents the public may read."""

from datetime import datetime

from django.db.models import Q, QuerySet

from search.models import IndexedDocument


def readable(moment: datetime) -> QuerySet[IndexedDocument]:
    """Return the indexed editions that the public may read at a moment."""
    return IndexedDocument.objects.filter(
        Q(hidden_after=None) | Q(hidden_after__gt=moment), visible_from__lte=moment
    )
