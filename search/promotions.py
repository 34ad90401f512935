"""Documents that an editor wants first for a query. Whoever keeps them tells this module."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from content_models import locales
from content_models.publishing.statements import fetch, read_key
from search.entries import spell
from search.models import Promotion


@transaction.atomic
def replace(query: str, keys: Sequence[UUID]) -> None:
    """Show the documents of these keys first, in this order, to whoever asks just this query."""
    spelled = _spelled(query)
    Promotion.objects.filter(spelled=spelled).delete()
    if spelled:
        Promotion.objects.bulk_create(
            Promotion(spelled=spelled, position=position, key=key)
            for position, key in enumerate(dict.fromkeys(keys))
        )


def of(query: str) -> list[UUID]:
    """Return the keys that are promoted for a query, in order."""
    statement = "SELECT key FROM search_promotion WHERE spelled = %s ORDER BY position"
    return [read_key(key) for (key,) in fetch(statement, [_spelled(query)])]


def _spelled(query: str) -> str:
    return spell(query, locales.default()).strip()[:255]
