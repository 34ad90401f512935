"""What a frontend's shell needs: index, home, settings, navigation, locales."""

import json
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from api.caching import (
    accepted_encoding,
    cacheable,
    encode,
    first,
    known_fingerprint,
    surrogate_key,
)
from api.v1.parameters.documents import DocumentParameters, LocaleParameters, NoParameters
from api.v1.parameters.fields import field_names
from api.v1.schema import list_operation, read_operation
from api.v1.serializers.lists import (
    IndexSerializer,
    LocaleListSerializer,
    NavigationSerializer,
    SettingsSerializer,
)
from api.v1.serializers.pages import HomeSerializer
from api.v1.views.base import PublicView
from api.v1.views.reading import missing, partly, whole
from content_models import locales
from content_models.frontend import url_of
from content_models.publishing import documents
from content_models.publishing.documents import StoredDocument

INDEXED = (
    "home",
    "series",
    "articles",
    "case-studies",
    "expert-advice",
    "quizzes",
    "documents",
    "changes",
    "redirects",
    "resolve",
    "topics",
    "people",
    "glossary",
    "sources",
    "search",
    "suggest",
    "navigation",
    "locales",
    "settings",
    "docs",
)


class IndexView(PublicView):
    """Where everything is."""

    @list_operation("get_index", "List every endpoint", IndexSerializer)
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        base = f"{settings.WIKI_API_URL}/api/v1/"
        endpoints = [{"name": name, "url": f"{base}{name}/"} for name in INDEXED]
        endpoints += [
            {"name": "openapi", "url": f"{base}openapi.json"},
            {"name": "sitemap", "url": f"{base}sitemap.xml"},
            {"name": "health", "url": f"{base}health/ready/"},
        ]
        for locale in locales.configured():
            endpoints += [
                {"name": f"atom-{locale}", "url": f"{base}feeds/{locale}/atom.xml"},
                {"name": f"feed-{locale}", "url": f"{base}feeds/{locale}/feed.json"},
            ]
        content = {"version": "v1", "locales": locales.configured(), "endpoints": endpoints}
        response = cacheable(request, encode(content))
        response["Link"] = (
            f'<{base}openapi.json>; rel="service-desc", <{base}docs/>; rel="service-doc"'
        )
        return response


def _home(locale: str, *others: str, encoding: str = "", known: str = "") -> StoredDocument:
    """Return the home page of a locale, or of the first of others that has one."""
    for candidate in (locale, *others):
        row = documents.home(candidate, encoding=encoding, known=known)
        if row is not None:
            return row
    raise missing("home", detail="The wiki has no home page in this locale.")


class HomeView(PublicView):
    """The home page of a locale."""

    @read_operation(
        "get_home", "Read the home page of a locale", HomeSerializer, DocumentParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = DocumentParameters.read(request, fields=field_names(HomeSerializer))
        locale, fields = parameters["locale"], parameters.get("fields")
        if fields is None and parameters["fallback"] == "none":
            encoding = accepted_encoding(request)
            known = known_fingerprint(request, encoding)
            return whole(request, _home(locale, encoding=encoding, known=known), encoding)
        others = locales.fallback_chain(locale) if parameters["fallback"] == "document" else ()
        return partly(request, _home(locale, *others), requested=locale, fields=fields)


class SettingsView(PublicView):
    """Name, logo, contact and help lines of a locale."""

    @read_operation(
        "get_settings", "Read the site settings of a locale", SettingsSerializer, LocaleParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        locale = LocaleParameters.read(request)["locale"]
        row = _home(locale)
        return cacheable(
            request,
            encode({"locale": locale, **json.loads(row.content)["site"]}),
            language=locale,
            modified_at=row.modified_at,
            surrogate_keys=[surrogate_key(row.key, row.locale)],
            end=row.hidden_after,
        )


class NavigationView(PublicView):
    """The tree of series and articles, for menus."""

    @list_operation(
        "get_navigation", "Read the tree of a locale", NavigationSerializer, LocaleParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        locale = LocaleParameters.read(request)["locale"]
        rows = documents.readable().filter(locale=locale, kind__in=("home", "series", "article"))
        entries = rows.order_by("position", "key").values_list(
            "kind", "key", "parent_key", "title", "path", "hidden_after"
        )
        home: dict[str, Any] | None = None
        series: dict[Any, dict[str, Any]] = {}
        articles: dict[Any, list[dict[str, Any]]] = {}
        ends = []
        for kind, key, parent_key, title, path, hidden_after in entries:
            ends.append(hidden_after)
            link = {"key": str(key), "title": title, "url": url_of(path)}
            if kind == "home":
                home = home or link
            elif kind == "series":
                series[key] = link
            else:
                siblings = articles.setdefault(parent_key, [])
                siblings.append({**link, "part": len(siblings) + 1})
        tree = [{**link, "parts": articles.get(key, [])} for key, link in series.items()]
        return cacheable(
            request,
            encode({"locale": locale, "home": home, "series": tree}),
            language=locale,
            surrogate_keys=["navigation"],
            end=first(ends),
        )


class LocalesView(PublicView):
    """Every locale of the wiki and how much there is to read in it."""

    @list_operation("list_locales", "List locales", LocaleListSerializer)
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        end = documents.next_end()
        rows = documents.readable().filter(kind__in=documents.PAGE_KINDS).order_by()
        counted = rows.values_list("locale", "kind").annotate(number=Count("pk"))
        translated = {(locale, kind): number for locale, kind, number in counted}
        totals = dict(rows.values_list("kind").annotate(number=Count("key", distinct=True)))
        items = [
            {
                "code": information.code,
                "name": information.name,
                "native_name": information.native_name,
                "direction": information.direction,
                "default": information.code == locales.default(),
                "fallbacks": locales.fallback_chain(information.code),
                "documents": [
                    {
                        "kind": kind,
                        "translated": translated.get((information.code, kind), 0),
                        "total": totals.get(kind, 0),
                    }
                    for kind in documents.PAGE_KINDS
                ],
            }
            for information in map(locales.information, locales.configured())
        ]
        return cacheable(request, encode({"items": items}), surrogate_keys=["lists"], end=end)
