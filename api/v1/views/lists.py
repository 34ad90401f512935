"""Lists of cards: filtered, ordered and paged without ever naming a column from a request."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
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
TIME_FILTERS = {
    "published_after": lambda moment: Q(published_at__gte=moment),
    "published_before": lambda moment: Q(published_at__lt=moment),
    "updated_after": lambda moment: Q(updated_at__gte=moment),
    "updated_before": lambda moment: Q(updated_at__lt=moment),
}
RELATION_FILTERS = ("topic", "series", "person", "quiz")


def filtered(kinds: Sequence[str], parameters: Parameters) -> QuerySet[Any]:
    """Return the readable documents that meet every filter."""
    rows = documents.readable().filter(kind__in=kinds)
    if parameters["locale"] != "*":
        rows = rows.filter(locale=parameters["locale"])
    if "translation_of" in parameters:
        rows = rows.filter(key=parameters["translation_of"])
    if "key" in parameters:
        rows = rows.filter(key__in=parameters["key"])
    if "audience" in parameters:
        rows = rows.filter(audience=parameters["audience"])
    for name, condition in TIME_FILTERS.items():
        if name in parameters:
            rows = rows.filter(condition(parameters[name]))
    for name in RELATION_FILTERS:
        if name in parameters:
            related = documents.relations().filter(
                document=OuterRef("pk"), name=name, target_key=parameters[name]
            )
            rows = rows.filter(Exists(related))
    return rows


def list_response(request: Request, kinds: Sequence[str], parameters: Parameters) -> HttpResponse:
    """Return one page of cards: two queries, the cards as they were stored."""
    rows = filtered(kinds, parameters)
    total = rows.count()
    limit = parameters["limit"]
    order = parameters["order"]
    column = ORDER_COLUMNS[order.lstrip("-")]
    descending = order.startswith("-")
    rows = rows.order_by(f"-{column}" if descending else column, "key", "locale")
    offset = parameters.get("offset", 0)
    cursor = parameters.get("cursor")
    if cursor:
        rows = rows.filter(_beyond(cursor, order, column, descending=descending))
    columns = ("key", "locale", "card", "modified_at", column)
    page = list(rows.values_list(*columns)[offset : offset + limit + 1])
    more, page = len(page) > limit, page[:limit]
    links: dict[str, str | None] = {"next": None, "previous": None}
    if cursor is not None:
        if more:
            last = page[-1]
            links["next"] = page_url(request, cursor=_cursor(order, last[4], last[0], last[1]))
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
