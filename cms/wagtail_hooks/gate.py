"""Deciding to publish in spite of a finding, and what the history tells of the gate."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from cms.gate import OVERRIDDEN, REFUSED
from cms.gate.bulk import PublishTogether
from cms.gate.override import publish_anyway

# Later than Wagtail's own, whose place it takes.
hooks.register("register_bulk_action", PublishTogether, order=10)


@hooks.register("register_admin_urls")
def register_override_url() -> list[URLPattern]:
    return [
        path(
            "publish-anyway/<slug:app_label>/<slug:model_name>/<int:pk>/",
            publish_anyway,
            name="publish_anyway",
        )
    ]


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
