"""Reading documents: the only way that api and search get at content."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from content_models.models.published import PublishedDocument, PublishedRelation

PAGE_KINDS = ("home", "series", "article", "case-study", "expert-advice", "quiz")
SNIPPET_KINDS = ("topic", "person", "glossary-term", "source")


def readable(at: datetime | None = None) -> QuerySet[PublishedDocument]:
    """Return the editions the public may read at a moment, by default now."""
    moment = at or timezone.now()
    return PublishedDocument.objects.filter(
        Q(hidden_after=None) | Q(hidden_after__gt=moment), visible_from__lte=moment
    )


def stored() -> QuerySet[PublishedDocument]:
    """Return every edition that is stored, also those that nobody may read now.

    Only for keeping an index of them; what is shown to anybody comes from `readable`.
    """
    return PublishedDocument.objects.all()


def relations() -> QuerySet[PublishedRelation]:
    """Return what documents can be filtered by."""
    return PublishedRelation.objects.all()
