"""How far a published translation had come, and whether its source has moved on since.

Translators change strings all day; readers are told the state at the last publication. So the
state is recorded when a page is published, and builders only read the record.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from content_models import locales
from content_models.models.published import PublishedTranslation


@dataclass(frozen=True)
class TranslationState:
    """`completeness` is whole percent; a page written in its own locale is `source`."""

    source_locale: str
    status: str
    completeness: int
    stale: bool
    machine: bool


def state_of(page: Page) -> TranslationState:
    """Return the state of a page in its locale as it was last published."""
    own_locale = locales.canonical(page.locale.language_code)
    recorded = {
        record.locale: record
        for record in PublishedTranslation.objects.filter(key=page.translation_key)
    }
    own = recorded.get(own_locale)
    if own is None or own.source_locale == own_locale:
        return TranslationState(own_locale, "source", 100, stale=False, machine=False)
    source = recorded.get(own.source_locale)
    stale = source is not None and source.text_digest != own.source_digest
    completeness = 100 * own.translated // own.total if own.total else 100
    status = {0: "untranslated", 100: "translated"}.get(completeness, "partial")
    return TranslationState(own.source_locale, status, completeness, stale, own.machine)


def record(page: Page, form: Any) -> bool:
    """Note the state of a page that is being published; return whether anything changed.

    `form` is its published revision.
    """
    own_locale = locales.canonical(page.locale.language_code)
    values = _alias_state(page) if page.alias_of_id else _translation_state(page)
    values["text_digest"] = _digest(
        (segment.path, segment.string.data)
        for segment in extract_segments(form)
        if isinstance(segment, StringSegmentValue)
    )
    known = PublishedTranslation.objects.filter(key=page.translation_key, locale=own_locale)
    if known.filter(**values).exists():
        return False
    known.update_or_create(key=page.translation_key, locale=own_locale, defaults=values)
    return True


def _translation_state(page: Page) -> dict[str, Any]:
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id
        )
        .select_related("source__locale")
        .order_by("pk")
        .first()
    )
    if translation is None:
        own_locale = locales.canonical(page.locale.language_code)
        return {
            "source_locale": own_locale,
            "source_digest": "",
            "total": 0,
            "translated": 0,
            "machine": False,
        }
    total, translated = translation.get_progress()
    segments = translation.source.stringsegment_set.all()
    machine = StringTranslation.objects.filter(
        locale=page.locale_id,
        translation_of__in=segments.values("string"),
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    )
    return {
        "source_locale": locales.canonical(translation.source.locale.language_code),
        "source_digest": _digest(segments.values_list("context__path", "string__data")),
        "total": total,
        "translated": translated,
        "machine": machine.exists(),
    }


def _alias_state(page: Page) -> dict[str, Any]:
    """Return the state of an alias: in another locale it shows the source's own words."""
    original = page.alias_of
    same_key = original.translation_key == page.translation_key
    shown = original if same_key else page
    return {
        "source_locale": locales.canonical(shown.locale.language_code),
        "source_digest": "",
        "total": int(same_key),
        "translated": 0,
        "machine": False,
    }


def _digest(texts: Iterable[tuple[str, str]]) -> str:
    joined = "\x1e".join(f"{path}\x1f{text}" for path, text in sorted(texts))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]
