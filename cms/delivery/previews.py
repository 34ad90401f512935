"""Links with which editors look at drafts in the frontend."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content_models.models import WikiPage
from content_models.publishing import leases


@require_POST
def grant(request: HttpRequest, page_id: int) -> JsonResponse:
    """Make a link to a page's latest saved draft."""
    page = get_object_or_404(Page, pk=page_id).specific
    try:
        lease = leases.grant(
            page,
            user=request.user,
            session_key=request.session.session_key,
            now=timezone.now(),
        )
    except leases.NoPreview:
        raise PermissionDenied from None
    return JsonResponse(
        {
            "url": address(leases.token_of(lease)),
            "renew": reverse("preview_link_renew", args=[lease.pk]),
            "seconds": settings.WIKI_PREVIEW_SECONDS,
        }
    )


@require_POST
def renew(request: HttpRequest, number: int) -> JsonResponse:
    """Let a link go on while its tab is open."""
    try:
        leases.renew(number, user=request.user, now=timezone.now())
    except leases.NoPreview:
        raise PermissionDenied from None
    return JsonResponse({"seconds": settings.WIKI_PREVIEW_SECONDS})


def address(token: str) -> str:
    """Return where the frontend shows a draft, or the draft itself when there is no such page."""
    if settings.WIKI_FRONTEND_PREVIEW_URL:
        return settings.WIKI_FRONTEND_PREVIEW_URL.replace("{token}", token)
    return f"{settings.WAGTAILADMIN_BASE_URL}/api/v1/preview/{token}/"


def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer both ways to use a link, to whoever may edit the page."""
    is_ours = isinstance(page.specific_deferred, WikiPage)
    if view_name != "edit" or not is_ours or not page.permissions_for_user(user).can_edit():
        return
    texts = {
        "data-preview-link": reverse("preview_link", args=[page.pk]),
        "data-failed": _("No preview link could be made. Save a draft first."),
        "data-ended": _("The preview link has ended."),
    }
    yield Button(
        _("Open draft in the frontend"),
        icon_name="view",
        priority=80,
        attrs={
            **texts,
            "data-preview-use": "open",
            "data-done": _("The saved draft is shown as long as this tab stays open."),
        },
    )
    yield Button(
        _("Copy preview link"),
        icon_name="copy",
        priority=81,
        attrs={
            **texts,
            "data-preview-use": "copy",
            "data-done": _(
                "Copied. Whoever has the link sees the saved draft as long as this tab stays open."
            ),
        },
    )


urlpatterns = [
    path("preview-links/<int:page_id>/", grant, name="preview_link"),
    path("preview-links/renew/<int:number>/", renew, name="preview_link_renew"),
]
