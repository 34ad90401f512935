"""Building the whole index again, and proving that it is true."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum

from content_models.publishing import documents
from content_models.publishing.store import take_lock
from search import facets, index, synonyms, words
from search.models import (
    ROWS,
    Entry,
    IndexedDocument,
    LocaleStatistics,
    Posting,
    Suggestion,
    SuggestionKey,
    SynonymSet,
    Term,
    Word,
    discard,
)

BATCH = 100
SURVEYED = (Entry, IndexedDocument, Posting, Suggestion, SuggestionKey, Term, Word)


def rebuild(tell: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Write the whole index again and return how many editions it holds.

    It goes in batches, each a transaction of its own in which the old entries of some documents
    give way to the new: whenever it is interrupted, every document can be found. What should not
    be there goes first.

    Args:
        tell: called with how many editions are done, and of how many.
    """
    ids = list(documents.stored().order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        take_lock()
        gone = IndexedDocument.objects.exclude(pk__in=documents.stored().values("pk"))
        index.remove(list(gone.values_list("pk", flat=True)))
        _forget_orphans()
    for number, start in enumerate(range(0, len(ids), BATCH), start=1):
        with transaction.atomic():
            take_lock()
            index.write(documents.stored().filter(pk__in=ids[start : start + BATCH]), afresh=True)
        if number.bit_count() == 1:
            _survey()
        tell(min(start + BATCH, len(ids)), len(ids))
    with transaction.atomic():
        take_lock()
        _count_again()
        for words_alike in SynonymSet.objects.all():
            synonyms.follow_set(words_alike)
    _tidy()
    return len(ids)


def _survey() -> None:
    """Have PostgreSQL look how large the tables are, each time they have doubled.

    It would find out by itself, minutes later or never, and until then reads all postings to remove
    those of a hundred documents.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in SURVEYED)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _tidy() -> None:
    """Have PostgreSQL note that all rows are whole: then a search reads an index and no rows.

    It would find out by itself, minutes later.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {Posting._meta.db_table}")


def differences() -> list[str]:
    """Return what in the index is not as the stored editions say, in words; empty when all is."""
    stored = {row.pk: row for row in documents.stored().defer("body", "card")}
    indexed = IndexedDocument.objects.in_bulk()
    found = [
        *(
            f"{name_of(stored[pk])} is not indexed."
            for pk in sorted(stored.keys() - indexed.keys())
        ),
        *(
            f"{name_of(indexed[pk])} is indexed but not published."
            for pk in sorted(indexed.keys() - stored.keys())
        ),
    ]
    both = sorted(stored.keys() & indexed.keys())
    for start in range(0, len(both), BATCH):
        rows = documents.stored().filter(pk__in=both[start : start + BATCH])
        editions = index.read(rows)
        signs = facets.signs({one for edition in editions for one in edition.counted_by})
        found += [
            f"{name_of(edition.row)} is indexed with other words or times."
            for edition in editions
            if not _is_true(edition, index.document_of(edition, signs), indexed[edition.row.pk])
        ]
    return found + _miscounted()


def name_of(row: Any) -> str:
    return f"{row.key} ({row.locale})"


def _is_true(edition: index.Edition, expected: IndexedDocument, indexed: IndexedDocument) -> bool:
    row = edition.row
    fields = [field.attname for field in IndexedDocument._meta.concrete_fields]
    if any(getattr(expected, name) != getattr(indexed, name) for name in fields):
        return False
    digests = Entry.objects.filter(document=row.pk).order_by("position")
    if list(digests.values_list("digest", flat=True)) != edition.digests:
        return False
    expected_postings = sum(
        len(words.read(piece.words(), row.locale).terms) for piece in edition.pieces
    )
    by_facets = Posting.objects.filter(document=row.pk).values_list("facets")
    counted = dict(by_facets.annotate(Count("number")))
    return counted == ({expected.facets: expected_postings} if expected_postings else {})


def _miscounted() -> list[str]:
    """Return the terms and locales whose counts are not those of the postings and entries."""
    counted = dict(Posting.objects.values_list("term").annotate(Count("number")))
    known = dict(Term.objects.values_list("pk", "frequency"))
    wrong = {pk for pk in counted.keys() | known.keys() if counted.get(pk) != known.get(pk)}
    found = [f"{len(wrong)} terms are counted wrongly."] if wrong else []
    if _totals() != _known_totals():
        found.append("The statistics of a locale are wrong.")
    return found


def _totals() -> dict[str, tuple[int, int]]:
    rows = Entry.objects.values_list("document__locale").annotate(Count("pk"), Sum("length"))
    return {locale: (entries, length) for locale, entries, length in rows}


def _known_totals() -> dict[str, tuple[int, int]]:
    rows = LocaleStatistics.objects.exclude(entries=0)
    return {row.locale: (row.entries, row.length) for row in rows}


def _forget_orphans() -> None:
    """Remove what belongs to no document any more; only a damaged index has such rows."""
    known = IndexedDocument.objects.values("pk")
    discard(Posting.objects.exclude(document__in=known))
    discard(Entry.objects.exclude(document__in=known))
    discard(Word.objects.exclude(term__in=Term.objects.values("pk")))


def _count_again() -> None:
    """Count terms and statistics from what is stored, whatever they were before."""
    counted = Counter(dict(Posting.objects.values_list("term").annotate(Count("number"))))
    wrong = [
        (pk, counted[pk])
        for pk, frequency in Term.objects.values_list("pk", "frequency")
        if counted[pk] != frequency
    ]
    by_number: dict[int, list[int]] = defaultdict(list)
    for pk, number in wrong:
        by_number[number].append(pk)
    for number, ids in by_number.items():
        for start in range(0, len(ids), ROWS):
            Term.objects.filter(pk__in=ids[start : start + ROWS]).update(frequency=number)
    unused = Term.objects.filter(frequency__lte=0)
    discard(Word.objects.filter(term__in=unused))
    discard(unused)
    discard(LocaleStatistics.objects.all())
    LocaleStatistics.objects.bulk_create(
        LocaleStatistics(locale=locale, entries=entries, length=length)
        for locale, (entries, length) in _totals().items()
    )
