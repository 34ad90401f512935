"""The OpenAPI description: for programs, and as a page for people."""

from django.http import HttpResponse
from django.shortcuts import render
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api import openapi
from api.caching import cacheable, digest
from api.v1.parameters.documents import NoParameters
from api.v1.views.base import PublicView


class OpenApiView(PublicView):
    """The description for programs."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        NoParameters.read(request._request)
        content = openapi.description()
        return cacheable(request._request, content, fingerprint=digest(content))


class DocsView(PublicView):
    """The description for people."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return render(request._request, "api/docs.html")
