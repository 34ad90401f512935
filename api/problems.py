"""Every error of the API in one shape: RFC 9457 problem details."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_request, override
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
READING = ("GET", "HEAD", "OPTIONS")
RETRY_AFTER_SECONDS = 5

DETAILS = {
    400: "The request is not valid.",
    404: "There is nothing to read at this address.",
    429: "You ask too often. Wait as long as Retry-After says.",
    405: "This address can only be read: use GET, HEAD or OPTIONS.",
    412: "What is here is not what the request was made for.",
    500: "Something went wrong here. The error has been logged.",
    503: "The wiki cannot be read at the moment. Try again in a few seconds.",
}
TYPES = {
    400: "urn:wiki:problem:invalid",
    403: "urn:wiki:problem:forbidden",
    404: "urn:wiki:problem:not-found",
    405: "urn:wiki:problem:method-not-allowed",
    410: "urn:wiki:problem:gone",
    412: "urn:wiki:problem:precondition-failed",
    429: "urn:wiki:problem:too-many-requests",
    500: "urn:wiki:problem:server-error",
    503: "urn:wiki:problem:unavailable",
}


class ProblemError(Exception):
    """Ends a request with a problem; `members` are added to its JSON."""

    def __init__(self, status: int, detail: str = "", **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.members = members
        self.headers: dict[str, str] = {}


class InvalidParameters(ProblemError):
    """Names each parameter that is wrong and says why."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__(400, "Some parameters are not valid.", errors=dict(errors))


def content(status: int, instance: str, detail: str = "") -> dict[str, Any]:
    """Return what every problem of a status in `TYPES` tells."""
    return {
        "type": TYPES[status],
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, HTTPStatus(status).phrase + "."),
        "instance": instance,
    }


def problem(request: HttpRequest, status: int, detail: str = "", **members: Any) -> HttpResponse:
    """Return the one shape of an error. `members` never hold anything internal."""
    told = content(status, request.path, detail) | members
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False).encode(errors="replace"),
        status=status,
        content_type=CONTENT_TYPE,
    )
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = ", ".join(READING)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def answer_to(request: HttpRequest, error: ProblemError) -> HttpResponse:
    """Return a problem that was raised."""
    response = problem(request, error.status, error.detail, **error.members)
    for name, value in error.headers.items():
        response[name] = value
    return response


def respond_to(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Return the problem that an exception means, None when it means a fault of ours."""
    if isinstance(error, ProblemError):
        return answer_to(request, error)
    if isinstance(error, Http404 | exceptions.NotFound):
        return problem(request, 404)
    if isinstance(error, exceptions.MethodNotAllowed):
        return problem(request, 405)
    if isinstance(error, SuspiciousOperation | RequestDataTooBig | exceptions.APIException):
        return problem(request, 400)
    if isinstance(error, OperationalError | InterfaceError):
        # Every reader meets it while it lasts: a traceback each would fill disks with one reason.
        logger.error("The database did not answer: %s", " ".join(str(error).split()))
        return problem(request, 503)
    return None


@csrf_exempt  # Nothing can be done here, and a refusal would be a page.
def not_found(request: HttpRequest, **captured: Any) -> HttpResponse:
    """Answer an address below /api/ that does not exist."""
    if request.method not in READING:
        return problem(request, 405)
    detail = ""
    if not request.path.endswith("/") and _exists(f"{request.path_info}/"):
        # It may hold a token, so what people read and hand on does not repeat it.
        detail = "Addresses end in a slash: put one at the end of this one."
    return problem(request, 404, detail)


def _exists(path: str) -> bool:
    try:
        return resolve(path).func is not not_found
    except Resolver404:
        return False


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(request, 400)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(request, 500)
    # Whose account it is may be just what cannot be found out now.
    with override(get_language_from_request(request)):
        return defaults.server_error(request)
