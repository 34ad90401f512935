"""The pages of the admin that export translations to files and import them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.editorial.permissions import may_edit, own_locales
from cms.texts.targets import target_of
from cms.translation import formats, roundtrip
from cms.translation.formats import Texts, UnreadableFile


class ExportForm(forms.Form):
    locale = forms.ModelChoiceField(
        Locale.objects.none(), label=gettext_lazy("Into"), empty_label=None
    )
    page = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        required=False,
        label=gettext_lazy("Only this page"),
        help_text=gettext_lazy("Leave empty for everything in this locale."),
        widget=AdminPageChooser,
    )
    subtree = forms.BooleanField(required=False, label=gettext_lazy("And all pages below it"))
    unfinished = forms.BooleanField(
        required=False,
        label=gettext_lazy("Only what is not finished"),
        help_text=gettext_lazy("Pages on which every text is translated stay out."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[("xliff", "XLIFF 1.2"), ("po", "PO (gettext)")]
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locale"].queryset = Locale.objects.filter(pk__in=own_locales(user))


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PO, XLIFF, or a ZIP of them, up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".po,.xlf,.xliff,.zip"}),
    )
    dry_run = forms.BooleanField(required=False, label=gettext_lazy("Only try it, change nothing"))


def export(request: HttpRequest) -> HttpResponse:
    """Ask what to export, or answer with the file."""
    _require_locale(request)
    form = ExportForm(request.user, request.GET if "locale" in request.GET else None)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        found = [
            translation
            for translation in roundtrip.translations(
                chosen["locale"],
                chosen["page"],
                subtree=chosen["subtree"],
                unfinished=chosen["unfinished"],
            )
            if _may_export(request.user, translation)
        ]
        if found:
            return _file(*roundtrip.export(found, chosen["kind"]))
        nothing = _("Nothing of that is submitted for translation into this locale.")
        if chosen["unfinished"]:
            nothing = _("Nothing of that is left to translate into this locale.")
        form.add_error(None, nothing)
    return render(request, "translation/export.html", {"form": form})


def export_one(translation: Translation) -> HttpResponse:
    """Answer with the PO file of one translation."""
    return _file(*roundtrip.export([translation], "po"))


def import_files(request: HttpRequest) -> HttpResponse:
    """Ask for a file, import it, and tell what came of it."""
    _require_locale(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    imported = None
    if request.method == "POST" and form.is_valid():
        dry_run = form.cleaned_data["dry_run"]
        try:
            imported = roundtrip.import_texts(
                _read(form.cleaned_data["file"]),
                user=request.user,
                may=lambda target: may_edit(request.user, target),
                dry_run=dry_run,
            )
        except UnreadableFile as problem:
            form.add_error("file", str(problem))
    context = {"form": form, "imported": imported, "dry_run": form.data.get("dry_run")}
    return render(request, "translation/import.html", context)


def import_one(request: HttpRequest, translation: Translation) -> HttpResponse:
    """Import the file that was uploaded in the editor of one translation."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise UnreadableFile(_("Choose a file first."))
        imported = roundtrip.import_texts(
            _read(file),
            user=request.user,
            may=lambda target: may_edit(request.user, target),
            expected=translation,
        )
    except UnreadableFile as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, summary(imported))
        for line in imported.lines[:20]:
            messages.warning(request, line)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def summary(imported: roundtrip.Imported) -> str:
    """Return the counts of an import as a sentence."""
    return _(
        "%(changed)s changed, %(unchanged)s unchanged, %(untranslated)s still untranslated, "
        "%(refused)s refused. Fuzzy, so that they need review: %(fuzzy)s. "
        "Stored, but not fit to be published: %(faulty)s."
    ) % {
        "changed": imported.changed,
        "unchanged": imported.unchanged,
        "untranslated": imported.untranslated,
        "fuzzy": imported.fuzzy,
        "faulty": imported.faulty,
        "refused": imported.refused,
    }


def _read(file: UploadedFile) -> list[Texts]:
    name = file.name or ""
    formats.require_size(name, file.size or 0)
    return formats.read(name, file.read())


def _file(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _may_export(user: Any, translation: Translation) -> bool:
    target = target_of(translation)
    return target is not None and may_edit(user, target)


def _require_locale(request: HttpRequest) -> None:
    if not own_locales(request.user):
        raise PermissionDenied(_("You work in no locale yet."))
