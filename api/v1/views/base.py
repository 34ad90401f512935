"""A public view: anonymous, read-only, JSON or problem+json, nothing else."""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from api import problems

logger = logging.getLogger(__name__)


class PublicView(APIView):
    """The parent of every view: cookies and Authorization change nothing."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes = ()
    renderer_classes = (JSONRenderer,)
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer without the steps of REST framework that have nothing to do here.

        Nobody is authenticated, permitted, negotiated with or parsed, and views give their
        answers complete: those steps cost more than reading a document.
        """
        name = (request.method or "").lower()
        try:
            if name not in self.http_method_names:
                raise MethodNotAllowed(name)
            return getattr(self, name)(request, *args, **kwargs)
        except Exception as error:  # Every failure is answered in one shape and logged there.
            return self.handle_exception(error)

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]
        answer = problems.respond_to(self.request, exc)
        if answer is not None:
            return answer
        if settings.DEBUG_PROPAGATE_EXCEPTIONS:
            raise exc
        logger.exception("An API view failed at %s.", self.request.path)
        return problems.problem(self.request, 500)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return HttpResponse(status=204, headers={"Allow": ", ".join(problems.READING)})
