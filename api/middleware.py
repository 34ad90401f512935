"""What every answer below /api/ has in common: who may read it from a browser, and how often."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from api import problems, throttling

PREFIX = "/api/"
# Load balancers ask these often, and from few addresses.
UNCOUNTED = "/api/v1/health/"
# Whatever is answered here is kept nowhere, found by nobody and told to no other site.
DRAFTS = "/api/v1/preview/"
CONFIDENTIAL = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
EXPOSED = (
    "ETag, Last-Modified, Link, Retry-After, "
    "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy"
)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    # A frontend often sends the same headers to every API: what counts for nothing is no reason to
    # refuse it. `*` means all but `Authorization`, and nothing to browsers from before 2022.
    "Access-Control-Allow-Headers": (
        "*, Authorization, If-None-Match, If-Modified-Since, Quiz-Answers"
    ),
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "no-store",
}


class ApiMiddleware:
    """Answers preflight requests, counts the others, and says who may read and keep an answer.

    Cookies go no further: nobody is known here, and what reads a damaged one would set another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        if request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META:
            response = HttpResponse(status=204, headers=PREFLIGHT)
        else:
            response = self.counted(request)
        if request.path_info.startswith(DRAFTS):
            for name, value in CONFIDENTIAL.items():
                response[name] = value
        return allow_origin(request, response)

    def counted(self, request: HttpRequest) -> HttpResponse:
        rate = throttling.general_rate()
        if not rate.requests or request.path_info.startswith(UNCOUNTED):
            return self.get_response(request)
        address = throttling.client_address(request)
        if throttling.is_within(address, settings.WIKI_THROTTLE_EXEMPT):
            return self.get_response(request)
        try:
            allowance = throttling.demand(rate, address)
        except throttling.TooManyRequests as error:
            return problems.answer_to(request, error)
        response = self.get_response(request)
        if allowance is not None:
            if response.status_code == 304:
                saved = throttling.NOT_MODIFIED_UNITS - throttling.UNITS
                allowance = throttling.spend(rate, address, units=saved) or allowance
            for name, value in allowance.headers.items():
                response.headers.setdefault(name, value)
        return response


def allow_origin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let browsers read the answer for the origins of the settings, never with credentials."""
    allowed = settings.WIKI_CORS_ORIGINS
    if "*" in allowed:
        response["Access-Control-Allow-Origin"] = "*"
    else:
        patch_vary_headers(response, ["Origin"])
        origin = request.META.get("HTTP_ORIGIN", "")
        if origin not in allowed:
            del response["Access-Control-Allow-Origin"]
            return response
        response["Access-Control-Allow-Origin"] = origin
    response["Access-Control-Expose-Headers"] = EXPOSED
    return response
