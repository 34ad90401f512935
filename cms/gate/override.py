"""Publishing in spite of findings: for those who may, with a reason, and logged."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.editorial import messages
from cms.editorial.addresses import edit_address_or_home
from cms.editorial.permissions import may_publish
from cms.gate.refusal import PERMISSION, blocking, overridden
from cms.texts.targets import translation_of
from content_models.models import WikiPage
from content_models.models.snippets import WikiSnippet


class ReasonForm(forms.Form):
    """Why a text is published although something blocks it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stays in the history of the page, with your name."),
        max_length=1000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def publish_anyway(request: HttpRequest, app_label: str, model_name: str, pk: int) -> HttpResponse:
    """Show what blocks a page or snippet, and publish its latest draft when a reason is given."""
    instance = _found(app_label, model_name, pk)
    if not (request.user.has_perm(PERMISSION) and may_publish(request.user, instance)):
        raise PermissionDenied
    draft = instance.get_latest_revision_as_object()
    translation = translation_of(instance)
    if translation is not None and translation.enabled:
        draft = translation.source.get_ephemeral_translated_instance(
            translation.target_locale, fallback=True
        )
    form = ReasonForm(request.POST or None)
    back = edit_address_or_home(request.user, instance)
    if request.method == "POST" and form.is_valid():
        with overridden(instance, user=request.user, reason=form.cleaned_data["reason"]):
            if translation is not None and translation.enabled:
                translation.save_target(user=request.user, publish=True)
            else:
                revision = instance.get_latest_revision() or instance.save_revision()
                revision.publish(user=request.user)
        text = _("“%(title)s” was published; your reason is in its history.")
        flash.success(request, text % {"title": draft})
        return redirect(back)
    context = {
        "form": form,
        "title": draft,
        "reasons": messages.listed(blocking(draft), draft, limit=50),
        "back": back,
    }
    return render(request, "gate/publish_anyway.html", context)


def _found(app_label: str, model_name: str, pk: int) -> Any:
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        raise Http404 from None
    if not issubclass(model, WikiPage | WikiSnippet):
        raise Http404
    return get_object_or_404(model, pk=pk)
