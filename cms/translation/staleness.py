"""Nothing goes stale unseen: a source that is published brings its translations up to date.

The texts of each translation follow the published source at once. What readers see of a target
stays as it was published, and says how far its source is ahead.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Revision
from wagtail_localize.models import Translation, TranslationSource

from cms.texts import states, targets
from content_models import locales
from content_models.publishing import translations
from content_models.publishing.text_changes import Changes


def follow_source(instance: Any, **kwargs: Any) -> None:
    """Take over the text of a page or snippet that has just been published.

    Runs in the transaction of the publication, after the documents.
    """
    key = getattr(instance, "translation_key", None)
    if key is None or getattr(instance, "alias_of_id", None):
        return
    source = TranslationSource.objects.filter(object=key, locale=instance.locale_id).first()
    if source is not None and source.translations.exists():
        with transaction.atomic():
            source.update_from_db()


def note_revision(instance: Revision, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Note with a new revision of a translation what it was made from, however it was made."""
    named, locale = (instance.content.get(name) for name in ("translation_key", "locale"))
    if raw or not created or named is None:
        return
    key = UUID(str(named))
    if not translations.is_translated(key, locale):
        return
    translation = targets.filling(key, locale)
    if translation is not None:
        translations.note(instance, translation.source, **states.made(translation))


def behind(translation: Translation) -> Changes:
    """Return how far the source of a translation is ahead of what readers see of the target."""
    key = translation.source.object_id
    locale = locales.canonical(translation.target_locale.language_code)
    return behind_all([key]).get((key, locale), Changes())


def behind_all(keys: list[UUID]) -> dict[tuple[UUID, str], Changes]:
    """Return for every published translation of some pages how far its source is ahead."""
    return {
        (key, locale): translations.outstanding(by_locale, locale)
        for key, by_locale in translations.recorded_of(keys).items()
        for locale in by_locale
    }
