"""Who is about to delete a source is told what becomes of its translations."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation

from content_models import locales


def tell_of_page(request: HttpRequest, page: Page) -> None:
    """Tell it of a page and of all below it, which are deleted with it."""
    below = page.get_descendants(inclusive=True).values("translation_key")
    _tell(request, Q(source__object__in=below, source__locale=page.locale_id))


def tell_of_snippets(request: HttpRequest, snippets: Iterable[Any]) -> None:
    which = Q(pk__in=())
    for snippet in snippets:
        which |= Q(source__object=snippet.translation_key, source__locale=snippet.locale_id)
    _tell(request, which)


def _tell(request: HttpRequest, which: Q) -> None:
    if request.method != "GET":
        return
    follow = Translation.objects.filter(which, enabled=True)
    codes = follow.values_list("target_locale__language_code", flat=True).distinct()
    names = sorted(locales.information(locales.canonical(code)).native_name for code in codes)
    if names:
        text = _(
            "It is translated into %(locales)s. Those translations stay, but follow nothing any "
            "more: stop translating them, and each can be edited by itself."
        )
        messages.warning(request, text % {"locales": ", ".join(names)})
