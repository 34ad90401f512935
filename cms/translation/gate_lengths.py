"""A translated text that does not fit its field is kept and marked, and never used."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation, post_save_string_translation

from content_models.quality.passages import plain


@receiver(pre_save, sender=StringTranslation)
def mark_too_long(instance: StringTranslation, raw: bool = False, **kwargs: Any) -> None:
    """Mark a text that is too long for its field, with the reason beside it in the editor."""
    limit = None if raw else limit_of(instance)
    length = len(plain(instance.data))
    if limit is not None and length > limit:
        instance.has_error = True
        instance.field_error = _(
            "%(length)s characters; there is room for %(limit)s. Your text is kept; shorten it."
        ) % {"length": length, "limit": limit}


def limit_of(instance: StringTranslation) -> int | None:
    """Return how many characters the field of a translated text holds, None for any number."""
    if instance.context is None:
        return None
    model = instance.context.object.content_type.model_class()
    try:
        return getattr(model._meta.get_field(instance.context.path), "max_length", None)
    except FieldDoesNotExist:
        return None


def keep_draft_titles_short() -> None:
    """Copy a translated title to the draft title of its page only when it fits there.

    wagtail-localize copies any title and fails on a long one before it is kept.
    """
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)

    def copy_title(instance: StringTranslation, **kwargs: Any) -> None:
        if not instance.has_error and instance.context is not None:
            post_save_string_translation(instance=instance, **kwargs)

    post_save.connect(copy_title, sender=StringTranslation, weak=False, dispatch_uid="copy_title")
