"""Searching: hits with the places that answer, counts to filter by, suggestions while typing."""

import json
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import pgettext
from drf_spectacular.utils import OpenApiResponse

from api.caching import cacheable, encode, surrogate_key
from api.problems import InvalidParameters, ProblemError
from api.v1.parameters.fields import field_names
from api.v1.parameters.search import SearchParameters, SuggestParameters
from api.v1.schema import list_operation
from api.v1.serializers.cards import CARD_FIELDS
from api.v1.serializers.lists import ProblemSerializer
from api.v1.serializers.search import HitSerializer, SearchSerializer, SuggestionListSerializer
from api.v1.views import cursors
from api.v1.views.base import PublicView
from api.v1.views.paging import add_link_header, page_url
from content_models import locales
from content_models.frontend import at_anchor, url_of
from content_models.publishing import documents, listing
from search import query, query_log, suggestions
from search.facets import Facets
from search.planning import Search
from search.query import Answer
from search.showing import Hit, Section

HIT_FIELDS = field_names(HitSerializer)
NO_INDEX = "The search index is not there at the moment. Everything else can be read."
UNAVAILABLE = OpenApiResponse(ProblemSerializer, description="There is no search index.")


@contextmanager
def needing_the_index() -> Iterator[None]:
    """Answer 503 when there is no index."""
    try:
        yield
    except (query.IndexMissing, ProgrammingError):
        raise ProblemError(503, NO_INDEX) from None


