"""Documents that an editor wants first for a query. Whoever keeps them tells this module."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from content_models import locales
from content_models.publishing.statements import Question, read_key_text
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


def ask(query: str) -> Question:
    """Return what asks for the keys that are promoted for a query; `read` reads the answer."""
    statement = (
        "SELECT CAST(key AS text), NULL, position, 0, NULL FROM search_promotion WHERE spelled = %s"
    )
    return Question(statement, [_spelled(query)])


def read(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Return the keys in order."""
    return [read_key_text(key) for key, *_ in sorted(rows, key=itemgetter(2))]


def _spelled(query: str) -> str:
    return spell(query, locales.default()).strip()[:255]
