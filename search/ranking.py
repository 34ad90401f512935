"""BM25 in one statement of plain SQL, in whole numbers: every database ranks alike.

score = Σ idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average length))
(Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009; k1 = 1.2, b = 0.75.)
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast

from search.models import IndexedDocument, Posting
from search.vocabulary import K1, Statistics, Weighted

B = 0.75
_THOUSAND = 1_000


class Scored(NamedTuple):
    """An entry of a document with its score."""

    document: int
    key: UUID
    locale: str
    number: int
    score: int


def matching(terms: Collection[Weighted]) -> QuerySet[Posting]:
    """Return the postings of the strong terms: documents match by these."""
    return Posting.objects.filter(term__in=[term.id for term in terms if term.strong])


def scored(
    terms: Sequence[Weighted],
    totals: Mapping[str, Statistics],
    visible: QuerySet[IndexedDocument],
    limit: int | None,
) -> list[Scored]:
    """Return the entries of visible documents that match best, best first.

    Equal scores are ordered by key, locale and number, so that the order is always the same.
    """
    postings = Posting.objects.filter(term__in=[term.id for term in terms])
    rows = (
        postings.filter(Exists(visible.filter(pk=OuterRef("document_id"))))
        .values_list("document_id", "document__key", "document__locale", "number")
        .annotate(score=Sum(_weight(terms, totals)))
    )
    if any(not term.strong for term in terms):
        strong = [term.id for term in terms if term.strong]
        hits = Case(When(term__in=strong, then=1), default=0, output_field=IntegerField())
        rows = rows.annotate(hits=Sum(hits)).filter(hits__gt=0)
    rows = rows.order_by("-score", "document__key", "document__locale", "number")
    found = rows if limit is None else rows[:limit]
    return [
        Scored(document, key, locale, number, int(score))
        for document, key, locale, number, score, *_hits in found
    ]


def _weight(terms: Sequence[Weighted], totals: Mapping[str, Statistics]) -> ExpressionWrapper:
    """Return what one posting adds to the score, in integers only."""
    big = BigIntegerField()
    worth = Case(
        *(When(term=term.id, then=Value(term.worth, output_field=big)) for term in terms),
        output_field=big,
    )
    frequency = Cast(F("frequency"), big)
    length = Cast(F("length"), big)
    by_average: dict[int, list[int]] = defaultdict(list)
    for term in terms:
        by_average[totals[term.locale].average_tenths].append(term.id)
    averages = list(by_average.items())
    average = (
        Value(averages[0][0], output_field=big)
        if len(averages) == 1
        else Case(
            *(When(term__in=ids, then=Value(tenths, output_field=big)) for tenths, ids in averages),
            output_field=big,
        )
    )
    fixed = Value(round(_THOUSAND * K1 * (1 - B)), output_field=big)
    growing = Value(round(10 * _THOUSAND * K1 * B), output_field=big) * length / average
    thousand = Value(_THOUSAND, output_field=big)
    return ExpressionWrapper(
        worth * frequency * thousand / (frequency * thousand + fixed + growing), output_field=big
    )
