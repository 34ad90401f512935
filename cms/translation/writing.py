"""What a translator does with one text: write it, accept it, approve it, take from the memory."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue, validate_translation_links

from cms.editorial.addresses import edit_address
from cms.editorial.permissions import may_publish
from cms.texts import states
from cms.translation import access, carrying, desk, memory, refusals
from cms.translation.limits import too_long


class CannotSave(Exception):
    """The words were not saved; the message says why. They stay in the field."""


class NotInSource(Exception):
    """The text was in the source when the desk was opened, and has left it since."""


def _text(translation: Translation, segment_id: int) -> StringSegment:
    own = translation.source.stringsegment_set.select_related("string", "context")
    segment = own.filter(pk=segment_id).first()
    if segment is not None:
        return segment
    if StringSegment.objects.filter(pk=segment_id).exists():
        raise Http404
    raise NotInSource


def _translation(translation_id: int) -> Translation:
    related = ("source__locale", "source__specific_content_type", "target_locale")
    return get_object_or_404(Translation.objects.select_related(*related), pk=translation_id)


@refusals.says_why
@require_POST
def write_text(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Do one thing with one text and answer with how it looks now."""
    translation = _translation(translation_id)
    target = access.require(request.user, translation)
    try:
        segment = _text(translation, segment_id)
    except NotInSource:
        return _not_in_source(request, target)
    action = ACTIONS.get(request.POST.get("action", "save"))
    if action is None:
        raise Http404
    words = request.POST.get("words", "").replace("\r\n", "\n")
    shown: dict[str, Any] = {}
    try:
        action(request, translation, segment, target)
    except CannotSave as problem:
        shown = {"error": str(problem)}
        if action is _save:
            shown["words"] = words
    if request.headers.get("x-requested-with") != "XMLHttpRequest":
        if shown:
            messages.error(request, shown["error"])
        return redirect(f"{edit_address(type(target), target.pk)}#text-{segment.pk}")
    row = desk.row(translation, segment.pk, **shown)
    found = states.texts(translation)
    context = {
        "row": row,
        "translation": translation,
        "states": desk.counted(found),
        "total": len(found),
        "may_publish": may_publish(request.user, target),
        "may_write": True,
        "answer": True,
    }
    return render(request, "translation/text.html", context, status=422 if shown else 200)


def _not_in_source(request: HttpRequest, target: Any) -> HttpResponse:
    reason = _(
        "The source was published again: this text reads differently there now, or is gone. "
        "Nothing was saved. Copy your words, then load the page again."
    )
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"detail": reason}, status=422)
    messages.error(request, reason)
    return redirect(edit_address(type(target), target.pk))


def _save(
    request: HttpRequest, translation: Translation, segment: StringSegment, target: Any
) -> None:
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()
    known = StringTranslation.objects.filter(
        translation_of=segment.string, locale=translation.target_locale, context=segment.context
    ).first()
    _refuse_overwriting(request, known, words)
    if not words:
        if known is not None:
            known.delete()
        return
    _refuse_unusable(translation, segment, words)
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        defaults={
            "data": words,
            "translation_type": states.MANUAL,
            "tool_name": "",
            "last_translated_by": request.user,
            "has_error": False,
            "field_error": "",
        },
    )


def _refuse_overwriting(request: HttpRequest, known: StringTranslation | None, words: str) -> None:
    if known is None or known.data == words or _has_seen(request, known):
        return
    text = _("Meanwhile %(name)s wrote: “%(words)s”. Save again to put yours in its place.")
    raise CannotSave(text % _said(known))


def _has_seen(request: HttpRequest, known: StringTranslation) -> bool:
    return request.POST.get("seen") in (None, desk.edition(known))


def _said(known: StringTranslation) -> dict[str, Any]:
    return {"name": known.last_translated_by or _("somebody"), "words": known.data}


def _refuse_unusable(translation: Translation, segment: StringSegment, words: str) -> None:
    if "\x00" in words:
        raise CannotSave(_("The text holds a character that cannot be stored."))
    reason = too_long(translation.source, segment.context, words)
    if reason:
        raise CannotSave(reason)
    try:
        StringValue.from_translated_html(words)
        validate_translation_links(segment.string.data, words)
    except ValueError as error:
        raise CannotSave(str(error)) from error


def _read(
    request: HttpRequest, translation: Translation, segment: StringSegment
) -> StringTranslation:
    """Return a text as it stands, for somebody who has read just that."""
    known = get_object_or_404(
        StringTranslation,
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        has_error=False,
    )
    if not _has_seen(request, known):
        text = _("Meanwhile %(name)s wrote: “%(words)s”. Read it, then decide again.")
        raise CannotSave(text % _said(known))
    return known


def _accept(
    request: HttpRequest, translation: Translation, segment: StringSegment, target: Any
) -> None:
    states.accept(_read(request, translation, segment), request.user)


def _approve(
    request: HttpRequest, translation: Translation, segment: StringSegment, target: Any
) -> None:
    if not may_publish(request.user, target):
        raise PermissionDenied
    states.approve(_read(request, translation, segment), request.user)


ACTIONS = {"save": _save, "accept": _accept, "approve": _approve}


@require_safe
def offers(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Show what the memory offers for one text."""
    translation = _translation(translation_id)
    access.require_editor(request.user, translation)
    segment = get_object_or_404(
        translation.source.stringsegment_set.select_related("string", "context"), pk=segment_id
    )
    own = StringTranslation.objects.filter(
        translation_of=segment.string, locale=translation.target_locale, context=segment.context
    )
    found = memory.offers(
        segment.string,
        translation.target_locale_id,
        besides=own.values_list("pk", flat=True).first(),
    )
    context = {"offers": found, "source": segment.string.data}
    return render(request, "translation/offers.html", context)


@refusals.says_why
@require_POST
def fill(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take what stands translated elsewhere, word for word, for every text that has nothing."""
    translation = _translation(translation_id)
    target = access.require(request.user, translation)
    number = carrying.fill(translation)
    if number:
        text = _("Texts taken from the memory: %(number)s. They need your review.")
        messages.success(request, text % {"number": number})
    else:
        messages.warning(request, _("The memory has nothing for what is left."))
    return redirect(edit_address(type(target), target.pk))
