"""Which translation fills a page or snippet, and from what."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import Translation

from content_models.publishing.translations import is_translated


def filling(key: UUID, locale: int) -> Translation | None:
    """Return the translation that fills what has a key in a locale, None when nothing does.

    Args:
        locale: number of the locale, in the database.
    """
    return (
        Translation.objects.filter(source__object_id=key, target_locale=locale, enabled=True)
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .order_by("pk")
        .first()
    )


def translation_of(instance: Model) -> Translation | None:
    """Return the translation that fills a page or snippet, or did until it was stopped.

    The oldest when there are two.
    """
    if isinstance(instance, Page) and instance.alias_of_id:
        return None
    if not is_translated(instance.translation_key, instance.locale_id):
        return None
    found = Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale=instance.locale_id
    ).exclude(source__locale=instance.locale_id)
    return found.select_related("source__locale", "target_locale").order_by("pk").first()


def target_of(translation: Translation) -> Any | None:
    """Return the page or snippet that a translation fills, None when it has been deleted."""
    try:
        return translation.get_target_instance()
    except ObjectDoesNotExist:
        return None


def source_of(translation: Translation) -> Any | None:
    """Return the page or snippet that is translated, None when it has been deleted."""
    try:
        return translation.source.get_source_instance()
    except ObjectDoesNotExist:
        return None


def source_deleted() -> str:
    """Return what to do about a translation without a source."""
    return _("The source of this translation was deleted. Stop translating to edit it by itself.")
