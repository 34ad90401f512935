"""Writing the index: it mirrors every stored edition, word for word."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import count
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from content_models.publishing import documents
from content_models.publishing.statements import among, fetch, run, several
from search import facets, suggestions, synonyms, words
from search.entries import Piece, folded, pieces
from search.facets import Counted
from search.models import (
    ROWS,
    Entry,
    IndexedDocument,
    LocaleStatistics,
    Posting,
    Term,
    Word,
    discard,
    insert,
)

Identity = tuple[UUID, str]


@dataclass(frozen=True)
class Edition:
    """A stored edition with its pieces and their digests, as it should be indexed."""

    row: Any
    pieces: list[Piece]
    digests: list[str]
    counted_by: list[Counted]

    @property
    def digest(self) -> str:
        parts = [self.row.kind, self.row.title, *self.digests]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@transaction.atomic(savepoint=False)
def follow(identities: Collection[Identity]) -> None:
    """Make the index of some documents mirror their stored editions again."""
    keys = {key for key, _locale in identities}
    wanted = set(identities)
    rows = [row for row in documents.stored().filter(key__in=keys) if identity(row) in wanted]
    indexed = IndexedDocument.objects.filter(key__in=keys)
    known = {document.pk: document for document in indexed if identity(document) in wanted}
    remove(known.keys() - {row.pk for row in rows})
    _write(read(rows), known)


def identity(row: Any) -> Identity:
    return row.key, row.locale


def read(rows: Collection[Any]) -> list[Edition]:
    """Return what the index should hold of stored editions."""
    related: dict[int, set[tuple[str, UUID]]] = defaultdict(set)
    relations = documents.relations().filter(document__in=[row.pk for row in rows])
    for pk, name, key in relations.values_list("document_id", "name", "target_key"):
        related[pk].add((name, key))
    editions = []
    for row in rows:
        found = pieces(row.kind, json.loads(bytes(row.body)))
        digests = [piece.digest(row.locale) for piece in found]
        counted_by = facets.counted_by(row.kind, related[row.pk])
        editions.append(Edition(row, found, digests, counted_by))
    return editions


def remove(ids: Collection[int]) -> None:
    """Take editions out of the index."""
    if not ids:
        return
    gone = list(Entry.objects.filter(document__in=ids).only("document_id", "number", "length"))
    locales = IndexedDocument.objects.filter(pk__in={entry.document_id for entry in gone})
    counts = _Counts()
    _forget(gone, dict(locales.values_list("pk", "locale")), counts)
    counts.write()
    suggestions.forget(ids)
    synonyms.forget(ids)
    discard(IndexedDocument.objects.filter(pk__in=ids))


def write(rows: Iterable[Any], *, afresh: bool = False) -> None:
    """Index editions; pieces whose words have not changed keep what they have.

    Args:
        rows: stored editions.
        afresh: write everything again, also what looks unchanged.
    """
    editions = read(list(rows))
    ids = [edition.row.pk for edition in editions]
    if afresh:
        remove(ids)
        # A damaged index may hold postings of entries that it has lost.
        discard(Posting.objects.filter(document__in=ids))
    _write(editions, IndexedDocument.objects.in_bulk(ids))


def _write(editions: list[Edition], known: Mapping[int, IndexedDocument]) -> None:
    """Index editions, some of which may be indexed already.

    Args:
        known: the indexed documents by primary key.
    """
    signs = facets.signs_for({one for edition in editions for one in edition.counted_by})
    documents = [document_of(edition, signs) for edition in editions]
    IndexedDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            "kind", "published_at", "visible_from", "hidden_after", "digest", "facets",
        ],
    )  # fmt: skip
    changed = [
        edition
        for edition, document in zip(editions, documents, strict=True)
        if document.pk not in known or document.digest != known[document.pk].digest
    ]
    _write_entries(changed, {document.pk: document.facets for document in documents})
    for document in documents:
        if document.pk in known and document.facets != known[document.pk].facets:
            kept = Posting.objects.filter(document=document.pk).exclude(facets=document.facets)
            kept.update(facets=document.facets)
    suggestions.write([(edition.row, edition.pieces) for edition in changed])
    synonyms.write([(edition.row, edition.pieces) for edition in changed])


def document_of(edition: Edition, signs: Mapping[Counted, str]) -> IndexedDocument:
    """Return what the index should know of an edition beside its words.

    Args:
        signs: those of what it is counted by.
    """
    row = edition.row
    return IndexedDocument(
        id=row.pk,
        key=row.key,
        locale=row.locale,
        kind=row.kind,
        published_at=row.published_at,
        visible_from=row.visible_from,
        hidden_after=row.hidden_after,
        digest=edition.digest,
        facets="".join(signs.get(counted, "") for counted in edition.counted_by),
    )


@dataclass(frozen=True)
class _New:
    """An entry to store, with the terms it is found by."""

    entry: Entry
    locale: str
    reading: words.Reading


def _write_entries(editions: list[Edition], counted_by: Mapping[int, str]) -> None:
    """Replace the entries whose words changed and put the others in their present order.

    Args:
        counted_by: the facets of the documents by primary key.
    """
    stored: dict[int, list[Entry]] = defaultdict(list)
    known = Entry.objects.filter(document__in=[edition.row.pk for edition in editions])
    for entry in known.only("document_id", "number", "position", "digest", "length"):
        stored[entry.document_id].append(entry)
    gone: list[Entry] = []
    moved: list[Entry] = []
    added: list[_New] = []
    for edition in editions:
        kept = {entry.digest: entry for entry in stored[edition.row.pk]}
        kept = {digest: kept[digest] for digest in edition.digests if digest in kept}
        numbers = _free_numbers(entry.number for entry in kept.values())
        used = set()
        for position, piece in enumerate(edition.pieces):
            digest = edition.digests[position]
            if digest not in kept:
                added.append(_new(edition.row, piece, digest, position, next(numbers)))
                continue
            entry = kept.pop(digest)
            used.add(entry.pk)
            if entry.position != position:
                entry.position = position
                moved.append(entry)
        gone += [entry for entry in stored[edition.row.pk] if entry.pk not in used]
    counts = _Counts()
    _forget(gone, {edition.row.pk: edition.row.locale for edition in editions}, counts)
    Entry.objects.bulk_update(moved, ["position"], batch_size=ROWS)
    _learn(added, counted_by, counts)
    counts.write()


def _free_numbers(used: Iterable[int]) -> Iterator[int]:
    taken = set(used)
    return (number for number in count() if number not in taken)


def _new(row: Any, piece: Piece, digest: str, position: int, number: int) -> _New:
    reading = words.read(piece.words(), row.locale)
    entry = Entry(
        document_id=row.pk,
        number=number,
        position=position,
        kind=piece.kind,
        block_id=piece.block_id,
        heading=piece.heading,
        anchor=piece.anchor,
        text=piece.text,
        folded=folded(piece, row.locale),
        length=reading.length,
        digest=digest,
    )
    return _New(entry, row.locale, reading)


@dataclass(frozen=True)
class _Counts:
    """How many more entries hold a term, and how many more entries and words a locale has.

    What is replaced loses nearly all that it gains again, so both are counted before anything is
    written.
    """

    terms: Counter[int] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    def write(self) -> None:
        """Add to what is counted, and forget the terms that nothing holds any more."""
        by_number: dict[int, list[int]] = defaultdict(list)
        for term, number in self.terms.items():
            by_number[number].append(term)
        for number, ids in sorted(by_number.items()):
            if number:
                _count_entries(ids, number)
        for locale, number in self.entries.items():
            if number or self.words[locale]:
                _count_statistics(locale, number, self.words[locale])


def _forget(entries: Collection[Entry], locales: Mapping[int, str], counts: _Counts) -> None:
    """Remove entries and their postings.

    Args:
        locales: those of the entries' documents.
    """
    numbers: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        numbers[entry.document_id].append(entry.number)
    if not numbers:
        return
    gone = reduce(or_, (Q(document=pk, number__in=found) for pk, found in numbers.items()))
    postings = Posting.objects.filter(gone)
    lost = Counter(postings.values_list("term_id", flat=True))
    discard(postings)
    _forget_spellings(lost)
    counts.terms.subtract(lost)
    for entry in entries:
        locale = locales[entry.document_id]
        counts.entries[locale] -= 1
        counts.words[locale] -= entry.length
    discard(Entry.objects.filter(pk__in=[entry.pk for entry in entries]))


def _forget_spellings(lost: Counter[int]) -> None:
    """Remove the words of terms that nothing else holds: what is learned next tells its own."""
    asked = f"SELECT id, frequency FROM search_term WHERE {among('id')}"  # noqa: S608
    held = fetch(asked, [several(lost)])
    alone = [term for term, frequency in held if frequency <= lost[term]]
    if alone:
        run(f"DELETE FROM search_word WHERE {among('term_id')}", [several(alone)])  # noqa: S608


def _learn(added: list[_New], counted_by: Mapping[int, str], counts: _Counts) -> None:
    """Store new entries, their postings and what the vocabulary learns."""
    Entry.objects.bulk_create([new.entry for new in added], batch_size=ROWS)
    by_locale: dict[str, list[_New]] = defaultdict(list)
    for new in added:
        by_locale[new.locale].append(new)
    for locale, entries in by_locale.items():
        holding: Counter[str] = Counter()
        spellings: dict[str, set[str]] = defaultdict(set)
        for new in entries:
            holding.update(new.reading.terms.keys())
            for word, term in new.reading.spellings:
                spellings[term].add(word)
        ids = _terms(locale, list(holding), spellings)
        counts.terms.update({ids[text]: number for text, number in holding.items()})
        insert(
            Posting,
            ("term_id", "document_id", "facets", "number", "frequency", "length"),
            (
                (
                    ids[text],
                    new.entry.document_id,
                    counted_by[new.entry.document_id],
                    new.entry.number,
                    frequency,
                    new.entry.length,
                )
                for new in entries
                for text, frequency in new.reading.terms.items()
            ),
        )
        counts.entries[locale] += len(entries)
        counts.words[locale] += sum(new.entry.length for new in entries)


def _terms(locale: str, texts: list[str], spellings: dict[str, set[str]]) -> dict[str, int]:
    """Return the ids of terms; what the vocabulary does not know yet is added to it."""
    known = f"SELECT text, id FROM search_term WHERE locale = %s AND {among('text')}"  # noqa: S608
    ids: dict[str, int] = dict(fetch(known, [locale, several(texts)]))
    missing = [text for text in texts if text not in ids]
    if missing:
        made = Term.objects.bulk_create(
            [Term(locale=locale, text=text) for text in sorted(missing)], batch_size=ROWS
        )
        ids.update((term.text, term.pk) for term in made)
    insert(
        Word,
        ("term_id", "locale", "text", "head", "tail"),
        (
            (ids[term], locale, word, bare[:2], bare[-2:])
            for term, found in sorted(spellings.items())
            for word in sorted(found)
            for bare in (words.without_marks(word),)
        ),
    )
    return ids


def _count_entries(terms: list[int], number: int) -> None:
    """Add to the number of entries that hold each of some terms, as many for each."""
    ids = several(terms)
    added = f"UPDATE search_term SET frequency = frequency + %s WHERE {among('id')}"  # noqa: S608
    run(added, [number, ids])
    if number < 0:
        run(f"DELETE FROM search_term WHERE frequency <= 0 AND {among('id')}", [ids])  # noqa: S608


def _count_statistics(locale: str, entries: int, words: int) -> None:
    counted = LocaleStatistics.objects.filter(locale=locale).update(
        entries=F("entries") + entries, length=F("length") + words
    )
    if not counted:
        LocaleStatistics.objects.create(locale=locale, entries=entries, length=words)
