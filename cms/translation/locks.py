"""Locks and review inside the translation editor, where wagtail-localize knows neither."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.locks import ScheduledForPublishLock, WorkflowLock
from wagtail.models import LockableMixin, Page, TaskState, WorkflowState
from wagtail_localize.models import SourceDeletedError, Translation

from cms.editorial.findings import UNREVIEWED, UNTRANSLATED, policy_of
from cms.texts import states, targets
from cms.texts.models import State
from content_models import locales
from content_models.quality import ERROR

Action = tuple[str, str]


class NotReviewable(Exception):
    """What a translation says cannot be stored as a page; the message says why."""


def lock_message(user: Any, instance: Model) -> str:
    """Return why somebody may not write here now, empty when they may."""
    lock = instance.get_lock() if isinstance(instance, LockableMixin) else None
    if lock is None or not lock.for_user(user):
        return ""
    words = {"title": get_latest_str(instance)}
    if isinstance(lock, WorkflowLock):
        return _("“%(title)s” is in review. Only its reviewers can change it now.") % words
    if isinstance(lock, ScheduledForPublishLock):
        return _("“%(title)s” is locked until its scheduled publication.") % words
    if instance.locked_by is None:
        return _("“%(title)s” is locked.") % words
    words["name"] = get_user_display_name(instance.locked_by)
    return _("“%(title)s” is locked by %(name)s, who alone can change it now.") % words


def actions_for(user: Any, page: Page) -> list[Action]:
    """Return what a user can do with the review of a page, as names and words.

    `submit`, `cancel-review`, and for reviewers the actions of the task under way.
    """
    state = page.current_workflow_state
    task = page.current_workflow_task
    offered: list[Action] = []
    if page.permissions_for_user(user).can_submit_for_moderation():
        offered.append(("submit", _("Submit for review")))
    if state is not None and state.user_can_cancel(user):
        offered.append(("cancel-review", _("Withdraw from review")))
    if task is not None:
        names = {name for name, _words, _modal in task.get_actions(page, user)}
        if "reject" in names:
            offered.append(("reject", _("Request changes")))
        if "approve" in names:
            offered.append(("approve", _("Approve and publish")))
    return offered


def rejection(instance: Model) -> TaskState | None:
    """Return the request for changes to which nobody has answered yet, None without one."""
    state = instance.current_workflow_state if isinstance(instance, Page) else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    return state.current_task_state


def store_draft(page: Page, translation: Translation, user: Any) -> None:
    """Store what a translation says now as the newest draft of its page.

    The row of the page is left alone: it may be live.

    Raises:
        NotReviewable: when the page would not be valid, or its source was deleted.
    """
    try:
        draft = translation.source.get_ephemeral_translated_instance(
            translation.target_locale, fallback=True
        )
    except SourceDeletedError as error:
        raise NotReviewable(targets.source_deleted()) from error
    draft.slug = page.slug
    try:
        draft.save_revision(user=user, log_action=True)
    except ValidationError as error:
        raise NotReviewable(" ".join(error.messages)) from error


def refresh_review(page: Page, user: Any) -> None:
    """Store what the translation of a page in review says now, so that this is what is approved."""
    translation = targets.filling(page.translation_key, page.locale_id)
    if translation is not None and page.workflow_in_progress:
        store_draft(page, translation, user)


def before_edit(request: HttpRequest, page: Model) -> HttpResponse | None:
    """Answer the translation editor where locks and review have a say; None leaves it alone."""
    if request.method != "POST":
        return None
    translation = targets.filling(page.translation_key, page.locale_id)
    if translation is None:
        return None
    action = request.POST.get("action", "")
    if action == "publish":
        return _publish(request, page)
    if action not in REVIEW or not isinstance(page, Page):
        return None
    if action not in dict(actions_for(request.user, page)):
        raise PermissionDenied(_("This is not possible now: somebody was faster, or you may not."))
    try:
        with transaction.atomic():
            message = REVIEW[action](request, page, translation)
    except NotReviewable as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, message % {"title": page.get_admin_display_title()})
    return redirect(request.path)


def _publish(request: HttpRequest, page: Model) -> HttpResponse | None:
    message = lock_message(request.user, page)
    if not message:
        return None
    messages.error(request, message)
    return redirect(request.path)


def _submit(request: HttpRequest, page: Page, translation: Translation) -> str:
    store_draft(page, translation, request.user)
    page.refresh_from_db()
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(request.user)
    else:
        page.get_workflow().start(page, request.user)
    for warning in _left_to_do(translation):
        messages.warning(request, warning)
    return _("“%(title)s” was submitted for review.")


def _left_to_do(translation: Translation) -> Iterator[str]:
    """Yield what a reviewer will miss, whether or not it keeps the page from being published."""
    policy = policy_of(locales.canonical(translation.target_locale.language_code))
    counts = states.counts([translation])[translation.pk]
    untranslated, of_a_machine = counts[State.UNTRANSLATED], counts[State.MACHINE]
    if untranslated and policy.severity(UNTRANSLATED) == ERROR:
        words = _("Texts without a translation: %(count)s. Without them it cannot be published.")
        yield words % {"count": untranslated}
    elif untranslated:
        words = _("Texts without a translation: %(count)s. Readers would see the source there.")
        yield words % {"count": untranslated}
    if of_a_machine and policy.severity(UNREVIEWED[State.MACHINE]) == ERROR:
        words = _(
            "Texts that only a machine has translated: %(count)s. Before somebody has read and"
            " saved them it cannot be published."
        )
        yield words % {"count": of_a_machine}


def _cancel(request: HttpRequest, page: Page, translation: Translation) -> str:
    page.current_workflow_state.cancel(user=request.user)
    return _("“%(title)s” was withdrawn from review.")


def _decide(name: str, request: HttpRequest, page: Page, translation: Translation) -> None:
    page.current_workflow_task.specific.on_action(
        page.current_workflow_task_state,
        request.user,
        name,
        comment=request.POST.get("comment", "").strip(),
    )


def _reject(request: HttpRequest, page: Page, translation: Translation) -> str:
    _decide("reject", request, page, translation)
    return _("Changes were requested for “%(title)s”.")


def _approve(request: HttpRequest, page: Page, translation: Translation) -> str:
    refresh_review(page, request.user)
    page.refresh_from_db()
    _decide("approve", request, page, translation)
    return _("“%(title)s” was approved.")


REVIEW = {"submit": _submit, "cancel-review": _cancel, "reject": _reject, "approve": _approve}