class SearchView(PublicView):
    """Find documents by their words."""

    @list_operation(
        "search",
        "Find documents and their sections",
        SearchSerializer,
        SearchParameters,
        UNAVAILABLE,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        parameters = SearchParameters.read(request, fields=HIT_FIELDS)
        search = _search(parameters)
        with needing_the_index():
            answer = query.find(search)
        if not search.offset and not search.filters and not search.kinds:
            found = 0 if answer.relaxed else answer.facets.total
            query_log.note(search.text, search.reading[0], found)
        took_ms = round(1000 * (time.perf_counter() - started), 1)
        return _respond(request, parameters, search, answer, took_ms)


class SuggestView(PublicView):
    """Offer titles, headings, topics, terms and frequent queries while somebody types."""

    @list_operation(
        "suggest",
        "Suggest while somebody types",
        SuggestionListSerializer,
        SuggestParameters,
        UNAVAILABLE,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = SuggestParameters.read(request)
        looked_in, reading = parameters["locale"]
        with needing_the_index():
            offer = suggestions.suggest(parameters["q"], reading, looked_in)
        items = [
            {
                "text": suggestion.text,
                "kind": suggestion.kind,
                "locale": suggestion.locale,
                "highlights": suggestion.highlights(),
                "key": suggestion.key and str(suggestion.key),
                "document_kind": suggestion.document_kind,
                "url": suggestion.path and url_of(suggestion.path, suggestion.anchor),
            }
            for suggestion in offer.suggestions
        ]
        return cacheable(request, encode({"items": items}), surrogate_keys=["lists"], end=offer.end)


def _search(parameters: dict[str, Any]) -> Search:
    looked_in, reading = parameters["locale"]
    offset, after = parameters.get("offset", 0), None
    if parameters.get("cursor"):
        offset, after = _read_cursor(parameters["cursor"], parameters["order"])
    return Search(
        text=parameters["q"],
        locales=looked_in,
        reading=reading,
        kinds=parameters.get("kind", ()),
        filters={name: value for name, value in parameters.items() if name in listing.FILTERS},
        order=parameters["order"],
        limit=parameters["limit"],
        offset=offset,
        after=after,
    )


def _respond(
    request: HttpRequest,
    parameters: dict[str, Any],
    search: Search,
    answer: Answer,
    took_ms: float,
) -> HttpResponse:
    """Return the answer. Its bytes stay the same while the index does, so the time it took is in
    a header, and in the body only when that is asked for."""
    timed, fields = parameters["timing"] == "true", parameters.get("fields")
    links = _links(request, parameters, search, answer)
    meta = {
        "total_count": answer.facets.total,
        "limit": search.limit,
        "offset": None if "cursor" in parameters else search.offset,
        "took_ms": took_ms if timed else None,
        "terms": answer.terms,
        "corrected": answer.corrected and {"from": answer.corrected[0], "to": answer.corrected[1]},
        "relaxed": answer.relaxed,
        "locales": answer.locales,
        "cut": answer.cut,
    }
    content = b'{"meta":%b,"links":%b,"facets":%b,"items":[%b]}' % (
        encode(meta),
        encode(links),
        encode(_facets(answer.facets, search.reading[0])),
        b",".join(_item(hit, fields) for hit in answer.hits),
    )
    response = cacheable(
        request,
        content,
        surrogate_keys=[
            "lists",
            *(surrogate_key(hit.card.key, hit.card.locale) for hit in answer.hits),
        ],
        end=answer.end,
    )
    if timed:
        response["Cache-Control"] = "no-store"
    response["Server-Timing"] = f"search;dur={took_ms}"
    add_link_header(response, links)
    return response


def _links(
    request: HttpRequest, parameters: dict[str, Any], search: Search, answer: Answer
) -> dict[str, str | None]:
    longest = SearchParameters.longest_query
    links: dict[str, str | None] = {"next": None, "previous": None}
    following = search.offset + len(answer.hits)
    if "cursor" in parameters:
        if answer.more and answer.last is not None:
            cursor = cursors.pack(search.order, following, answer.last)
            links["next"] = page_url(request, longest=longest, cursor=cursor)
    else:
        if answer.more:
            links["next"] = page_url(request, longest=longest, offset=search.offset + search.limit)
        if search.offset:
            before = max(0, search.offset - search.limit)
            links["previous"] = page_url(request, longest=longest, offset=before)
    return links


def _read_cursor(cursor: str, order: str) -> tuple[int, str]:
    try:
        cursor_order, offset, last = cursors.unpack(cursor, 3)
        if cursor_order != order or type(offset) is not int or not 0 <= offset <= 1_000_000:
            raise ValueError
        return offset, str(UUID(last))
    except (ValueError, TypeError, AttributeError):
        raise InvalidParameters(
            {"cursor": ["It is not a cursor that this search has given, in the same order."]}
        ) from None


def _item(hit: Hit, fields: Collection[str] | None) -> bytes:
    """Return a hit as JSON: its card as it is stored, and then what it is found by.

    Args:
        fields: those to keep, None for all.
    """
    url = url_of(hit.matched.path) if hit.matched.path else None
    found = {
        "title_highlights": hit.title_highlights,
        "score": round(hit.score / 1_000_000, 4),
        "matched_locale": hit.matched.locale,
        "promoted": hit.promoted,
        "sections": [_section(section, url) for section in hit.sections],
    }
    card = _card(hit.card)
    if fields is None:
        return b"%b,%b" % (card[:-1], encode(found)[1:])
    whole = json.loads(card) | found
    return encode({name: value for name, value in whole.items() if name in fields})


def _card(card: documents.StoredCard) -> bytes:
    """Return the card of a page, or that of a glossary term in the form of a page's."""
    if card.kind in documents.PAGE_KINDS:
        return card.content
    term = json.loads(card.content)
    page = {name: term.get(name) for name in CARD_FIELDS}
    return encode(page | {"summary": term["definition"], "topics": []})


def _section(section: Section, url: str | None) -> dict[str, Any]:
    """Return a section as it is shown; its document may have an address for readers or none."""
    return {
        "id": section.block_id or None,
        "kind": section.kind,
        "heading": section.heading or None,
        "heading_highlights": section.heading_highlights,
        "anchor": section.anchor or None,
        "url": url and at_anchor(url, section.anchor),
        "snippet": {"text": section.snippet.text, "highlights": section.snippet.highlights},
    }


def _facets(facets: Facets, locale: str) -> dict[str, Any]:
    native = {locale: locales.information(locale).native_name for locale in facets.locale}
    return {
        "kind": _facet(facets.kind, _names_of_kinds(locale)),
        "topic": _facet(facets.topic, facets.labels),
        "series": _facet(facets.series, facets.labels),
        "locale": _facet(facets.locale, native),
    }


@cache
def _names_of_kinds(locale: str) -> dict[str, str]:
    with translation.override(locales.language_code(locale)):
        return {
            "home": pgettext("kind of document", "Home page"),
            "series": pgettext("kind of document", "Series"),
            "article": pgettext("kind of document", "Article"),
            "case-study": pgettext("kind of document", "Case study"),
            "expert-advice": pgettext("kind of document", "Expert advice"),
            "quiz": pgettext("kind of document", "Quiz"),
            "glossary-term": pgettext("kind of document", "Glossary term"),
        }


def _facet(hits: Mapping[str, int], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": labels[value], "count": count} for value, count in hits.items()
    ]
