"""A refused publication as a message to the editor, whichever button led to it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from content_models.models import QuizPage
from content_models.models.quiz_findings import describe
from content_models.models.quizzes import QuizHasErrors
from content_models.scoring.finding import ERROR


class TellRefusedQuizzes:
    """Turns the refusal of workflow approvals and bulk actions into messages on the edit page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, QuizHasErrors):
            return None
        words = _("“%(title)s” was not published.") % {"title": exception.page.title}
        messages.error(request, " ".join([words, *exception.messages]))
        return redirect("wagtailadmin_pages:edit", exception.page.pk)


def tell_findings(request: HttpRequest, page: object) -> None:
    """Say after saving what an editor should look at; a save by itself says nothing."""
    by_itself = "application/json" in request.headers.get("Accept", "")
    if not isinstance(page, QuizPage) or by_itself:
        return
    draft = page.get_latest_revision_as_object()
    draft.fill_keys()
    findings, _reach = draft.findings()
    described = [describe(finding, draft) for finding in findings]
    if any(finding.severity == ERROR for finding in findings):
        words = _("“%(title)s” cannot be published yet: %(findings)s")
    else:
        words = _("“%(title)s” is worth a look: %(findings)s")
    if described:
        shown = " ".join(described)
        messages.warning(request, words % {"title": page.title, "findings": shown})
