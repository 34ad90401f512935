"""The findings of the whole wiki as a report in the admin."""

from collections import defaultdict
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.editorial import messages
from cms.editorial.addresses import edit_address
from cms.editorial.models import ContentFinding
from cms.editorial.permissions import locales_of
from cms.editorial.rechecking import latest_draft
from cms.editorial.searching import locale_choices
from content_models import locales
from content_models.quality.findings import SEVERITIES


class FindingFilterSet(WagtailFilterSet):
    locale = django_filters.ChoiceFilter(label=_("Locale"), choices=locale_choices)
    severity = django_filters.ChoiceFilter(
        label=_("Severity"), choices=list(messages.SEVERITY_NAMES.items())[:-1]
    )
    code = django_filters.MultipleChoiceFilter(
        label=_("Finding"), choices=list(messages.CODE_NAMES.items())
    )

    class Meta:
        model = ContentFinding
        fields = ["locale", "severity", "code"]


class FindingsReportView(ReportView):
    """What the checks say about everything a person may edit, the worst first."""

    model = ContentFinding
    index_url_name = "findings_report"
    index_results_url_name = "findings_report_results"
    header_icon = "glasses"
    page_title = _("Findings")
    filterset_class = FindingFilterSet
    is_searchable = False
    list_export = ["locale", "severity", "code", "title", "place", "path", "details"]
    export_headings = {"place": _("Place")}
    columns = [
        Column("severity", label=_("Severity"), accessor=lambda row: _severity(row)),
        TitleColumn("title", label=_("Title"), get_url=lambda row: place_address(row)),
        Column("locale", label=_("Locale")),
        Column("place", label=_("Place")),
        Column("message", label=_("Finding"), accessor=lambda row: messages.describe(row.finding)),
        Column("excerpt", label=_("Text"), accessor=lambda row: row.details.get("excerpt", "")),
    ]

    def get_queryset(self) -> QuerySet[ContentFinding]:
        order = Case(
            *(When(severity=name, then=Value(rank)) for rank, name in enumerate(SEVERITIES)),
            output_field=IntegerField(),
        )
        found = ContentFinding.objects.select_related("content_type")
        self.queryset = found.filter(editable_by(self.request.user)).order_by(
            order, "locale", "title", "pk"
        )
        return super().get_queryset()

    def decorate_paginated_queryset(self, rows: QuerySet[ContentFinding]) -> Any:
        """Give each finding its place, and read each draft for all that is found in it."""
        by_draft: dict[tuple[ContentType, int], list[ContentFinding]] = defaultdict(list)
        for row in rows:
            by_draft[row.content_type, row.object_id].append(row)
        for (content_type, pk), found in by_draft.items():
            draft = latest_draft(content_type.model_class(), pk)
            for row in found:
                row.place = messages.place_of(row.finding, draft) if draft is not None else ""
        return rows

    def get_filename(self) -> str:
        return "findings"


def editable_by(user: Any) -> Q:
    """Return the condition that findings are about something a person may edit."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    codes = [locales.canonical(locale.language_code) for locale in locales_of(user)]
    allowed = Q(pk__in=[])
    for content_type in ContentType.objects.filter(
        pk__in=ContentFinding.objects.values("content_type").distinct()
    ):
        model = content_type.model_class()
        if model is None:
            continue
        if issubclass(model, Page):
            allowed |= Q(content_type=content_type, object_id__in=pages.values("pk"))
        elif policy_registry.get_by_type(model).user_has_permission(user, "change"):
            allowed |= Q(content_type=content_type, locale__in=codes)
    return allowed


def place_address(row: ContentFinding) -> str:
    """Return where the text of a finding is edited, down to its block."""
    address = edit_address(row.content_type.model_class(), row.object_id)
    return f"{address}#block-{row.finding.block}-section" if row.finding.block else address


def _severity(row: ContentFinding) -> str:
    return str(messages.SEVERITY_NAMES[row.severity])
