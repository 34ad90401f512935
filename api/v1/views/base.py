"""A public view: anonymous, read-only, JSON or problem+json, nothing else."""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import problems

logger = logging.getLogger(__name__)


class JsonAlways(BaseContentNegotiation):
    """There is one representation, whatever the Accept header says."""

    def select_parser(self, request: Request, parsers: Any) -> None:
        return None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class PublicView(APIView):
    """The parent of every view: cookies and Authorization change nothing."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = ()
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = JsonAlways
    http_method_names = ["get", "head", "options"]

    def handle_exception(self, exc: Exception) -> Response | HttpResponse:  # type: ignore[override]
        answer = problems.respond_to(self.request._request, exc)
        if answer is not None:
            return answer
        if settings.DEBUG_PROPAGATE_EXCEPTIONS:
            raise exc
        logger.exception("An API view failed at %s.", self.request.path)
        return problems.problem(self.request._request, 500)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Leave the answer as it is: views give it complete."""
        return response

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return HttpResponse(status=204, headers={"Allow": ", ".join(problems.READING)})
