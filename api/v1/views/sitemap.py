"""Every public address once, with its translations: an index and its parts."""

from collections.abc import Iterable
from datetime import UTC, datetime
from math import ceil
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from api.caching import cacheable
from api.problems import ProblemError
from api.v1.parameters.documents import NoParameters
from api.v1.schema import INVALID, NOT_FOUND, NOT_MODIFIED, PROBLEM
from api.v1.views.base import PublicView
from api.v1.views.feeds import xml
from content_models import locales
from content_models.publishing import addresses, documents
from content_models.publishing.addresses import Address

# The protocol allows no more addresses and bytes in one file, and no more files in an index.
MOST_ADDRESSES = 50_000
MOST_BYTES = 50_000_000
MOST_PARTS = 50_000
# More than the markup around an address takes, and what a character of one takes at most.
MARKUP_BYTES = 100
CHARACTER_BYTES = 12
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
CONTENT_TYPE = "application/xml; charset=utf-8"
RESPONSES = {
    (200, "application/xml"): OpenApiTypes.STR,
    304: NOT_MODIFIED,
    (400, PROBLEM): INVALID,
}


def part_size(longest: int) -> int:
    """Return how many addresses a part holds, so that it is no larger than the protocol allows.

    Args:
        longest: characters of the longest path. Every address is named by itself, as a translation
            in each locale, and once more for readers of other languages.
    """
    address = len(settings.WIKI_FRONTEND_URL) + CHARACTER_BYTES * longest + MARKUP_BYTES
    named = len(locales.configured()) + 2
    return min(MOST_ADDRESSES, MOST_BYTES // (address * named))


def _answer(request: HttpRequest, root: ElementTree.Element, end: datetime | None) -> HttpResponse:
    response = cacheable(request, xml(root), surrogate_keys=["sitemap"], end=end)
    response["Content-Type"] = CONTENT_TYPE
    return response


class SitemapView(PublicView):
    """The index of the sitemap's parts."""

    @extend_schema(
        operation_id="get_sitemap", summary="Read the sitemap's index", responses=RESPONSES
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        end = documents.next_end()
        root = ElementTree.Element("sitemapindex", {"xmlns": SITEMAP})
        count, longest = addresses.extent()
        for number in range(1, max(1, ceil(count / part_size(longest))) + 1):
            entry = ElementTree.SubElement(root, "sitemap")
            url = f"{settings.WIKI_API_URL}/api/v1/sitemap/{number}.xml"
            ElementTree.SubElement(entry, "loc").text = url
        return _answer(request, root, end)


class SitemapPartView(PublicView):
    """One part of the sitemap; the first is there even when nothing is published."""

    @extend_schema(
        operation_id="get_sitemap_part",
        summary="Read one part of the sitemap",
        responses={**RESPONSES, (404, PROBLEM): NOT_FOUND},
    )
    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        NoParameters.read(request)
        if not 1 <= number <= MOST_PARTS:
            raise ProblemError(404)
        end = documents.next_end()
        size = part_size(addresses.extent()[1])
        entries = addresses.part((number - 1) * size, size)
        if not entries and number > 1:
            raise ProblemError(404)
        root = ElementTree.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
        translated = _translations(entries)
        for entry in entries:
            _write(root, entry, translated[entry.key])
        return _answer(request, root, end)


def _translations(entries: list[Address]) -> dict[UUID, list[Address]]:
    """Return all addresses of each key; only keys at the edges can have some in other parts."""
    found: dict[UUID, list[Address]] = {}
    for entry in entries:
        found.setdefault(entry.key, []).append(entry)
    if entries:
        edges = {entries[0].key, entries[-1].key}
        found.update({key: [] for key in edges})
        for entry in addresses.of_keys(edges):
            found[entry.key].append(entry)
    return found


def _write(root: ElementTree.Element, entry: Address, translated: Iterable[Address]) -> None:
    element = ElementTree.SubElement(root, "url")
    ElementTree.SubElement(element, "loc").text = entry.url
    updated = entry.updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    ElementTree.SubElement(element, "lastmod").text = updated
    by_locale = {other.locale: other for other in translated}
    for locale in locales.configured():
        if locale in by_locale:
            _alternate(element, locale, by_locale[locale])
    _alternate(element, "x-default", by_locale[locales.default_among(by_locale)])


def _alternate(parent: ElementTree.Element, language: str, address: Address) -> None:
    attributes: dict[str, Any] = {
        "rel": "alternate",
        "hreflang": language,
        "href": address.url,
    }
    ElementTree.SubElement(parent, "xhtml:link", attributes)
