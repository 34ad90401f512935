"""What a person sees when the gate refuses: the reasons, and where to go on."""

from collections.abc import Callable

from django.contrib import messages as flash
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response
from wagtail.models import Page

from cms.editorial.addresses import edit_address_or_home, lead_to
from cms.gate.refusal import PERMISSION, PublicationRefused


class RefusalMiddleware:
    """Answers every refusal in the admin alike, wherever publishing was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show the reasons and lead to the page, whose draft is kept as it was sent."""
        if not isinstance(error, PublicationRefused):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            answer = {
                "success": False,
                "error_code": "publication_refused",
                "error_message": str(error),
            }
            return JsonResponse(answer, status=400)
        # The view has failed, and with it the language of the user has ended.
        return get_localized_response(_tell_and_lead, request, error)


def _tell_and_lead(request: HttpRequest, refusal: PublicationRefused) -> HttpResponse:
    if not type(refusal.instance)._base_manager.filter(pk=refusal.instance.pk).exists():
        return _nothing_copied(request, refusal)
    tell(request, refusal)
    return lead_to(request, edit_address_or_home(request.user, refusal.instance))


def _nothing_copied(request: HttpRequest, refusal: PublicationRefused) -> HttpResponse:
    """Lead back to what was to be copied: a copy that is refused was never stored."""
    text = _(
        "“%(title)s” cannot be published, so nothing was copied. A copy as a draft can be made."
    )
    flash.error(request, _with_reasons(text % {"title": refusal.instance}, refusal))
    original = get_object_or_404(Page, pk=request.resolver_match.kwargs.get("page_id"))
    return redirect(edit_address_or_home(request.user, original))


def tell(request: HttpRequest, refusal: PublicationRefused) -> None:
    """Queue the reasons as a message, with the way to override for those who may."""
    buttons = []
    if refusal.can_be_overridden and request.user.has_perm(PERMISSION):
        buttons.append(messages.button(override_address(refusal.instance), _("Publish anyway…")))
    text = _("“%(title)s” (%(locale)s) was not published. Your text is kept as a draft.") % {
        "title": refusal.instance,
        "locale": refusal.instance.locale.get_display_name(),
    }
    flash.error(request, messages.render(_with_reasons(text, refusal), buttons))


def _with_reasons(text: str, refusal: PublicationRefused) -> SafeString:
    return format_html(
        "<strong>{}</strong><ul>{}</ul>",
        text,
        format_html_join("", "<li>{}</li>", ([reason] for reason in refusal.reasons)),
    )


def override_address(instance: Model) -> str:
    """Return where an override is decided."""
    meta = instance._meta
    return reverse("publish_anyway", args=[meta.app_label, meta.model_name, instance.pk])
