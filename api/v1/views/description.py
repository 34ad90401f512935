"""The OpenAPI description: for programs, and as a page for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.utils import extend_schema

from api import openapi
from api.caching import cacheable
from api.v1.parameters.documents import NoParameters
from api.v1.views.base import PublicView


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
        return render(request, "api/docs.html")
