"""Keeps published text as it is while a translation of it is in work.

Every path of wagtail-localize ends in a few methods; those are replaced here, once. Submitting,
syncing, importing and machine translation make drafts. Only a publication by somebody who may
publish changes what readers see.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_save
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import DraftStateMixin, Locale, Page, PageLogEntry, Revision
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import (
    CannotSaveDraftError,
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments.ingest import ingest_segments

from cms.editorial.permissions import may_publish
from cms.texts import states
from cms.translation import carrying, ordering, segments

_stock_view_restrictions = TranslationSource.sync_view_restrictions
_stock_create_source = TranslationSource.update_or_create_from_instance


def install() -> None:
    """Put the safe methods in the place of wagtail-localize's."""
    TranslationSource.create_or_update_translation = create_or_update_translation
    TranslationSource.refresh_segments = segments.refresh
    TranslationSource.sync_view_restrictions = sync_view_restrictions
    TranslationSource.update_from_db = update_from_db
    TranslationSource.update_or_create_from_instance = classmethod(update_or_create_from_instance)
    # Adding a locale later must not start from the text of the first submission.
    TranslationSource.get_or_create_from_instance = classmethod(update_or_create_from_instance)
    post_save.connect(keep_one_source, sender=Translation)
    post_save.connect(states.forget_review, sender=StringTranslation)


def update_or_create_from_instance(
    cls: type[TranslationSource], instance: Any
) -> tuple[TranslationSource, bool]:
    """Return the source of a page or snippet, made from its published text, and if it is new."""
    return _stock_create_source.__func__(cls, segments.source_form(instance))


def update_from_db(source: TranslationSource) -> None:
    """Bring a source up to the published text."""
    TranslationSource.update_or_create_from_instance(source.get_source_instance())
    source.refresh_from_db()


def create_or_update_translation(
    source: TranslationSource,
    locale: Locale,
    user: Any = None,
    publish: bool = True,
    copy_parent_pages: bool = False,
    fallback: bool = False,
) -> tuple[Any, bool]:
    """Make a draft of a translation from the texts there are, and publish it when asked.

    The row of a target that exists is left alone: the draft is a revision. A user who may not
    publish the target gets the draft only. A target that is translated from another source is
    left to that source.

    Returns:
        The target and whether it was created.

    Raises:
        ValidationError: when the texts make no valid page; noted beside the texts as well.
    """
    original = source.as_instance()
    if not isinstance(original, DraftStateMixin):
        raise CannotSaveDraftError
    target = _existing(source, locale)
    if target is not None and _belongs_to_another(source, locale):
        return target, False
    created = target is None
    if target is None:
        target = _create(original, locale, copy_parents=copy_parent_pages)
    try:
        with transaction.atomic():
            revision = _draft(source, original, target, user, created=created, fallback=fallback)
            # Nobody in particular is a command, which may.
            if publish and (user is None or may_publish(user, target)):
                # A revision of its own, so that nothing in memory here overwrites the tree.
                Revision.objects.get(pk=revision.pk).publish(user=user)
    except ValidationError as error:
        _note_errors(source, locale, error)
        raise
    return target, created


def _existing(source: TranslationSource, locale: Locale) -> Any | None:
    try:
        return source.get_translated_instance(locale)
    except models.ObjectDoesNotExist:
        return None


def _belongs_to_another(source: TranslationSource, locale: Locale) -> bool:
    others = Translation.objects.filter(
        source__object=source.object_id, target_locale=locale, enabled=True
    ).exclude(source=source)
    return others.exists()


def _create(original: Any, locale: Locale, *, copy_parents: bool) -> Any:
    """Return the copy of a page or snippet in a locale, which nobody can read yet."""
    if isinstance(original, Page):
        return original.copy_for_translation(locale, copy_parents=copy_parents)
    target = original.copy_for_translation(locale)
    target.live = False
    return target


def _draft(
    source: TranslationSource,
    original: Any,
    target: Any,
    user: Any,
    *,
    created: bool,
    fallback: bool,
) -> Revision:
    copy_synchronised_fields(original, target)
    found = source._get_segments_for_translation(target.locale, fallback=fallback)
    ingest_segments(original, target, source.locale, target.locale, found)
    if isinstance(target, Page):
        created = _become_a_page(target, user) or created
        target.slug = find_available_slug(
            target.get_parent(), slugify(target.slug), ignore_page_id=target.pk
        )
    if created:
        target.save()
    revision = target.save_revision(user=user)
    if isinstance(target, Page):
        source.sync_view_restrictions(original, target)
        if created:
            ordering.take_place(target, source.get_source_instance(), user)
    TranslationLog.objects.create(source=source, locale=target.locale, revision=revision)
    return revision


def _become_a_page(target: Page, user: Any) -> bool:
    """Turn a placeholder into a page of its own; return whether it was one."""
    if not target.alias_of_id:
        return False
    target.alias_of = None
    target.live = False
    target.save(update_fields=["alias_of", "live"], clean=False)
    PageLogEntry.objects.log_action(
        instance=target,
        action="wagtail.convert_alias",
        user=user,
        data={"page": {"id": target.pk, "title": target.get_admin_display_title()}},
    )
    return True


def _note_errors(source: TranslationSource, locale: Locale, error: ValidationError) -> None:
    """Write each error of a field beside the text that caused it."""
    if not hasattr(error, "error_dict"):
        return
    used = source.stringsegment_set.values("string")
    for name, errors in error.error_dict.items():
        place = {"context__object": source.object_id, "context__path": name, "locale": locale}
        for row in [
            *StringTranslation.objects.filter(translation_of__in=used, **place),
            *SegmentOverride.objects.filter(**place),
        ]:
            row.set_field_error(errors)


def sync_view_restrictions(source: TranslationSource, original: Any, target: Any) -> None:
    """Give a translation the restriction of its source; never take its own away."""
    if not isinstance(original, Page) or original.view_restrictions.exists():
        _stock_view_restrictions(source, original, target)


def keep_one_source(instance: Translation, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Let a target have one source: who translates it already keeps it.

    A translation that was stopped makes room for a new one; its texts are kept beside the page.
    """
    if raw:
        return
    others = Translation.objects.filter(
        source__object=instance.source.object_id, target_locale=instance.target_locale_id
    ).exclude(pk=instance.pk)
    if instance.enabled and others.filter(enabled=True).exists():
        instance.delete()
        return
    others.filter(enabled=False).delete()
    if created:
        carrying.fill(instance)
