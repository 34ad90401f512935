"""Checks again whatever has changed, and keeps what is found: reports need not check the wiki."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signals import post_page_move
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.editorial.findings import STRUCTURE, Checker
from cms.editorial.models import ContentFinding
from cms.texts.targets import translation_of
from content_models import deleted, locales
from content_models.models import WikiPage
from content_models.models.snippets import WikiSnippet
from content_models.publishing import events
from content_models.publishing.dependents import Identity
from content_models.quality import Finding


def check_and_record(instance: Any, checker: Checker | None = None) -> list[Finding]:
    """Check the latest draft of a page or snippet, keep what is found, and return it.

    A translation that is being worked on is checked by its segments, saved or not.
    """
    return _check(_latest(instance), checker or Checker())


def _check(draft: Any, checker: Checker) -> list[Finding]:
    translation = translation_of(draft)
    findings = checker.findings_for(draft, translation)
    if translation is not None and translation.enabled:
        by_segment = checker.findings_for_translation(translation)
        between = [finding for finding in findings if finding.code in STRUCTURE]
        findings = [*between, *(finding for found in by_segment.values() for finding in found)]
    record(draft, findings)
    return findings


def subjects(locale: str = "") -> Iterator[Any]:
    """Yield every page and snippet with a text of its own, of one locale or of all."""
    where = {"locale__language_code": locales.language_code(locale)} if locale else {}
    for model in apps.get_models():
        if issubclass(model, WikiPage):
            where_own = {**where, "alias_of": None}
        elif issubclass(model, WikiSnippet):
            where_own = where
        else:
            continue
        rows = model._default_manager.filter(**where_own).select_related(
            "locale", "latest_revision"
        )
        yield from rows.order_by("pk").iterator(chunk_size=200)


@transaction.atomic
def record(instance: Any, findings: Sequence[Finding]) -> None:
    """Keep what is found about an instance now; most that is saved changes nothing of it."""
    content_type = ContentType.objects.get_for_model(instance)
    kept = ContentFinding.objects.filter(content_type=content_type, object_id=instance.pk)
    wanted = [
        ContentFinding(
            content_type=content_type,
            object_id=instance.pk,
            key=instance.translation_key,
            locale=locales.canonical(instance.locale.language_code),
            title=str(instance)[:255],
            code=finding.code,
            severity=finding.severity,
            path=finding.path[:500],
            details=dict(finding.details),
        )
        for finding in findings
    ]
    if [one.told for one in kept.order_by("pk")] != [one.told for one in wanted]:
        kept.delete()
        ContentFinding.objects.bulk_create(wanted)


@receiver(post_save, sender=Revision)
def check_saved(instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Check what somebody saved, imported or published."""
    if raw:
        return
    model = instance.content_type.model_class()
    if model is not None and issubclass(model, WikiPage | WikiSnippet):
        _check_later(model, instance.object_id, instance)


@receiver(post_save, sender=StringTranslation)
def check_translated(instance: StringTranslation, raw: bool = False, **kwargs: Any) -> None:
    """Check a translation when a segment of it was saved, at the desk or from a file."""
    if raw or instance.context is None:
        return
    key, locale = instance.context.object_id, instance.locale_id
    # A file brings hundreds of them, and each belongs to the same page.
    if not any(check.fills == (key, locale) for check in _waiting()):
        _check_targets(key, Q(target_locale=locale))


@receiver(post_save, sender=TranslationSource)
def check_behind(instance: TranslationSource, raw: bool = False, **kwargs: Any) -> None:
    """Check the translations of a source whose text has changed."""
    if not raw:
        _check_targets(instance.object_id, Q(source=instance))


def _check_targets(key: UUID, which: Q) -> None:
    """Check some translations of what has a key."""
    found = Translation.objects.filter(which, source__object_id=key)
    for translation in found.select_related("source__specific_content_type"):
        model = translation.source.specific_content_type.model_class()
        target = model.objects.filter(
            translation_key=key, locale=translation.target_locale_id
        ).first()
        if target is not None:
            check = _check_later(model, str(target.pk))
            check.fills = key, translation.target_locale_id


@receiver(post_page_move)
def check_moved(instance: Page, **kwargs: Any) -> None:
    """Check whether a page and its translations still lie below the same pages."""
    members = Page.objects.filter(translation_key=instance.translation_key)
    _check_all(members.annotate(object_id=models.F("pk")))


