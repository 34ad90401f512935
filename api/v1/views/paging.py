"""Addresses of other pages of a list, in its body and in the Link header."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.v1.parameters.base import MAX_QUERY_LENGTH, query_of, read_query

# Clients and proxies refuse an answer whose headers are too long together, most above 8,000 bytes.
LONGEST_HEADER = 2_000


def page_url(request: HttpRequest, *, longest: int = MAX_QUERY_LENGTH, **changes: Any) -> str:
    """Return this list's address with other paging; the rest of the query stays as it was."""
    query = {
        name: value
        for name, value in read_query(query_of(request), longest=longest).items()
        if name not in ("offset", "cursor")
    }
    query.update({name: str(value) for name, value in changes.items()})
    return f"{settings.WIKI_API_URL}{request.path}?{urlencode(query)}"


def add_link_header(response: HttpResponse, links: Mapping[str, str | None]) -> None:
    """Name the next and the previous page in a Link header (RFC 8288), unless it grows too long.

    Addresses repeat all that was asked for; those in the body have room.
    """
    header = ", ".join(
        f'<{url}>; rel="{"prev" if name == "previous" else name}"'
        for name, url in links.items()
        if url
    )
    if header and len(header) <= LONGEST_HEADER:
        response["Link"] = header
