"""From an address to what is there, in one call: all that a frontend's router needs."""

import re
import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from api.caching import cacheable, encode, surrogate_key
from api.problems import ProblemError
from api.v1.endpoints import ENDPOINTS
from api.v1.parameters.documents import ResolveParameters
from api.v1.schema import read_operation
from api.v1.serializers.pages import DOCUMENTS
from api.v1.views.base import PublicView
from api.v1.views.reading import canonical, find
from content_models import locales
from content_models.frontend import path_of, url_of
from content_models.publishing import documents, redirects
from content_models.publishing.documents import StoredDocument

PAGE_ENDPOINTS = {ENDPOINTS[kind]: kind for kind in documents.PAGE_KINDS if kind in ENDPOINTS}
_API_DOCUMENT = re.compile(r"/api/v1/([a-z-]+)/([0-9a-fA-F-]{36})/?")


class StandingSerializer(serializers.Serializer[dict[str, object]]):
    """A document stands at the address."""

    type = serializers.ChoiceField(choices=["document"])
    document = PolymorphicProxySerializer(
        component_name="Document",
        serializers=dict(DOCUMENTS),
        resource_type_field_name="kind",
    )


class MovedSerializer(serializers.Serializer[dict[str, object]]):
    """The address leads elsewhere, in one step."""

    type = serializers.ChoiceField(choices=["redirect"])
    status = serializers.ChoiceField(choices=[301, 302])
    location = serializers.URLField()


RESOLVED = PolymorphicProxySerializer(
    component_name="Resolved",
    serializers={"document": StandingSerializer, "redirect": MovedSerializer},
    resource_type_field_name="type",
)


class ResolveView(PublicView):
    """Accepts every address that the API prints, with or without its last slash."""

    @read_operation("resolve", "Find what stands at an address", RESOLVED, ResolveParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = ResolveParameters.read(request)
        found = self.found_at(parameters.get("path"), parameters.get("url"))
        if isinstance(found, redirects.Moved):
            return self.moved(request, found)
        row = found
        content = b'{"type":"document","document":%b}' % row.content
        response = cacheable(
            request,
            content,
            fingerprint=f"{row.fingerprint}-resolved",
            language=row.locale,
            modified_at=row.modified_at,
            surrogate_keys=[surrogate_key(row.key, row.locale)],
            end=row.hidden_after,
        )
        return canonical(response, row)

    def moved(self, request: HttpRequest, found: redirects.Moved) -> HttpResponse:
        status = 301 if found.permanent else 302
        content = encode({"type": "redirect", "status": status, "location": found.url})
        return cacheable(
            request,
            content,
            surrogate_keys=["redirects"],
            end=found.hidden_after,
        )

    def found_at(self, path: str | None, url: str | None) -> StoredDocument | redirects.Moved:
        if url is not None:
            for base in (settings.WIKI_FRONTEND_URL, settings.WIKI_API_URL):
                if url == base or url.startswith(f"{base}/"):
                    path = url.removeprefix(base)
                    break
            else:
                raise ProblemError(404)
        assert path is not None  # noqa: S101 - the parameters hold exactly one of the two.
        parts = _split(path)
        in_api = _API_DOCUMENT.fullmatch(parts[0])
        return self.by_key(in_api, parts[1]) if in_api else self.by_path(*parts)

    def by_key(self, found: re.Match[str], query: str) -> StoredDocument:
        kind = PAGE_ENDPOINTS.get(found[1])
        spelling = parse_qs(query).get("locale", [locales.default()])[-1]
        try:
            key, locale = UUID(found[2]), locales.match(spelling)
        except (ValueError, locales.UnknownLocale):
            raise ProblemError(404) from None
        if kind is None:
            raise ProblemError(404)
        return find(kind=kind, key=key, locale=locale)

    def by_path(self, path: str, query: str) -> StoredDocument | redirects.Moved:
        address = path_of(path)
        if address is not None:
            row = documents.by_path(address)
            if row is not None:
                return row
        moved = redirects.at(_spellings(path, query, address))
        if moved is None and not path.strip("/"):
            moved = _welcome()
        if moved is None:
            raise ProblemError(404)
        return moved


def _welcome() -> redirects.Moved | None:
    """Return where the address without a path leads, unless editors let it lead elsewhere."""
    row = documents.home(locales.default())
    if row is None:
        return None
    return redirects.Moved(0, "/", url_of(row.path), False, row.hidden_after)


def _spellings(path: str, query: str, address: str | None) -> list[str]:
    """Return the forms in which a redirect from an address may have been written down."""
    plain = path.rstrip("/") or "/"
    found = [plain, *([address.rstrip("/")] if address else [])]
    if query:
        found += [f"{plain}?{'&'.join(sorted(unquote(query).split('&')))}"]
    return found


def _split(path: str) -> tuple[str, str]:
    """Return (decoded path, query) of an address below a base."""
    try:
        split = urlsplit(path if path.startswith("/") else f"/{path}")
    except ValueError:
        raise ProblemError(404) from None
    decoded = unicodedata.normalize("NFC", unquote(split.path))
    if "\x00" in decoded + unquote(split.query):
        raise ProblemError(404)
    return decoded, split.query
