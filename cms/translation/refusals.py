"""How somebody is told that something is not allowed: with the reason, on a page or to a script."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request

from cms.translation import access


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403, in the clothes of the admin."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied(reason)
    # Wagtail asks for this answer when it has already left the language of the user.
    return get_localized_response(
        render, request, "translation/forbidden.html", {"reason": reason}, status=403
    )


def answer(request: HttpRequest, act: Callable[[], HttpResponse | None]) -> HttpResponse | None:
    """Answer as a rule or a view does, or say why it refuses."""
    try:
        return act()
    except access.Locked as locked:
        return _locked(request, str(locked))
    except PermissionDenied as denied:
        if _asks_from_a_script(request):
            return JsonResponse({"detail": str(denied) or _("You may not do this.")}, status=403)
        return forbidden(request, str(denied))


def says_why(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse | None]:
    """Let a view of the desk refuse as the guard does: Wagtail would forget the reason."""

    @wraps(view)
    def answered(request: HttpRequest, **arguments: Any) -> HttpResponse | None:
        return answer(request, partial(view, request, **arguments))

    return answered


def _asks_from_a_script(request: HttpRequest) -> bool:
    by_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
    return by_script or request.method in ("PUT", "DELETE")


def _locked(request: HttpRequest, message: str) -> HttpResponse:
    if _asks_from_a_script(request):
        return JsonResponse({"detail": message}, status=423)
    messages.error(request, message)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
