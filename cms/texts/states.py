"""The state of each text of a translation: who may rely on it, and what is left to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from cms.texts.models import SegmentReview, State
from content_models.publishing.translations import STATES

MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE
MANUAL = StringTranslation.TRANSLATION_TYPE_MANUAL

STATE = Case(
    When(review__state__isnull=False, then=F("review__state")),
    When(translation_type=MACHINE, then=Value(State.MACHINE.value)),
    default=Value(State.TRANSLATED.value),
    output_field=CharField(),
)


@dataclass(frozen=True)
class Text:
    """One text of a translation: what it says in the source, what in the target, its state."""

    segment: StringSegment
    translated: StringTranslation | None
    state: State

    @property
    def review(self) -> SegmentReview | None:
        return getattr(self.translated, "review", None) if self.translated is not None else None

    @property
    def words(self) -> str:
        return self.translated.data if self.translated is not None else ""


def state_of(translated: StringTranslation | None) -> State:
    """Return the state of one text; one that cannot be used counts as untranslated."""
    if translated is None or translated.has_error:
        return State.UNTRANSLATED
    review = getattr(translated, "review", None)
    if review is not None:
        return State(review.state)
    return State.MACHINE if translated.translation_type == MACHINE else State.TRANSLATED


def texts(translation: Translation) -> list[Text]:
    """Return the texts of a translation in the order of the page, in two queries."""
    own = translation.source.stringsegment_set.select_related("string", "context")
    segments = list(own.order_by("order", "pk"))
    known = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=translation.target_locale_id,
            context__in=[segment.context_id for segment in segments],
        ).select_related("review__earlier_source", "last_translated_by")
    }
    found = [(segment, known.get((segment.string_id, segment.context_id))) for segment in segments]
    return [Text(segment, translated, state_of(translated)) for segment, translated in found]


def counts(translations: Iterable[Translation]) -> dict[int, dict[str, int]]:
    """Return for each translation how many texts are in each state, in one query."""
    empty = dict.fromkeys(STATES, 0)
    found = {translation.pk: dict(empty) for translation in translations}
    rows = (
        StringSegment.objects.filter(source__translations__in=list(found))
        .annotate(
            translation=F("source__translations"),
            state=Coalesce(
                Subquery(
                    StringTranslation.objects.filter(
                        translation_of=OuterRef("string"),
                        context=OuterRef("context"),
                        locale=OuterRef("source__translations__target_locale"),
                        has_error=False,
                    )
                    .annotate(state=STATE)
                    .values("state")[:1]
                ),
                Value(State.UNTRANSLATED.value),
            ),
        )
        .filter(translation__in=list(found))
        .values_list("translation", "state")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for pk, state, number in rows:
        found[pk][state] = number
    return found


def made(translation: Translation) -> dict[str, Any]:
    """Return what is true of the texts now, as it is noted with a revision made from them."""
    shown = texts(translation)
    states = dict.fromkeys(STATES, 0)
    for text in shown:
        states[text.state.value] += 1
    approvals = [text.review.at for text in shown if text.review and text.state == State.APPROVED]
    complete = bool(shown) and len(approvals) == len(shown)
    return {
        "states": states,
        "machine": any(
            text.translated is not None and text.translated.translation_type == MACHINE
            for text in shown
        ),
        "reviewed_on": timezone.localtime(max(approvals)).date() if complete else None,
    }


def accept(translated: StringTranslation, user: Any) -> None:
    """Take a text as it stands: it counts as translated from now on."""
    _set(translated, State.TRANSLATED, user)


def approve(translated: StringTranslation, user: Any) -> None:
    """Vouch for a text, as a second pair of eyes."""
    _set(translated, State.APPROVED, user)


def doubt(translated: StringTranslation, user: Any) -> None:
    """Keep a text for somebody who reviews it: whoever wrote it was not done with it."""
    _set(translated, State.NEEDS_REVIEW, user)


def _set(translated: StringTranslation, state: State, user: Any) -> None:
    SegmentReview.objects.update_or_create(
        translation=translated, defaults={"state": state, "earlier_source": None, "by": user}
    )


def forget_review(
    instance: StringTranslation, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    """Whoever writes a text anew answers for it: what was said of the old words is void."""
    if update_fields is None or "data" in update_fields:
        SegmentReview.objects.filter(translation=instance).delete()
