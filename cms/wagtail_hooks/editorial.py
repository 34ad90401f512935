"""The report of findings, deciding to publish in spite of one, and two editors in one form."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from cms.editorial.overwriting import object_to_overwriting
from cms.editorial.report import FindingsReportView
from cms.translation.bulk import PublishTogether
from cms.translation.gate import OVERRIDDEN, REFUSED
from cms.translation.gate_override import publish_anyway

hooks.register("before_edit_page", object_to_overwriting)
hooks.register("before_edit_snippet", object_to_overwriting)
# Later than Wagtail's own, whose place it takes.
hooks.register("register_bulk_action", PublishTogether, order=10)


@hooks.register("insert_editor_js")
def ask_once() -> str:
    return format_html('<script src="{}"></script>', static("editorial/overwriting.js"))


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
        path(
            "publish-anyway/<slug:app_label>/<slug:model_name>/<int:pk>/",
            publish_anyway,
            name="publish_anyway",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_findings_menu_item() -> MenuItem:
    return MenuItem(_("Findings"), reverse("findings_report"), icon_name="glasses", order=850)


@hooks.register("register_permissions")
def register_override_permission() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="cms", codename="override_publishing_gate"
    )


@hooks.register("register_log_actions")
def register_gate_actions(actions: Any) -> None:
    @actions.register_action(OVERRIDDEN)
    class OverriddenFormatter(LogFormatter):
        label = _("Publish in spite of errors")

        def format_message(self, entry: Any) -> str:
            return gettext("Published in spite of errors: %(reason)s") % entry.data

    @actions.register_action(REFUSED)
    class RefusedFormatter(LogFormatter):
        label = _("Call off scheduled publishing")

        def format_message(self, entry: Any) -> str:
            reasons = " ".join(entry.data["reasons"])
            return gettext("Scheduled publishing was called off: %(reasons)s") % {
                "reasons": reasons
            }
