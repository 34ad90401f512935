"""Where the admin leads somebody."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go on at an address; the dialog that decides a review goes where its answer says."""
    match = request.resolver_match
    decides = match is not None and match.url_name == "workflow_action"
    if decides and request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)
