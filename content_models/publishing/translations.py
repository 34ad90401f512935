"""How far a published translation had come, and whether its source has moved on since.

Translators change strings all day; readers are told the state at the last publication. Which
source text a revision was made from, and how far it had come, is noted when the revision is made
and recorded when it is published; builders only read the record.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from wagtail.models import Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from content_models import locales
from content_models.models.published import PublishedTranslation, TranslatedRevision
from content_models.publishing.statements import fetch, prepared
from content_models.publishing.text_changes import Changes, Fingerprint, compare, fingerprint

# What can be said of one text of a translation, from nothing to all that is possible.
STATES = ("untranslated", "machine", "needs_review", "translated", "approved")

JSON = dict[str, Any]

_TRANSLATED = (
    f"SELECT 1 FROM {TranslationSource._meta.db_table} AS source"  # noqa: S608 - Names of tables.
    f" JOIN {Translation._meta.db_table} AS translation ON translation.source_id = source.id"
    " WHERE source.object_id = %s AND translation.target_locale_id = %s LIMIT 1"
)


@dataclass(frozen=True)
class TranslationState:
    """What readers are told. `completeness` is whole percent of the texts that are translated.

    `changes` is how far the source is ahead, counted through every locale between it and the
    original. `segments` counts the texts by state; it is None for a page in its own locale.
    """

    source_locale: str
    changes: Changes
    machine: bool
    segments: dict[str, int] | None
    reviewed_on: date | None

    @property
    def stale(self) -> bool:
        return bool(self.changes)

    @property
    def completeness(self) -> int:
        total = sum((self.segments or {}).values())
        return 100 * (total - self._count("untranslated")) // total if total else 100

    @property
    def status(self) -> str:
        """The least that is true of the whole."""
        if self.segments is None:
            return "source"
        if self._count("untranslated"):
            return "partial" if self.completeness else "untranslated"
        return next((state for state in STATES[1:] if self._count(state)), "translated")

    def _count(self, state: str) -> int:
        return (self.segments or {}).get(state, 0)


def describe(state: TranslationState, *, reviewed_on: str | None, shown: Iterable[str]) -> JSON:
    """Return `translation` of a document; `shown` are the locales it can be read in."""
    own = state.reviewed_on.isoformat() if state.reviewed_on else None
    readable = set(shown)
    return {
        "source_locale": state.source_locale,
        "status": state.status,
        "completeness": state.completeness,
        "stale": state.stale,
        "changes": asdict(state.changes),
        "machine": state.machine,
        "segments": None
        if state.segments is None
        else {**dict.fromkeys(STATES, 0), **state.segments},
        "reviewed_on": reviewed_on if state.segments is None else own,
        "missing": [locale for locale in locales.configured() if locale not in readable],
    }


def recorded_of(
    keys: Collection[UUID] | None = None,
) -> dict[UUID, dict[str, PublishedTranslation]]:
    """Return what is recorded of some pages and snippets, or of all, by key and locale."""
    records = PublishedTranslation.objects.all()
    found: dict[UUID, dict[str, PublishedTranslation]] = defaultdict(dict)
    for record in records if keys is None else records.filter(key__in=keys):
        found[record.key][record.locale] = record
    return found


def state_of(instance: Any) -> TranslationState:
    """Return the state of a page or snippet in its locale as it was last published."""
    own_locale = locales.canonical(instance.locale.language_code)
    recorded = recorded_of([instance.translation_key])[instance.translation_key]
    own = recorded.get(own_locale)
    if own is None or own.source_locale == own_locale:
        return TranslationState(own_locale, Changes(), False, None, None)
    return TranslationState(
        own.source_locale,
        outstanding(recorded, own_locale),
        own.machine,
        own.states,
        own.reviewed_on,
    )


def outstanding(recorded: Mapping[str, PublishedTranslation], locale: str) -> Changes:
    """Return how far the source of a locale is ahead, through every locale it came by."""
    changes = Changes()
    seen: set[str] = set()
    while locale in recorded and locale not in seen:
        seen.add(locale)
        own = recorded[locale]
        source = recorded.get(own.source_locale)
        if source is None or source is own:
            break
        if own.source_text and source.text:  # Records from before texts were noted have none.
            changes += compare(own.source_text, source.text)
        locale = own.source_locale
    return changes


def note(revision: Revision, source: TranslationSource, **made: Any) -> None:
    """Note from which source text a revision was made.

    `made` holds `states` (counts by state), `machine` and `reviewed_on`.
    """
    TranslatedRevision.objects.update_or_create(
        revision=revision,
        defaults={
            "source_locale": locales.canonical(source.locale.language_code),
            "source_text": source_text(source),
            **made,
        },
    )


def source_text(source: TranslationSource) -> Fingerprint:
    segments = StringSegment.objects.filter(source=source).order_by("order")
    return fingerprint(segments.values_list("context__path", "string__data"))


def record(instance: Any, form: Any, form_in: Callable[[str], Any | None]) -> bool:
    """Note the state of a page or snippet that is being published; return whether it changed.

    `form` is its published revision, `form_in` returns that of another locale. Texts are taken
    apart only where somebody has translated them: it is the dearest part of a publication.
    """
    own_locale = locales.canonical(instance.locale.language_code)
    recorded = recorded_of([instance.translation_key])[instance.translation_key]
    known = recorded.pop(own_locale, None)
    values = _made(instance, known)
    is_source = any(other.source_locale == own_locale for other in recorded.values())
    values["text"] = _text(form) if is_source else []
    source = recorded.get(values["source_locale"])
    if source is not None and not source.text:
        source_form = form_in(source.locale)
        source.text = _text(source_form) if source_form is not None else []
        source.save(update_fields=["text"])
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return False
    PublishedTranslation.objects.update_or_create(
        key=instance.translation_key, locale=own_locale, defaults=values
    )
    return True


def _text(form: Any) -> Fingerprint:
    return fingerprint(
        (segment.path, segment.string.data)
        for segment in extract_segments(form)
        if isinstance(segment, StringSegmentValue)
    )


def is_translated(key: UUID, locale_id: int) -> bool:
    """Return whether anybody ever began to translate a page or snippet into a locale.

    Most are in their own language, and a publication asks three times, which the ORM takes longer
    to say than the database to answer.
    """
    return bool(fetch(_TRANSLATED, [prepared(key), locale_id]))


def _made(instance: Any, known: PublishedTranslation | None) -> JSON:
    """Return what the published revision was made from: itself, unless it is a translation."""
    names = ("source_locale", "source_text", "states", "machine", "reviewed_on")
    noted = TranslatedRevision.objects.filter(revision=instance.live_revision_id).first()
    if noted is not None:
        return {name: getattr(noted, name) for name in names}
    if not is_translated(instance.translation_key, instance.locale_id):
        own_locale = locales.canonical(instance.locale.language_code)
        return {**dict.fromkeys(names), "source_locale": own_locale} | {
            "source_text": [],
            "states": {},
            "machine": False,
        }
    translation = (
        Translation.objects.filter(
            source__object_id=instance.translation_key, target_locale=instance.locale_id
        )
        .select_related("source__locale")
        .order_by("-enabled", "pk")[0]
    )
    if known is not None and not translation.enabled:
        # From here on it is edited by hand; what it was translated from stays true.
        return {name: getattr(known, name) for name in names}
    return {
        "source_locale": locales.canonical(translation.source.locale.language_code),
        "source_text": source_text(translation.source),
        "reviewed_on": None,
        **_progress(translation),
    }


def _progress(translation: Translation) -> JSON:
    total, translated = translation.get_progress()
    machine = StringTranslation.objects.filter(
        pk__in=translation.source.stringsegment_set.get_translations(translation.target_locale),
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        has_error=False,
    ).count()
    counts = {
        "untranslated": total - translated,
        "machine": machine,
        "translated": translated - machine,
    }
    return {"states": {**dict.fromkeys(STATES, 0), **counts}, "machine": machine > 0}
