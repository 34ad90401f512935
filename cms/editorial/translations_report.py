"""The translations report of the admin: locale by kind, then page by page, also as CSV."""

import csv
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.editorial.addresses import edit_address
from cms.editorial.permissions import locales_of
from cms.editorial.progress import Row, Total, rows, totals
from cms.editorial.roles import SUBMIT_TRANSLATION

ROWS_A_PAGE = 50

STATES = {
    "not-submitted": lambda row: not row.submitted,
    "incomplete": lambda row: row.submitted and row.percent < 100,
    "stale": lambda row: row.state.stale,
    "blocked": lambda row: row.state.blocked,
    "ready": lambda row: row.submitted and row.percent == 100 and not row.live,
    "published": lambda row: row.live and not row.state.stale,
}


class TranslationsPanel(Component):
    """The dashboard's way to what there is to translate, in the locales in which a user works.

    It counts nothing: that takes as long as the report itself.
    """

    name = "translations"
    order = 84
    template_name = "editorial/translations_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        names = _state_names()
        targets = set(Translation.objects.values_list("target_locale", flat=True).distinct())
        return {
            "languages": {
                locale: name
                for locale, name in _languages(parent_context["request"]).items()
                if locale in targets
            },
            "states": {state: names[state] for state in ("incomplete", "stale", "ready")},
        }


def overview(request: HttpRequest) -> HttpResponse:
    """Show the sums by locale and kind, of the locales in which a user works."""
    languages = _languages(request)
    sums = totals(rows(languages))
    if request.GET.get("format") == "csv":
        return _csv("translations", SUM_COLUMNS, ([*_sum_cells(s, languages)] for s in sums))
    by_locale = [
        {
            "id": pk,
            "name": name,
            "all": _add([s for s in sums if s.locale == pk]),
            "sums": [s for s in sums if s.locale == pk],
        }
        for pk, name in languages.items()
    ]
    return render(request, "editorial/translations.html", {"by_locale": by_locale})


def pages(request: HttpRequest) -> HttpResponse:
    """Show each page and snippet in each locale, filtered by the parameters.

    `locale` is an id, `kind` the name of a model, `state` one of `STATES`, `q` part of a title;
    what is unknown filters nothing.
    """
    languages = _languages(request)
    every = rows(languages)
    found = _filtered(every, request)
    if request.GET.get("format") == "csv":
        return _csv("pages", ROW_COLUMNS, (_row_cells(row, languages) for row in found))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("p"))
    kept = {name: value for name, value in request.GET.items() if name != "p" and value}
    return render(
        request,
        "editorial/translation_pages.html",
        {
            "page": page,
            "lines": [_line(row, languages, request.user) for row in page],
            "languages": languages,
            "kinds": {row.source.model._meta.model_name: row.kind for row in every},
            "states": _state_names(),
            "chosen": request.GET,
            "query": urlencode(kept),
        },
    )


def _languages(request: HttpRequest) -> dict[int, str]:
    return {locale.pk: locale.get_display_name() for locale in locales_of(request.user)}


def _filtered(every: list[Row], request: HttpRequest) -> list[Row]:
    locale, kind = request.GET.get("locale", ""), request.GET.get("kind", "")
    fits = STATES.get(request.GET.get("state", ""), lambda row: True)
    words = request.GET.get("q", "").strip().lower()
    return [
        row
        for row in every
        if (not locale.isdecimal() or row.locale == int(locale))
        and (not kind or row.source.model._meta.model_name == kind)
        and fits(row)
        and (
            words in row.source.title.lower() or (row.target and words in row.target.title.lower())
        )
    ]


def _add(sums: list[Total]) -> dict[str, int]:
    names = ("total", "words_left", "stale", "blocked", "not_submitted", "live", "percents")
    added = {name: sum(getattr(s, name) for s in sums) for name in names}
    return added | {"percent": added["percents"] // added["total"] if added["total"] else 0}


def _state_names() -> dict[str, str]:
    return {
        "not-submitted": _("Not submitted"),
        "incomplete": _("Incomplete"),
        "stale": _("Source has changed"),
        "blocked": _("Blocked"),
        "ready": _("Ready to publish"),
        "published": _("Published"),
    }


def _states_of(row: Row) -> list[str]:
    return [name for name, fits in STATES.items() if fits(row)]


def _line(row: Row, languages: dict[int, str], user: Any) -> dict[str, Any]:
    return {
        "row": row,
        "locale": languages[row.locale],
        "states": [(name, _state_names()[name]) for name in _states_of(row)],
        "edit": edit_address(row.target.model, row.target.pk) if row.target else "",
        "submit": _submit_address(row) if user.has_perm(SUBMIT_TRANSLATION) else "",
    }


def _submit_address(row: Row) -> str:
    if row.submitted:
        return ""
    model = row.source.model
    if issubclass(model, Page):
        return reverse("wagtail_localize:submit_page_translation", args=[row.source.pk])
    arguments = [model._meta.app_label, model._meta.model_name, row.source.pk]
    return reverse("wagtail_localize:submit_snippet_translation", args=arguments)


SUM_COLUMNS = (
    "locale",
    "kind",
    "total",
    "translated_percent",
    "words_left",
    "stale",
    "blocked",
    "not_submitted",
    "published",
)
ROW_COLUMNS = (
    "locale",
    "kind",
    "key",
    "source_title",
    "title",
    "translated_percent",
    "words_left",
    "states",
)


def _sum_cells(total: Total, languages: dict[int, str]) -> list[Any]:
    numbers = (total.total, total.percent, total.words_left, total.stale, total.blocked)
    return [languages[total.locale], total.kind, *numbers, total.not_submitted, total.live]


def _row_cells(row: Row, languages: dict[int, str]) -> list[Any]:
    title = row.target.title if row.target is not None else ""
    return [
        languages[row.locale],
        str(capfirst(row.source.model._meta.verbose_name)),
        row.key,
        row.source.title,
        title,
        row.percent,
        row.state.words_left,
        " ".join(_states_of(row)),
    ]


def _csv(name: str, columns: Iterable[str], lines: Iterable[Iterable[Any]]) -> HttpResponse:
    """Return a table that spreadsheets open as text, never as formulas."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow(columns)
    for line in lines:
        writer.writerow([_harmless(cell) for cell in line])
    return response


def _harmless(cell: Any) -> Any:
    is_formula = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{cell}" if is_formula else cell
