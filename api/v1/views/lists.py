"""Lists of cards: filtered, ordered and paged without ever naming a column from a request."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from api.caching import cacheable, digest
from api.problems import InvalidParameters
from api.v1.views.paging import add_link_header, page_url
from api.v1.views.reading import encode, surrogate_key
from content_models.publishing import documents

Parameters = dict[str, Any]

ORDER_COLUMNS = {
    "published_at": "published_at",
    "updated_at": "updated_at",
    "title": "title",
    "position": "position",
}


def filtered(kinds: Sequence[str], parameters: Parameters, at: datetime) -> QuerySet[Any]:
    """Return the documents readable at a moment that meet every filter."""
    # Django copies a query for each call of `filter`, so there is one call.
    conditions = [
        *_of_kinds(kinds),
        *(condition(parameters[name]) for name, condition in FILTERS.items() if name in parameters),
    ]
    if parameters["locale"] != "*":
        conditions.append(Q(locale=parameters["locale"]))
    return documents.readable(at).filter(*conditions)


def _of_kinds(kinds: Sequence[str]) -> list[Q]:
    if tuple(kinds) == documents.PAGE_KINDS:
        # Said this way, the rows can be read in the order of an index over all kinds.
        return [~Q(kind__in=documents.SNIPPET_KINDS)]
    return [Q(kind__in=kinds)]


def _related(name: str) -> Callable[[Any], Q]:
    def condition(key: Any) -> Q:
        relations = documents.relations()
        return Q(Exists(relations.filter(document=OuterRef("pk"), name=name, target_key=key)))

    return condition


FILTERS: dict[str, Callable[[Any], Q]] = {
    "translation_of": lambda key: Q(key=key),
    "key": lambda keys: Q(key__in=keys),
    "audience": lambda audience: Q(audience=audience),
    "published_after": lambda moment: Q(published_at__gte=moment),
    "published_before": lambda moment: Q(published_at__lt=moment),
    "updated_after": lambda moment: Q(updated_at__gte=moment),
    "updated_before": lambda moment: Q(updated_at__lt=moment),
    **{name: _related(name) for name in ("topic", "series", "person", "quiz")},
}


def counted(kinds: Sequence[str], parameters: Parameters, rows: QuerySet[Any], at: datetime) -> int:
    """Return how many documents a list has; only a list with filters is counted row by row."""
    if FILTERS.keys().isdisjoint(parameters):
        locale = parameters["locale"]
        return documents.total(kinds, None if locale == "*" else locale, at)
    return rows.count()


def window(
    rows: QuerySet[Any], order: Sequence[str], offset: int, limit: int, total: int
) -> QuerySet[Any]:
    """Return the primary keys of one page, come upon from the nearer end of the list.

    Passing over rows costs something for each, so no page lies further than half the list away.
    """
    if offset <= total // 2:
        return rows.order_by(*order).values("pk")[offset : offset + limit]
    backwards = [term[1:] if term.startswith("-") else f"-{term}" for term in order]
    start, end = max(0, total - offset - limit), max(0, total - offset)
    return rows.order_by(*backwards).values("pk")[start:end]


def list_response(request: Request, kinds: Sequence[str], parameters: Parameters) -> HttpResponse:
    """Return one page of cards as they were stored, in two queries."""
    now = timezone.now()
    rows = filtered(kinds, parameters, now)
    total = counted(kinds, parameters, rows, now)
    limit = parameters["limit"]
    order = parameters["order"]
    column = ORDER_COLUMNS[order.lstrip("-")]
    descending = order.startswith("-")
    terms = [f"-{column}" if descending else column, "key", "locale"]
    offset = parameters.get("offset", 0)
    cursor = parameters.get("cursor")
    if cursor is None:
        keys = window(rows, terms, offset, limit, total)
    else:
        if cursor:
            rows = rows.filter(_beyond(cursor, order, column, descending=descending))
        keys = rows.order_by(*terms).values("pk")[: limit + 1]
    found = documents.chosen(keys).order_by(*terms)
    page = list(found.values_list("key", "locale", "card", "hidden_after", column))
    more = len(page) > limit if cursor is not None else offset + limit < total
    page = page[:limit]
    links: dict[str, str | None] = {"next": None, "previous": None}
    if cursor is not None:
        if more:
            key, locale, _card_bytes, _hidden_after, value = page[-1]
            links["next"] = page_url(request, cursor=_cursor(order, value, key, locale))
    else:
        if more:
            links["next"] = page_url(request, offset=offset + limit)
        if offset > 0:
            links["previous"] = page_url(request, offset=max(0, offset - limit))
    meta = {
        "total_count": total,
        "limit": limit,
        "offset": None if cursor is not None else offset,
    }
    cards = [_card(bytes(row[2]), parameters.get("fields")) for row in page]
    content = b'{"meta":%b,"links":%b,"items":[%b]}' % (
        encode(meta),
        encode(links),
        b",".join(cards),
    )
    response = cacheable(
        request._request,
        content,
        fingerprint=digest(content),
        surrogate_keys=["lists", *(surrogate_key(row[0], row[1]) for row in page)],
        ends=[row[3] for row in page],
    )
    add_link_header(response, links)
    return response


def _card(card: bytes, fields: Sequence[str] | None) -> bytes:
    if fields is None:
        return card
    return encode({name: value for name, value in json.loads(card).items() if name in fields})


def _cursor(order: str, value: Any, key: UUID, locale: str) -> str:
    shown = value.isoformat() if isinstance(value, datetime) else value
    packed = json.dumps([order, shown, str(key), locale], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _beyond(cursor: str, order: str, column: str, *, descending: bool) -> Q:
    """Return the condition that a row comes after the last one of the previous page."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        cursor_order, value, key_text, locale = json.loads(packed)
        key = UUID(key_text)
        if cursor_order != order or not isinstance(value, str) or not isinstance(locale, str):
            raise ValueError
        if "\x00" in value or "\x00" in locale:
            raise ValueError
        if column in ("published_at", "updated_at"):
            value = datetime.fromisoformat(value)
            if value.tzinfo is None:
                raise ValueError
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise InvalidParameters(
            {"cursor": ["It is not a cursor that this list has given, in the same order."]}
        ) from None
    past = {f"{column}__{'lt' if descending else 'gt'}": value}
    return (
        Q(**past)
        | Q(**{column: value}, key__gt=key)
        | Q(**{column: value}, key=key, locale__gt=locale)
    )
