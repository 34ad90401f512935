"""The page on which a translator works: every text beside its source, with all that helps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import SourceDeletedError, StringTranslation, Translation

from cms.editorial import messages as messages_of
from cms.editorial.addresses import edit_address, view_address
from cms.editorial.findings import OF_STATES, UNREVIEWED, findings_for_translation
from cms.editorial.permissions import may_publish
from cms.texts import states, targets
from cms.texts.models import State
from cms.translation import access, glossary, locks, machine, staleness
from cms.translation.limits import limit_of
from cms.translation.places import Place, place_of
from cms.translation.similarity import Piece, difference
from content_models import locales

REVERT = "revisions_revert"


@dataclass(frozen=True)
class Row:
    """One text as the desk shows it; `words` is what the field holds, saved or not."""

    text: states.Text
    place: Place
    terms: Sequence[glossary.Term]
    limit: int | None
    words: str
    error: str = ""
    findings: Sequence[tuple[str, str]] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """Which edition of the text this shows, to notice that somebody was faster."""
        return edition(self.text.translated)

    @cached_property
    def difference(self) -> list[Piece]:
        """How the source reads now beside what was translated; empty when it did not change."""
        review = self.text.review
        if review is None or review.earlier_source is None:
            return []
        return difference(review.earlier_source.data, self.text.segment.string.data)

    @property
    def problem(self) -> str:
        """Why the text cannot be used as it is saved."""
        translated = self.text.translated
        return self.error or (translated and translated.get_error()) or ""

    @property
    def from_elsewhere(self) -> bool:
        review = self.text.review
        return self.text.state == State.NEEDS_REVIEW and not (review and review.earlier_source_id)

    @property
    def can_be_accepted(self) -> bool:
        return self.text.state in UNREVIEWED


def edition(translated: StringTranslation | None) -> str:
    return translated.updated_at.isoformat() if translated is not None else ""


def open_desk(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Answer for the edit view of a translation; None leaves it to wagtail-localize.

    Its own editor stays at `?values`, for images, links and other values without words.
    """
    translation = targets.filling(instance.translation_key, instance.locale_id)
    if translation is None:
        return None
    if request.resolver_match is not None and request.resolver_match.url_name == REVERT:
        return _lead_to_history(request, instance)
    if request.method == "POST":
        return publish(request, translation) if request.POST.get("action") == "publish" else None
    return None if "values" in request.GET else show(request, translation, instance)


def show(request: HttpRequest, translation: Translation, instance: Any) -> HttpResponse:
    shown = rows(translation)
    source = targets.source_of(translation)
    context = {
        "translation": translation,
        "instance": instance,
        "title": _title(instance),
        "groups": _groups(shown),
        "parent": instance.get_parent() if isinstance(instance, Page) else None,
        "states": counted(row.text for row in shown),
        "total": len(shown),
        "behind": staleness.behind(translation),
        "hidden_above": _hidden_above(instance),
        "rejection": locks.rejection(instance),
        "may_write": not locks.lock_message(request.user, instance),
        "translator": machine.translator_for(translation),
        "may_publish": may_publish(request.user, instance),
        "source_address": edit_address(type(source), source.pk) if source is not None else "",
        "source_deleted": targets.source_deleted(),
        "own_address": request.path,
    }
    return render(request, "translation/desk.html", context)


def rows(translation: Translation) -> list[Row]:
    """Return every text of a translation as the desk shows it."""
    found = states.texts(translation)
    known = glossary.terms(translation.source.locale, translation.target_locale)
    said = findings_of(translation)
    return [make_row(translation, text, known=known, said=said) for text in found]


def row(translation: Translation, segment_id: int, **shown: Any) -> Row:
    """Return one text as the desk shows it now."""
    text = next(t for t in states.texts(translation) if t.segment.pk == segment_id)
    known = glossary.terms(translation.source.locale, translation.target_locale)
    return make_row(translation, text, known=known, said=findings_of(translation), **shown)


def make_row(
    translation: Translation,
    text: states.Text,
    *,
    known: Sequence[glossary.Term],
    said: dict[int, list[tuple[str, str]]],
    words: str | None = None,
    error: str = "",
) -> Row:
    source_locale = locales.canonical(translation.source.locale.language_code)
    return Row(
        text=text,
        place=place_of(translation, text.segment),
        terms=glossary.hits(text.segment.string.data, known, source_locale),
        limit=limit_of(translation.source, text.segment.context),
        words=text.words if words is None else words,
        error=error,
        findings=said.get(text.segment.pk, []),
    )


def findings_of(translation: Translation) -> dict[int, list[tuple[str, str]]]:
    """Return what the checks say about the texts of a translation, as (severity, words).

    By the id of the segment. What nobody has translated or read yet its state says already.
    """
    return {
        pk: [
            (one.severity, messages_of.describe(one)) for one in found if one.code not in OF_STATES
        ]
        for pk, found in findings_for_translation(translation).items()
    }


def counted(texts: Iterable[states.Text]) -> list[tuple[State, int]]:
    found = [text.state for text in texts]
    return [(state, found.count(state)) for state in State]


def publish(request: HttpRequest, translation: Translation) -> HttpResponse:
    """Publish a translation with the texts it has now, and say how it went."""
    target = access.require(request.user, translation)
    if not may_publish(request.user, target):
        raise PermissionDenied
    try:
        translation.save_target(user=request.user, publish=True)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except SourceDeletedError:
        messages.error(request, targets.source_deleted())
    else:
        target.refresh_from_db()
        text = _("“%(title)s” is published in %(locale)s.")
        named = {"title": target, "locale": translation.target_locale.get_display_name()}
        messages.success(request, text % named)
    return redirect(request.path)


def _lead_to_history(request: HttpRequest, instance: Any) -> HttpResponse:
    """Say where an earlier version can be read: the desk has only the texts of today."""
    model, revision = type(instance), request.resolver_match.kwargs["revision_id"]
    preview = view_address(model, "revisions_view", instance.pk, revision)
    messages.warning(
        request,
        _(
            "An earlier version of a translation can be read and compared, but not edited: the "
            "translation desk keeps every text as it is now. Copy from the preview what you need."
        ),
        buttons=[messages.button(preview, _("Preview"))],
    )
    return redirect(view_address(model, "history", instance.pk))


def _groups(shown: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the texts under a heading for each block, numbered as they stand on the page."""
    found: list[tuple[str, list[Row]]] = []
    numbers: dict[str, int] = {}
    for (group, block), members in groupby(
        shown, key=lambda row: (row.place.group, row.place.block)
    ):
        number = numbers[group] = numbers.get(group, 0) + 1
        found.append((f"{group} {number}" if block else group, list(members)))
    return found


def _title(instance: Any) -> str:
    return instance.get_admin_display_title() if isinstance(instance, Page) else str(instance)


def _hidden_above(instance: Any) -> list[Page]:
    """Return the pages above a translation that readers cannot see, so they cannot see it."""
    if not isinstance(instance, Page):
        return []
    return list(instance.get_ancestors().filter(depth__gt=1, live=False))
