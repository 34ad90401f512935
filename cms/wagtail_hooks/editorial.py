"""The report of findings, the guide for editors, and two editors in one form."""

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.editorial import guide
from cms.editorial.findings_report import FindingsReportView
from cms.editorial.overwriting import object_to_overwriting

hooks.register("before_edit_page", object_to_overwriting)
hooks.register("before_edit_snippet", object_to_overwriting)


@hooks.register("insert_editor_js")
def ask_once_and_go_on_saving() -> str:
    scripts = [(static(f"editorial/{name}.js"),) for name in ("overwriting", "autosave")]
    return format_html_join("", '<script src="{}"></script>', scripts)


@hooks.register("register_admin_urls")
def register_editorial_urls() -> list[URLPattern]:
    report = FindingsReportView
    return [
        path("reports/findings/", report.as_view(), name="findings_report"),
        path(
            "reports/findings/results/",
            report.as_view(results_only=True),
            name="findings_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_findings_menu_item() -> MenuItem:
    return MenuItem(_("Findings"), reverse("findings_report"), icon_name="glasses", order=850)


@hooks.register("register_admin_urls")
def register_guide_urls() -> list[URLPattern]:
    return [
        path("guide/", guide.begin, name="editors_guide_begin"),
        path("guide/<str:language>/<slug:name>/", guide.show, name="editors_guide"),
    ]


@hooks.register("register_help_menu_item")
def register_guide_menu_item() -> MenuItem:
    return MenuItem(
        _("Guide to this wiki"), reverse("editors_guide_begin"), icon_name="help", order=900
    )
