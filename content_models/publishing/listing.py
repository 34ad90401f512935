"""Lists of documents, in SQL that is written here: which, in which order, from where on.

The ORM takes several times as long to write these statements as a database to answer them. No name
in them comes from a request.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from content_models.models.published import PublishedTotal
from content_models.publishing.documents import DOCUMENTS, PAGE_KINDS, RELATIONS, SNIPPET_KINDS
from content_models.publishing.statements import (
    among,
    bytes_of,
    fetch,
    moment_of,
    places,
    prepared,
    read_bytes,
    read_key,
    read_moment,
    several,
)
from content_models.readable import hidden_in, readable_in

# What lists can be ordered by; equal values follow key and locale.
ORDERS = ("published_at", "updated_at", "title", "position")
MOMENTS = ("published_at", "updated_at")

Condition = tuple[str, list[Any]]


class Order(NamedTuple):
    """One of `ORDERS`, and whether the greatest comes first."""

    column: str
    descending: bool = False

    def terms(self, *, backwards: bool = False) -> str:
        down, up = ("", " DESC") if backwards else (" DESC", "")
        return f"{self.column}{down if self.descending else up}, key{up}, locale{up}"


class Place(NamedTuple):
    """Where a document stands in an order: its value, and what decides between equal ones."""

    value: Any
    key: UUID
    locale: str


class Listed(NamedTuple):
    """A document of a list; `card` is JSON as it is stored."""

    place: Place
    card: bytes


@dataclass(frozen=True)
class Selection:
    """Which of the documents that are readable at a moment a list is made of.

    `locale` is None for all of them; `filters` are values by the names of `FILTERS`.
    """

    kinds: Sequence[str]
    locale: str | None
    filters: Mapping[str, Any]
    at: datetime

    def condition(self) -> Condition:
        now = prepared(self.at)
        conditions: list[Condition] = [
            _of_kinds(self.kinds),
            *(FILTERS[name](value) for name, value in self.filters.items()),
            (readable_in(DOCUMENTS), [now, now]),
        ]
        if self.locale is not None:
            conditions.append(("locale = %s", [self.locale]))
        return (
            " AND ".join(condition for condition, _values in conditions),
            [value for _condition, values in conditions for value in values],
        )


def count(selection: Selection) -> int:
    """Return how many documents a list has; only a list with filters is counted row by row.

    Rows are counted when something is published; only those that time hides are looked for now,
    in the indexes of time, which a condition on their kind would keep the database from using.
    """
    if selection.filters:
        where, values = selection.condition()
        return int(fetch(f"SELECT COUNT(*) FROM {DOCUMENTS} WHERE {where}", values)[0][0])  # noqa: S608
    moment = prepared(selection.at)
    counted = fetch(
        f'SELECT kind, locale, "rows" FROM {PublishedTotal._meta.db_table}'  # noqa: S608
        f" UNION ALL SELECT kind, locale, -1 FROM {DOCUMENTS}"
        f" WHERE {hidden_in(DOCUMENTS)}",
        [moment, moment],
    )
    return sum(
        number
        for kind, locale, number in counted
        if kind in selection.kinds and selection.locale in (None, locale)
    )


def page(
    selection: Selection, order: Order, *, offset: int, limit: int, total: int
) -> list[Listed]:
    """Return `limit` documents of a list of `total`, come upon from the nearer end of it.

    Passing over rows costs something for each, so no page lies further than half the list away.
    """
    backwards = offset > total // 2
    start, end = offset, offset + limit
    if backwards:
        start, end = max(0, total - end), max(0, total - start)
    return _read(selection.condition(), order, start, end - start, backwards=backwards)


def following(
    selection: Selection, order: Order, place: Place | None, *, limit: int
) -> list[Listed]:
    """Return the first documents of a list that come after a place, None for its beginning."""
    condition = selection.condition()
    if place is not None:
        condition = _both(condition, _beyond(place, order))
    return _read(condition, order, 0, limit)


def _read(
    condition: Condition, order: Order, start: int, number: int, *, backwards: bool = False
) -> list[Listed]:
    """Read some rows of a list. They are chosen in an index, before any card is looked at."""
    if order.column not in ORDERS:
        raise ValueError(f"Lists cannot be ordered by {order.column}.")
    where, values = condition
    is_moment = order.column in MOMENTS
    ordered_by = moment_of(order.column) if is_moment else order.column
    rows = fetch(
        f"SELECT {ordered_by}, key, locale, {bytes_of('card')} FROM {DOCUMENTS}"  # noqa: S608
        f" WHERE id IN (SELECT id FROM {DOCUMENTS} WHERE {where}"
        f" ORDER BY {order.terms(backwards=backwards)} LIMIT %s OFFSET %s)"
        f" ORDER BY {order.terms()}",
        [*values, number, start],
    )
    return [
        Listed(
            Place(read_moment(value) if is_moment else value, read_key(key), locale),
            read_bytes(card),
        )
        for value, key, locale, card in rows
    ]


def _both(one: Condition, other: Condition) -> Condition:
    return f"{one[0]} AND {other[0]}", [*one[1], *other[1]]


def _beyond(place: Place, order: Order) -> Condition:
    column, less = order.column, "<" if order.descending else ">"
    value, key = prepared(place.value), prepared(place.key)
    return (
        f"({column} {less} %s OR {column} = %s AND (key > %s OR key = %s AND locale > %s))",
        [value, value, key, key, place.locale],
    )


def _of_kinds(kinds: Sequence[str]) -> Condition:
    if tuple(kinds) == PAGE_KINDS:
        # Said this way, the rows can be read in the order of an index over all kinds.
        return f"kind NOT IN ({places(SNIPPET_KINDS)})", [*SNIPPET_KINDS]
    return f"kind IN ({places(kinds)})", [*kinds]


def _compared(column: str, sign: str) -> Callable[[Any], Condition]:
    return lambda value: (f"{column} {sign} %s", [prepared(value)])


def _keys(keys: Collection[UUID]) -> Condition:
    return among("key"), [several(prepared(key) for key in keys)]


def _related(name: str) -> Callable[[UUID], Condition]:
    return lambda key: (
        f"id IN (SELECT document_id FROM {RELATIONS}"  # noqa: S608
        " WHERE name = %s AND target_key = %s)",
        [name, prepared(key)],
    )


FILTERS: dict[str, Callable[[Any], Condition]] = {
    "translation_of": _compared("key", "="),
    "key": _keys,
    "audience": _compared("audience", "="),
    "published_after": _compared("published_at", ">="),
    "published_before": _compared("published_at", "<"),
    "updated_after": _compared("updated_at", ">="),
    "updated_before": _compared("updated_at", "<"),
    **{name: _related(name) for name in ("topic", "series", "person", "quiz")},
}
