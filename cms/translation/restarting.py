"""Starting a translation again that was stopped: nothing written since is replaced unasked."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_localize.models import Translation

from cms.editorial.extraction import content_of
from cms.texts import targets
from content_models.quality import Content

CONFIRMED = "replace"


def ask(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Refuse to start a translation without a source, ask before one replaces what stands there.

    None lets it start.
    """
    translation = Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale=instance.locale_id, enabled=False
    ).first()
    if translation is None:
        return None
    if targets.source_of(translation) is None:
        messages.error(
            request,
            _(
                "The source of this translation was deleted, so it cannot be started again. "
                "Edit it by hand, or submit it anew from another language."
            ),
        )
        return redirect(request.path)
    if CONFIRMED in request.POST:
        return None
    written = content_of(instance.get_latest_revision_as_object())
    coming = content_of(
        translation.source.get_ephemeral_translated_instance(
            translation.target_locale, fallback=True
        )
    )
    if _shown(written) == _shown(coming):
        return None
    context = {"title": instance, "lost": list(_lost(written, coming)), "back": request.path}
    return render(request, "translation/restart.html", context)


def _shown(content: Content) -> tuple[Any, ...]:
    """Return what readers see of a page or snippet."""
    texts = [(passage.path, passage.marked) for passage in content.passages if passage.marked]
    return texts, list(content.links), list(content.pictures)


def _lost(written: Content, coming: Content) -> Iterator[str]:
    """Yield the paragraphs that the translation has no more."""
    known = {passage.path: passage.paragraphs for passage in coming.passages}
    for passage in written.passages:
        kept = known.get(passage.path, [])
        yield from (words for words in passage.paragraphs if words not in kept)
