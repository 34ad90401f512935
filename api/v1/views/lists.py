"""Lists of cards: filtered, ordered and paged without ever naming a column from a request."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.caching import cacheable, encode, surrogate_key
from api.problems import InvalidParameters
from api.v1.views import cursors
from api.v1.views.paging import add_link_header, page_url
from content_models.publishing import documents, listing
from content_models.publishing.listing import Order, Place, Selection

Parameters = dict[str, Any]


def list_response(
    request: HttpRequest, kinds: Sequence[str], parameters: Parameters
) -> HttpResponse:
    """Return one page of cards as they were stored, in three queries."""
    selection = Selection(
        kinds,
        None if parameters["locale"] == "*" else parameters["locale"],
        {name: value for name, value in parameters.items() if name in listing.FILTERS},
        timezone.now(),
    )
    end = documents.next_end(selection.at)
    total = listing.count(selection)
    limit = parameters["limit"]
    order = Order(parameters["order"].lstrip("-"), descending=parameters["order"].startswith("-"))
    offset = parameters.get("offset", 0)
    cursor = parameters.get("cursor")
    links: dict[str, str | None] = {"next": None, "previous": None}
    if cursor is not None:
        place = _place(cursor, order) if cursor else None
        page = listing.following(selection, order, place, limit=limit + 1)
        if len(page) > limit:
            page.pop()
            links["next"] = page_url(request, cursor=_cursor(order, page[-1].place))
    else:
        page = listing.page(selection, order, offset=offset, limit=limit, total=total)
        if offset + limit < total:
            links["next"] = page_url(request, offset=offset + limit)
        if offset > 0:
            links["previous"] = page_url(request, offset=max(0, min(offset, total) - limit))
    meta = {
        "total_count": total,
        "limit": limit,
        "offset": None if cursor is not None else offset,
    }
    cards = [_card(row.card, parameters.get("fields")) for row in page]
    content = b'{"meta":%b,"links":%b,"items":[%b]}' % (
        encode(meta),
        encode(links),
        b",".join(cards),
    )
    response = cacheable(
        request,
        content,
        surrogate_keys=["lists", *(surrogate_key(row.place.key, row.place.locale) for row in page)],
        end=end,
    )
    add_link_header(response, links)
    return response


def _card(card: bytes, fields: Sequence[str] | None) -> bytes:
    if fields is None:
        return card
    return encode({name: value for name, value in json.loads(card).items() if name in fields})


def _cursor(order: Order, place: Place) -> str:
    value = place.value
    shown = value.isoformat() if isinstance(value, datetime) else value
    return cursors.pack(*order, shown, str(place.key), place.locale)


def _place(cursor: str, order: Order) -> Place:
    """Return the place of the last document on the page before."""
    try:
        column, descending, value, key, locale = cursors.unpack(cursor, 5)
        if (
            (column, descending) != order
            or not isinstance(value, str)
            or not isinstance(locale, str)
        ):
            raise ValueError
        if b"\x00" in f"{value}{locale}".encode():
            raise ValueError
        place = Place(value, UUID(key), locale)
        if column in listing.MOMENTS:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError
            place = place._replace(value=moment.astimezone(UTC))
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidParameters(
            {"cursor": ["It is not a cursor that this list has given, in the same order."]}
        ) from None
    return place
