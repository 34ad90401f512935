"""Nothing becomes public while the policy of its locale forbids it.

Every way of publishing ends with a row whose published revision changes, or with a revision that is
given a time to go live. Both are looked at before they are written, so no caller can forget to ask,
and what is public stays as it is.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.editorial import messages
from cms.editorial.findings import findings_for
from content_models.models import WikiPage
from content_models.models.snippets import WikiSnippet
from content_models.quality import Finding
from content_models.quality.findings import STRUCTURAL, errors

PERMISSION = "cms.override_publishing_gate"
REFUSED, OVERRIDDEN = "wiki.publish.refused", "wiki.publish.overridden"

logger = logging.getLogger(__name__)


class PublicationRefused(Exception):
    """A page or snippet cannot be published; `findings` say why and where."""

    def __init__(self, instance: Model, findings: Sequence[Finding]) -> None:
        self.instance = instance
        self.findings = tuple(findings)
        self.reasons = messages.listed(findings, instance, limit=20)
        super().__init__(
            _("“%(title)s” (%(locale)s) was not published: %(reasons)s")
            % {
                "title": instance,
                "locale": instance.locale.get_display_name(),
                "reasons": " ".join(self.reasons),
            }
        )

    @property
    def can_be_overridden(self) -> bool:
        """Return whether a person may decide otherwise: not when the content could not be used."""
        return not any(finding.code in STRUCTURAL for finding in self.findings)


@dataclass(frozen=True)
class _Override:
    identity: tuple[Any, Any]
    user: Any
    reason: str


_override: ContextVar[_Override | None] = ContextVar("override", default=None)
_is_open: ContextVar[bool] = ContextVar("is_open", default=False)


def blocking(instance: Model) -> list[Finding]:
    """Return the findings that keep a page or snippet from being published as it is in memory."""
    return list(errors(findings_for(instance)))


def refuse_if_blocked(instance: Model) -> None:
    """Let an instance pass, unless the policy of its locale blocks it.

    Raises:
        PublicationRefused: when something blocks it and nobody decided otherwise.
    """
    findings = [] if _is_open.get() else blocking(instance)
    if not findings:
        return
    refusal = PublicationRefused(instance, findings)
    decided = _override.get()
    if decided is None or decided.identity != _identity(instance):
        raise refusal
    if not refusal.can_be_overridden:
        raise refusal
    data = {"reason": decided.reason, "findings": [finding.as_json() for finding in findings]}
    log(instance=instance, action=OVERRIDDEN, user=decided.user, data=data)


@contextmanager
def overridden(instance: Model, *, user: Any, reason: str) -> Iterator[None]:
    """Let one page or snippet pass the gate although something blocks it, and log who said why.

    Raises:
        PermissionDenied: when the user may not decide that.
        ValueError: when there is no reason.
    """
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    if not reason.strip():
        raise ValueError("An override needs a reason.")
    token = _override.set(_Override(_identity(instance), user, reason.strip()))
    try:
        with transaction.atomic():
            yield
    finally:
        _override.reset(token)


@contextmanager
def left_open() -> Iterator[None]:
    """Let everything pass meanwhile: a collection is published as it is, whoever wrote it."""
    token = _is_open.set(True)
    try:
        yield
    finally:
        _is_open.reset(token)


# The fields of which one has to be written for a page or snippet to be published.
PUBLISHES = {"live", "live_revision", "live_revision_id"}


@receiver(pre_save)
def ask_before_publishing(
    instance: Any,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Ask the gate when the published revision of a page or snippet is about to change."""
    if raw or not isinstance(instance, WikiPage | WikiSnippet):
        return
    if update_fields is not None and update_fields.isdisjoint(PUBLISHES):
        return
    if not instance.live or instance.live_revision_id is None:
        return
    if isinstance(instance, WikiPage) and instance.alias_of_id:
        return  # It shows what its original has published.
    model = Page if isinstance(instance, WikiPage) else type(instance)
    stored = model._base_manager.filter(pk=instance.pk)
    unchanged = {"live": True, "live_revision_id": instance.live_revision_id}
    if not stored.filter(**unchanged).exists():
        refuse_if_blocked(instance)


@receiver(pre_save, sender=Revision)
def ask_before_scheduling(instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Ask the gate when a revision is given a time to go live."""
    if raw or instance.approved_go_live_at is None:
        return
    if Revision.objects.filter(
        pk=instance.pk, approved_go_live_at=instance.approved_go_live_at
    ).exists():
        return
    scheduled = instance.as_object()
    if isinstance(scheduled, WikiPage | WikiSnippet):
        refuse_if_blocked(scheduled)


def call_off_if_refused(revision: Revision) -> PublicationRefused | None:
    """Take back the schedule of a revision that cannot be published; the history tells why."""
    instance = revision.as_object()
    try:
        if isinstance(instance, WikiPage | WikiSnippet):
            refuse_if_blocked(instance)
    except PublicationRefused as refusal:
        with transaction.atomic():
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            log(instance=instance, action=REFUSED, data={"reasons": refusal.reasons})
        logger.warning("Scheduled publication called off: %s", refusal)
        return refusal
    return None


def _identity(instance: Model) -> tuple[Any, Any]:
    return instance.translation_key, instance.locale_id
