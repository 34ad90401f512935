"""What the desk keeps and learns about searching: synonyms, and what readers did not find."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.model import ModelViewSet

from content_models import locales
from search import query_log
from search.models import QueryCount, SynonymSet


def locale_choices() -> list[tuple[str, str]]:
    return [(code, locales.information(code).native_name) for code in locales.configured()]


class SynonymViewSet(ModelViewSet):
    """Sets of words that mean the same to somebody who searches."""

    model = SynonymSet
    icon = "link"
    menu_label = _("Synonyms")
    menu_order = 910
    add_to_settings_menu = True
    list_display = ["__str__", "locale"]
    list_filter = ["locale"]
    panels = [
        FieldPanel("locale", widget=forms.Select(choices=locale_choices())),
        FieldPanel("words"),
    ]


class NotFoundFilterSet(WagtailFilterSet):
    locale = django_filters.ChoiceFilter(label=_("Locale"), choices=locale_choices)

    class Meta:
        model = QueryCount
        fields = ["locale"]


class NotFoundReportView(ReportView):
    """What readers searched for and did not find, the most frequent first."""

    model = QueryCount
    index_url_name = "not_found_report"
    index_results_url_name = "not_found_report_results"
    header_icon = "search"
    page_title = _("Searched but not found")
    filterset_class = NotFoundFilterSet
    is_searchable = False
    list_export = ["text", "locale", "times", "last_day"]
    export_headings = {
        "text": _("Searched for"),
        "locale": _("Locale"),
        "times": _("Times"),
        "last_day": _("Last on"),
    }
    columns = [
        Column("text", label=_("Searched for")),
        Column("locale", label=_("Locale")),
        Column("times", label=_("Times")),
        Column("last_day", label=_("Last on")),
    ]

    def get_queryset(self) -> QuerySet[QueryCount, Any]:
        query_log.store()
        self.queryset = query_log.not_found()
        return super().get_queryset()

    def get_filename(self) -> str:
        return "not-found"
