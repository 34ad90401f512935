"""The pages of the admin that submit pages for translation and show how far that has come."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitTranslationForm,
)

from cms.editorial.permissions import locales_to_submit, may_submit
from cms.translation import submission
from cms.translation.models import TranslationSubmission


class SubmitPageView(SubmitPageTranslationView):
    """Offers the locales in which a user may add pages, and works in the background."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.get_object()
        if not may_submit(request.user, page) or not self.locales:
            raise PermissionDenied(_("You may not submit this page for translation."))
        return super().dispatch(request, *args, **kwargs)

    @property
    def locales(self) -> set[int]:
        if not hasattr(self, "_locales"):
            self._locales = locales_to_submit(self.request.user, self.get_object())
        return self._locales

    def get_form(self) -> SubmitTranslationForm:
        form = super().get_form()
        field = form.fields["locales"]
        field.queryset = field.queryset.filter(pk__in=self.locales)
        return form

    def form_valid(self, form: SubmitTranslationForm) -> HttpResponse:
        locales = list(form.cleaned_data["locales"])
        if form.cleaned_data["include_subtree"]:
            return self._in_the_background(locales)
        try:
            submission.submit_with_parents(self.object, locales, self.request.user)
        except submission.NotTranslated as problem:
            messages.error(self.request, str(problem))
            return self.render_to_response(self.get_context_data())
        names = ", ".join(locale.get_display_name() for locale in locales)
        messages.success(self.request, self.get_success_message(names))
        single = self.object.get_translation(locales[0]) if len(locales) == 1 else None
        return redirect(self.get_success_url() or self.get_default_success_url(single))

    def _in_the_background(self, locales: list[Any]) -> HttpResponse:
        found = submission.open_submission(self.object, locales)
        if found is None:
            found = submission.create(self.object, locales, self.request.user)
            submission.start(found)
        elif submission.claim(found):
            submission.start(found)
        return redirect("translation_submission", found.pk)


def submit_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show or answer the form that submits a page for translation."""
    return SubmitPageView.as_view()(request, page_id=page_id)


def progress(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show how far a submission has come; as JSON for the page that asks again and again."""
    found = _submission(request, submission_id)
    if request.headers.get("accept") == "application/json":
        return JsonResponse(_figures(found))
    return render(
        request,
        "translation/submission.html",
        {
            "submission": found,
            "figures": _figures(found),
            "problems": _problems(found),
            "locales": [locale.get_display_name() for locale in found.locales.all()],
            "explore": reverse("wagtailadmin_explore", args=[found.page_id]),
        },
    )


@require_POST
def resume(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Go on with a submission that was interrupted."""
    found = _submission(request, submission_id)
    if submission.claim(found):
        submission.start(found)
    return redirect("translation_submission", found.pk)


def _submission(request: HttpRequest, submission_id: int) -> TranslationSubmission:
    found = get_object_or_404(
        TranslationSubmission.objects.select_related("page"), pk=submission_id
    )
    if not may_submit(request.user, found.page):
        raise PermissionDenied
    return found


def _figures(found: TranslationSubmission) -> dict[str, Any]:
    return {
        "done": found.done,
        "total": found.total,
        "left_out": len(found.problems),
        "finished": found.finished_at is not None,
        "stands_still": submission.stands_still(found),
    }


def _problems(found: TranslationSubmission) -> list[dict[str, Any]]:
    numbers = {int(entry.partition("/")[0]) for entry in found.problems}
    pages = Page.objects.in_bulk(numbers)
    return [
        {"page": pages.get(int(entry.partition("/")[0])), "reason": reason}
        for entry, reason in found.problems.items()
    ]
