"""Where the admin leads somebody: to a page or snippet, or on from what was done with it."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page


def edit_address(model: type[Model], pk: int) -> str:
    """Return where a page or snippet is edited."""
    return view_address(model, "edit", pk)


def view_address(model: type[Model], view: str, *arguments: Any) -> str:
    """Return the address of a view of pages, or of the snippets of a model."""
    if issubclass(model, Page):
        return reverse(f"wagtailadmin_pages:{view}", args=arguments)
    return reverse(model.snippet_viewset.get_url_name(view), args=arguments)


def edit_address_or_home(user: Any, instance: Model) -> str:
    """Return where an instance is edited, the admin's home for those who may not edit it."""
    return AdminURLFinder(user).get_edit_url(instance) or reverse("wagtailadmin_home")


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go on at an address; the dialog that decides a review goes where its answer says."""
    match = request.resolver_match
    decides = match is not None and match.url_name == "workflow_action"
    if decides and request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)
