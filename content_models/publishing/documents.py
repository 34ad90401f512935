"""Reading documents: the only way that api and search get at content."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from content_models.models.published import PublishedDocument, PublishedRelation
from content_models.publishing.statements import (
    Question,
    among,
    bytes_of,
    fetch,
    fetch_each,
    moment_of,
    places,
    prepared,
    prepared_key,
    read_bytes,
    read_key,
    read_key_text,
    read_moment,
    several,
)
from content_models.readable import readable_at, readable_in

PAGE_KINDS = ("home", "series", "article", "case-study", "expert-advice", "quiz")
SNIPPET_KINDS = ("topic", "person", "glossary-term", "source")

# The tables of documents and of what they can be filtered by, for statements written by hand.
DOCUMENTS = PublishedDocument._meta.db_table
RELATIONS = PublishedRelation._meta.db_table

# Content codings that documents are stored in, best first, and the columns that hold them.
ENCODINGS = {"br": "body_brotli", "gzip": "body_gzip"}


class StoredDocument(NamedTuple):
    """A document as it is stored: `content` is empty when the reader has it already."""

    key: UUID
    locale: str
    fingerprint: str
    modified_at: datetime
    hidden_after: datetime | None
    path: str
    content: bytes


# In each locale what documents are called there, by their keys as text.
Titles = Mapping[str, Mapping[str, str]]


class StoredCard(NamedTuple):
    """What is shown of a document elsewhere; `content` is JSON as it is stored.

    Its key is text, since making keys of many takes longer than finding them.
    """

    key: str
    locale: str
    kind: str
    title: str
    path: str
    content: bytes


def readable(at: datetime | None = None) -> QuerySet[PublishedDocument]:
    """Return the editions the public may read at a moment, by default now."""
    return PublishedDocument.objects.filter(readable_at(at or timezone.now()))


def stored() -> QuerySet[PublishedDocument]:
    """Return every edition that is stored, also those that nobody may read now.

    Only for keeping an index of them; what is shown to anybody comes from `readable`.
    """
    return PublishedDocument.objects.defer("card", "body_gzip", "body_brotli")


def relations() -> QuerySet[PublishedRelation]:
    """Return what documents can be filtered by."""
    return PublishedRelation.objects.all()


def by_key(
    kind: str, key: UUID, locales: Sequence[str], *, encoding: str = "", known: str = ""
) -> list[StoredDocument]:
    """Return the documents of a key that are readable now, in any of some locales.

    Args:
        encoding: a name of `ENCODINGS`, or nothing for the plain bytes.
        known: a fingerprint whose content the reader has, so that it is not fetched.
    """
    where = f"key = %s AND kind = %s AND locale IN ({places(locales)})"
    return _read(where, [prepared(key), kind, *locales], encoding, known)


def by_path(path: str, *, encoding: str = "", known: str = "") -> StoredDocument | None:
    """Return the document that is readable at a path now, None when there is none."""
    return next(iter(_read("path = %s", [path], encoding, known)), None)


def ask_cards(keys: Iterable[str], locales: Sequence[str]) -> Question:
    """Return what asks for the cards of the documents of some keys that are readable now in some
    locales; read them with `read_cards`."""
    columns = f"CAST(key AS text), locale, kind, title, path, {bytes_of('card')}"
    return _ask_of_keys(columns, keys, locales)


def read_cards(rows: Iterable[Sequence[Any]]) -> list[StoredCard]:
    return [
        StoredCard(read_key_text(key), locale, kind, title, path, read_bytes(content))
        for key, locale, kind, title, path, content in rows
    ]


def ask_titles(keys: Iterable[str], locales: Sequence[str]) -> Question:
    """Return what asks what the documents of some keys that are readable now are called in some
    locales; read it with `read_titles`."""
    return _ask_of_keys("CAST(key AS text), locale, title", keys, locales)


def read_titles(rows: Iterable[Sequence[Any]]) -> Titles:
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for key, locale, title in rows:
        titles[locale][read_key_text(key)] = title
    return titles


def _ask_of_keys(columns: str, keys: Iterable[str], locales: Sequence[str]) -> Question:
    """Return what asks for columns of the documents of some keys in some locales, readable now.

    A locale is not compared as it is: SQLite would read all titles of it, instead of looking up
    the few keys.
    """
    now = prepared(timezone.now())
    statement = (
        f"SELECT {columns} FROM {DOCUMENTS} WHERE {among('key')}"  # noqa: S608 - Names of this module.
        f" AND locale || '' IN ({places(locales)}) AND {readable_in(DOCUMENTS)}"
    )
    return Question(statement, [several(map(prepared_key, keys)), *locales, now, now])


def next_end(at: datetime | None = None) -> datetime | None:
    """Return the first moment, after one or after now, at which anything is hidden, or None.

    What names or counts documents as they are at `at` says nothing hidden until then.
    """
    (rows,) = fetch_each([ask_next_end(at or timezone.now())])
    return read_next_end(rows)


def ask_next_end(at: datetime) -> Question:
    """Return what asks for the same together with something else; read it with `read_next_end`."""
    statement = (
        f"SELECT {moment_of('hidden_after')}, NULL, 0, 0, NULL FROM {DOCUMENTS}"  # noqa: S608
        " WHERE hidden_after > %s ORDER BY hidden_after LIMIT 1"
    )
    return Question(statement, [prepared(at)])


def read_next_end(rows: Sequence[Sequence[Any]]) -> datetime | None:
    return read_moment(rows[0][0]) if rows else None


def home(locale: str, *, encoding: str = "", known: str = "") -> StoredDocument | None:
    """Return the home page of a locale, None when it has none."""
    found = _read("kind = 'home' AND locale = %s", [locale], encoding, known, order="path")
    return next(iter(found), None)


def _read(
    where: str, values: list[Any], encoding: str, known: str, *, order: str = "locale"
) -> list[StoredDocument]:
    """Fetch documents without the ORM, whose making of a query costs more than the query."""
    now = prepared(timezone.now())
    rows = fetch(_statement(where, encoding, order), [known, *values, now, now])
    return [
        StoredDocument(
            read_key(key),
            locale,
            fingerprint,
            read_moment(modified_at),
            hidden_after and read_moment(hidden_after),
            path,
            read_bytes(content),
        )
        for key, locale, fingerprint, modified_at, hidden_after, path, content in rows
    ]


@cache
def _statement(where: str, encoding: str, order: str) -> str:
    """Return what selects documents. All three come from this module, never from a request."""
    column = ENCODINGS[encoding] if encoding in ENCODINGS else bytes_of("body")
    return (
        f"SELECT key, locale, fingerprint, {moment_of('modified_at')}, {moment_of('hidden_after')},"  # noqa: S608 - see above.
        f" path, CASE WHEN fingerprint = %s THEN NULL ELSE {column} END"
        f" FROM {DOCUMENTS} WHERE {where} AND {readable_in(DOCUMENTS)} ORDER BY {order}"
    )
