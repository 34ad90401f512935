"""From an address to what is there, in one call: all that a frontend's router needs."""

import re
import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.request import Request

from api.caching import cacheable
from api.problems import ProblemError
from api.v1.parameters.documents import ResolveParameters
from api.v1.schema import read_operation
from api.v1.serializers.pages import DOCUMENTS
from api.v1.views.base import PublicView
from api.v1.views.reading import find, surrogate_key
from content_models import locales
from content_models.publishing import documents
from content_models.publishing.documents import StoredDocument

KINDS_BY_ENDPOINT = {
    "series": "series",
    "articles": "article",
    "case-studies": "case-study",
    "expert-advice": "expert-advice",
    "quizzes": "quiz",
}
_API_DOCUMENT = re.compile(r"/api/v1/([a-z-]+)/([0-9a-fA-F-]{36})/?")


class ResolvedSerializer(serializers.Serializer[dict[str, object]]):
    """What stands at an address."""

    type = serializers.ChoiceField(choices=["document"])
    document = PolymorphicProxySerializer(
        component_name="Document",
        serializers=dict(DOCUMENTS),
        resource_type_field_name="kind",
    )


class ResolveView(PublicView):
    """Accepts every address that the API prints, with or without its last slash."""

    @read_operation(
        "resolve", "Find what stands at an address", ResolvedSerializer, ResolveParameters
    )
    def get(self, request: Request) -> HttpResponse:
        parameters = ResolveParameters.read(request._request)
        row = self.row_at(parameters.get("path"), parameters.get("url"))
        content = b'{"type":"document","document":%b}' % row.content
        return cacheable(
            request._request,
            content,
            fingerprint=f"{row.fingerprint}-resolved",
            modified_at=row.modified_at,
            surrogate_keys=[surrogate_key(row.key, row.locale)],
        )

    def row_at(self, path: str | None, url: str | None) -> StoredDocument:
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
        return self.by_key(in_api, parts[1]) if in_api else self.by_path(parts[0])

    def by_key(self, found: re.Match[str], query: str) -> StoredDocument:
        kind = KINDS_BY_ENDPOINT.get(found[1])
        spelling = parse_qs(query).get("locale", [locales.default()])[-1]
        try:
            key, locale = UUID(found[2]), locales.match(spelling)
        except (ValueError, locales.UnknownLocale):
            raise ProblemError(404) from None
        if kind is None:
            raise ProblemError(404)
        return find(kind=kind, key=key, locale=locale)

    def by_path(self, path: str) -> StoredDocument:
        first, *slugs = path.strip("/").split("/")
        try:
            locale = locales.match(first)
        except locales.UnknownLocale:
            raise ProblemError(404) from None
        address = "/".join(["", locale, *slugs, ""])
        row = documents.by_path(address)
        if row is None:
            raise ProblemError(404)
        return row


def _split(path: str) -> tuple[str, str]:
    """Return (decoded path, query) of an address below a base."""
    try:
        split = urlsplit(path if path.startswith("/") else f"/{path}")
    except ValueError:
        raise ProblemError(404) from None
    decoded = unicodedata.normalize("NFC", unquote(split.path))
    if "\x00" in decoded:
        raise ProblemError(404)
    return decoded, split.query