@receiver(events.documents_published)
@receiver(events.documents_withdrawn)
def check_links_later(signal: Signal, identities: list[Identity], **kwargs: Any) -> None:
    """Check again what links to a page, when the transaction that publishes it is over."""
    find = _told_of if signal is events.documents_published else _links_to
    keys = {key for key, _locale in identities}
    transaction.on_commit(lambda: _check_all(find(_numbers(keys))), robust=True)


def _numbers(keys: set[UUID]) -> models.QuerySet[Any, str]:
    """Return the numbers by which texts link to pages, in every locale that they have or had."""
    pages = Page.objects.filter(translation_key__in=keys).order_by()
    there, gone = (
        rows.annotate(number=Cast(name, models.CharField())).values_list("number", flat=True)
        for rows, name in ((pages, "pk"), (deleted.targets_of(Page, keys), "object_id"))
    )
    return there.union(gone)


def _told_of(targets: Collection[str]) -> models.QuerySet[ContentFinding]:
    """Return what was told of links to pages that were not public."""
    told = ContentFinding.objects.filter(code="link_unpublished")
    if not told.exists():
        # Mostly nothing is told, and asking of which pages takes eight times as long.
        return told.none()
    return told.annotate(target=KeyTextTransform("target", "details")).filter(target__in=targets)


def _links_to(targets: Collection[str]) -> models.QuerySet[ReferenceIndex]:
    page = ContentType.objects.get_for_model(Page)
    return ReferenceIndex.objects.filter(to_content_type=page, to_object_id__in=targets)


def _check_all(found: models.QuerySet[Any]) -> None:
    """Check the pages and snippets that rows of some model are about."""
    for content_type, pk in found.values_list("content_type", "object_id").distinct():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None and issubclass(model, WikiPage | WikiSnippet):
            _check_later(model, str(pk))


@receiver(post_delete)
def forget_deleted(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, WikiPage | WikiSnippet):
        content_type = ContentType.objects.get_for_model(instance)
        ContentFinding.objects.filter(content_type=content_type, object_id=instance.pk).delete()
        if isinstance(instance, WikiPage):
            _check_all(_links_to([str(instance.pk)]))


def _check_later(model: type[models.Model], pk: str, saved: Revision | None = None) -> "_Check":
    """Check an instance when the transaction is over, once however often it changed."""
    for check in _waiting():
        if check.subject == (model, pk):
            check.saved = saved or check.saved
            return check
    check = _Check((model, pk), saved)
    transaction.on_commit(check, robust=True)
    return check


def _waiting() -> list["_Check"]:
    hooks = [hook for _ids, hook, _robust in transaction.get_connection().run_on_commit]
    return [hook for hook in hooks if isinstance(hook, _Check) and not hook.done]


@dataclass
class _Check:
    """A check that waits for the end of the transaction."""

    subject: tuple[type[models.Model], str]
    # The last revision of it that was saved meanwhile.
    saved: Revision | None
    # The key and locale of a translation of which a text was saved.
    fills: tuple[UUID, int] | None = None
    done: bool = False

    def __call__(self) -> None:
        self.done = True
        model, pk = self.subject
        found = model._base_manager.filter(pk=pk).select_related("locale")
        if self.saved is not None:
            latest = found.filter(latest_revision=self.saved).only("locale").first()
            if latest is not None:
                _check(_draft(latest, self.saved), Checker())
                return
        instance = found.select_related("latest_revision").first()
        if instance is not None:
            check_and_record(instance)


def latest_draft(model: type[models.Model] | None, pk: int) -> Any | None:
    """Return a page or snippet as it was last saved, None when it is gone."""
    if model is None:
        return None
    found = model._base_manager.filter(pk=pk).select_related("locale", "latest_revision")
    instance = found.first()
    return instance and _latest(instance)


def _latest(instance: Any) -> Any:
    is_page = isinstance(instance, Page)
    if is_page and (instance.alias_of_id or not instance.has_unpublished_changes):
        return instance
    revision = instance.latest_revision
    if revision is None:
        return instance
    return _draft(instance, revision)


def _draft(instance: Any, revision: Revision) -> Any:
    # What it refers to is asked for where it is checked, all at once.
    draft = type(instance).from_serializable_data(revision.content, check_fks=False)
    draft.locale = instance.locale
    return draft
