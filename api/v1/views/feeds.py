"""The newest documents of a locale, for feed readers: Atom and JSON Feed."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from api.caching import cacheable, encode, first, surrogate_key
from api.problems import ProblemError
from api.v1.parameters.documents import NoParameters
from api.v1.schema import INVALID, NOT_FOUND, NOT_MODIFIED, PROBLEM
from api.v1.serializers.feeds import FeedSerializer
from api.v1.views.base import PublicView
from content_models import locales
from content_models.publishing import addresses
from content_models.publishing.addresses import News

ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
FEED_TYPE = "application/feed+json; charset=utf-8"
# What XML cannot hold at all, not even escaped.
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Feed:
    """The newest documents of a locale, under the name of its home page."""

    def __init__(self, spelling: str) -> None:
        try:
            self.locale = locales.match(spelling)
        except locales.UnknownLocale:
            raise ProblemError(
                404, "There is no such locale.", locales=list(locales.configured())
            ) from None
        home, self.news = addresses.newest(self.locale, ENTRIES)
        if home is None:
            raise ProblemError(404, "The wiki has no home page in this locale.")
        self.home, self.home_card = home, json.loads(bytes(home.card))
        self.cards = [json.loads(bytes(one.card)) for one in self.news]

    def url(self, name: str) -> str:
        return f"{settings.WIKI_API_URL}/api/v1/feeds/{self.locale}/{name}"

    @property
    def updated_at(self) -> datetime:
        return max(one.updated_at for one in [self.home, *self.news])

    def entries(self) -> Iterator[tuple[News, dict[str, Any]]]:
        return zip(self.news, self.cards, strict=True)

    def answer(self, request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
        keys = [surrogate_key(one.key, self.locale) for one in [self.home, *self.news]]
        response = cacheable(
            request,
            content,
            language=self.locale,
            surrogate_keys=["feeds", *keys],
            end=first(one.hidden_after for one in [self.home, *self.news]),
        )
        response["Content-Type"] = content_type
        return response


def identifier(key: object, locale: str) -> str:
    """Return what names a document in feeds for ever, wherever the wiki moves."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{key}.{locale}')}"


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _operation(operation_id: str, summary: str, media_type: str, response: Any) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        responses={
            (200, media_type): response,
            304: NOT_MODIFIED,
            (400, PROBLEM): INVALID,
            (404, PROBLEM): NOT_FOUND,
        },
    )


class AtomView(PublicView):
    """The newest documents of a locale as Atom (RFC 4287)."""

    @_operation("get_atom_feed", "Read the Atom feed", "application/atom+xml", OpenApiTypes.STR)
    def get(self, request: HttpRequest, locale: str) -> HttpResponse:
        NoParameters.read(request)
        feed = Feed(locale)
        root = ElementTree.Element("feed", {"xmlns": ATOM, XML_LANGUAGE: feed.locale})
        _text(root, "id", identifier(feed.home.key, feed.locale))
        _text(root, "title", feed.home_card["title"])
        _text(root, "subtitle", feed.home_card["summary"])
        _text(root, "updated", _shown(feed.updated_at))
        _link(root, "self", feed.url("atom.xml"), "application/atom+xml")
        _link(root, "alternate", feed.home_card["url"], "text/html")
        _text(ElementTree.SubElement(root, "author"), "name", feed.home_card["title"])
        for one, card in feed.entries():
            entry = ElementTree.SubElement(root, "entry")
            _text(entry, "id", identifier(one.key, feed.locale))
            _text(entry, "title", card["title"])
            _text(entry, "published", _shown(one.published_at))
            _text(entry, "updated", _shown(one.updated_at))
            _link(entry, "alternate", card["url"], "text/html")
            _text(entry, "summary", card["summary"])
            for topic in card["topics"]:
                term = {"term": topic["slug"], "label": UNSPEAKABLE.sub("", topic["title"])}
                ElementTree.SubElement(entry, "category", term)
        return feed.answer(request, xml(root), ATOM_TYPE)


class JsonFeedView(PublicView):
    """The newest documents of a locale as JSON Feed 1.1."""

    @_operation("get_json_feed", "Read the JSON feed", "application/feed+json", FeedSerializer)
    def get(self, request: HttpRequest, locale: str) -> HttpResponse:
        NoParameters.read(request)
        feed = Feed(locale)
        content = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.home_card["title"],
            "description": feed.home_card["summary"],
            "home_page_url": feed.home_card["url"],
            "feed_url": feed.url("feed.json"),
            "language": feed.locale,
            "authors": [{"name": feed.home_card["title"], "url": feed.home_card["url"]}],
            "items": [_item(one, card, feed.locale) for one, card in feed.entries()],
        }
        return feed.answer(request, encode(content), FEED_TYPE)


def _item(one: News, card: dict[str, Any], locale: str) -> dict[str, Any]:
    item = {
        "id": identifier(one.key, locale),
        "url": card["url"],
        "title": card["title"],
        "content_text": card["summary"],
        "date_published": _shown(one.published_at),
        "date_modified": _shown(one.updated_at),
        "language": locale,
        "tags": [topic["title"] for topic in card["topics"]],
    }
    return {**item, "image": card["cover"]["src"]} if card["cover"] else item


def xml(root: ElementTree.Element) -> bytes:
    """Return a document in UTF-8. ElementTree encodes each piece by itself, which takes longer."""
    text = ElementTree.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{text}".encode()


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = UNSPEAKABLE.sub("", text)


def _link(parent: ElementTree.Element, relation: str, url: str, media_type: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": url})
