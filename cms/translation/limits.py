"""How long a text may be where it is to stand; a longer one is kept and marked, and never used."""

from typing import Any

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail_localize.models import (
    StringTranslation,
    TranslationContext,
    TranslationSource,
    post_save_string_translation,
)

from cms.translation.places import child_of
from content_models.quality.passages import plain


def limit_of(source: TranslationSource, context: TranslationContext) -> int | None:
    """Return how many characters the field or block of a text takes; None without a limit."""
    model = source.specific_content_type.model_class()
    first, *rest = context.field_path.split(".")
    field = model._meta.get_field(first)
    block = getattr(field, "stream_block", None)
    if block is None:
        return getattr(field, "max_length", None)
    for name in rest:
        block = child_of(block, name)
    return getattr(getattr(block, "field", None), "max_length", None)


def too_long(source: TranslationSource, context: TranslationContext, words: str) -> str:
    """Say how much too long a text is for its place; nothing when it fits."""
    limit, length = limit_of(source, context), len(plain(words))
    if limit is None or length <= limit:
        return ""
    return _("The text has %(length)s characters; there is room for %(limit)s.") % {
        "length": length,
        "limit": limit,
    }


@receiver(pre_save, sender=StringTranslation)
def mark_too_long(instance: StringTranslation, raw: bool = False, **kwargs: Any) -> None:
    """Mark a text that is too long for its place, with the reason beside it in the editor."""
    if raw or instance.context is None:
        return
    sources = TranslationSource.objects.select_related("specific_content_type")
    source = sources.filter(object=instance.context.object_id).first()
    reason = too_long(source, instance.context, instance.data) if source is not None else ""
    if reason:
        instance.has_error = True
        instance.field_error = f"{reason} {_('Your text is kept; shorten it.')}"


def keep_draft_titles_short() -> None:
    """Copy a translated title to the draft title of its page only when it fits there.

    wagtail-localize copies any title and fails on a long one before it is kept.
    """
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)

    def copy_title(instance: StringTranslation, **kwargs: Any) -> None:
        if not instance.has_error and instance.context is not None:
            post_save_string_translation(instance=instance, **kwargs)

    post_save.connect(copy_title, sender=StringTranslation, weak=False, dispatch_uid="copy_title")
