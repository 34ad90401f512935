"""The OpenAPI description: for programs, and as a page for people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.utils import extend_schema

from api import openapi
from api.caching import cacheable
from api.v1.parameters.documents import NoParameters
from api.v1.views.base import PublicView

# The page runs the scripts of this server and asks its API, which may be known by another name.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; connect-src 'self'"
)


class OpenApiView(PublicView):
    """The description for programs."""

    @extend_schema(exclude=True)
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        content = openapi.description()
        return cacheable(request, content)


class DocsView(PublicView):
    """The description for people."""

    @extend_schema(exclude=True)
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        response = render(request, "api/docs.html")
        response["Content-Security-Policy"] = f"{CONTENT_POLICY} {settings.WIKI_API_URL}/"
        return response
