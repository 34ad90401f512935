"""Synonyms and the report of what was searched in vain."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.editorial.searching import NotFoundReportView, SynonymViewSet


@hooks.register("register_admin_viewset")
def register_synonyms() -> SynonymViewSet:
    return SynonymViewSet("synonyms")


@hooks.register("register_admin_urls")
def register_search_report_urls() -> list[URLPattern]:
    report = NotFoundReportView
    return [
        path("reports/not-found/", report.as_view(), name="not_found_report"),
        path(
            "reports/not-found/results/",
            report.as_view(results_only=True),
            name="not_found_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_not_found_menu_item() -> MenuItem:
    return MenuItem(
        _("Searched but not found"), reverse("not_found_report"), icon_name="search", order=860
    )


@hooks.register("construct_reports_menu")
def leave_out_search_terms(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's own report counts searches that this wiki does not make."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]
