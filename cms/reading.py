"""Published documents as plain pages, where this server is also the address readers use.

Development has no frontend yet, and “View live” must lead somewhere. With a frontend of its own
(`WIKI_FRONTEND_URL`) these addresses do not exist here.
"""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, re_path
from django.utils import translation
from django.views.decorators.http import require_safe

from content_models import locales
from content_models.publishing import documents


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    return redirect(f"/{locales.default()}/")


@require_safe
def document(request: HttpRequest, path: str) -> HttpResponse:
    """Show the document at a path of its own."""
    row = documents.readable().filter(path=f"/{path}").values_list("body", "locale").first()
    if row is None:
        raise Http404
    return HttpResponse(page_of(*row))


def page_of(body: bytes, locale: str) -> str:
    """Return a document as a plain page.

    Args:
        body: the document as it is stored, JSON.
        locale: its own.
    """
    shown: dict[str, Any] = json.loads(bytes(body))
    rtl = locales.information(locale).direction == "rtl"
    with translation.override(locales.language_code(locale)):
        return render_to_string("preview/published.html", {"document": shown, "rtl": rtl})


def addresses() -> list[URLPattern]:
    """Return the addresses of documents, none where a frontend has them."""
    if settings.WIKI_FRONTEND_URL != settings.WIKI_API_URL:
        return []
    return [
        path("", welcome),
        re_path(r"^(?P<path>[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*/(?:.*/)?)$", document),
    ]
