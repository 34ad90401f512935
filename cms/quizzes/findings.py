"""What an editor is told about a quiz after saving it."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from content_models.models import QuizPage
from content_models.models.quiz_findings import describe
from content_models.scoring.finding import ERROR


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
