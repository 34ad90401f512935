"""Tells editors how many documents still show what was public before."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from wagtail.admin.ui.components import Component

from content_models.publishing import waiting


class CatchingUpPanel(Component):
    """The dashboard's line about documents that wait to be built again; empty when none does."""

    name = "catching_up"
    order = 90
    template_name = "delivery/catching_up.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**_figures(), "url": reverse("catching_up")}


def progress(request: HttpRequest) -> JsonResponse:
    """Return how many documents wait, for the dashboard, which asks again and again."""
    return JsonResponse(_figures())


def _figures() -> dict[str, int]:
    failed = waiting.documents().filter(failed=True).count()
    return {"waiting": waiting.documents().count() - failed, "failed": failed}


urlpatterns = [path("catching-up/", progress, name="catching_up")]
