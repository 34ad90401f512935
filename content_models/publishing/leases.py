"""Links to drafts: each opens one revision, for one editor, as long as they are logged in."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core import signing
from django.utils.crypto import constant_time_compare
from wagtail.models import Page

from content_models.models.base import WikiPage
from content_models.models.previews import PreviewLease
from content_models.publishing.preview import preview

SALT = "wiki.preview"


class NoPreview(Exception):
    """The link opens nothing: it is not ours, has ended, or its editor may not see the page now."""


def grant(page: Page, *, user: Any, session_key: str, now: datetime) -> PreviewLease:
    """Let a user open a page's latest revision outside the admin.

    Raises:
        NoPreview: when they may not edit the page, or nothing of it has been saved.
    """
    revision = page.get_latest_revision()
    if revision is None or not _may_edit(page, user):
        raise NoPreview
    PreviewLease.objects.filter(expires_at__lte=now).delete()
    return PreviewLease.objects.create(
        user=user, revision=revision, session_key=session_key, expires_at=_end(now)
    )


def renew(number: int, *, user: Any, now: datetime) -> None:
    """Let a lease that has not ended go on.

    Raises:
        NoPreview: when it has ended, or belongs to somebody else.
    """
    lease = PreviewLease.objects.filter(pk=number, user=user).first()
    if lease is None:
        raise NoPreview
    _page_of(lease, now)
    PreviewLease.objects.filter(pk=number).update(expires_at=_end(now))


def token_of(lease: PreviewLease) -> str:
    """Return what names a lease in an address. It holds no secret but its signature."""
    return signing.dumps(
        [lease.pk, lease.revision_id, lease.revision.object_id, lease.user_id], salt=SALT
    )


def open_draft(token: str, now: datetime) -> dict[str, Any]:
    """Return the document that a draft would become.

    A process without sessions knows nobody, so it opens no drafts and asks the database nothing.

    Raises:
        NoPreview: whatever the reason is.
    """
    if not apps.is_installed("django.contrib.sessions"):
        raise NoPreview
    try:
        number, *named = signing.loads(token, salt=SALT)
        number = int(number)
    except (signing.BadSignature, ValueError, TypeError):
        raise NoPreview from None
    lease = PreviewLease.objects.select_related("revision", "user").filter(pk=number).first()
    if lease is None:
        raise NoPreview
    page = _page_of(lease, now)
    if [lease.revision_id, lease.revision.object_id, lease.user_id] != named:
        raise NoPreview
    draft = lease.revision.as_object()
    # The row of a page says when it was published; what never was is shown as if it just had been.
    draft.first_published_at = page.first_published_at or lease.revision.created_at
    draft.last_published_at = page.last_published_at or lease.revision.created_at
    return preview(draft)


def _page_of(lease: PreviewLease, now: datetime) -> Page:
    """Return the page of a lease that is still good."""
    if lease.expires_at <= now or not _is_logged_in(lease):
        raise NoPreview
    page = lease.revision.content_object
    if not isinstance(page, WikiPage) or not _may_edit(page, lease.user):
        raise NoPreview
    return page


def _may_edit(page: Page, user: Any) -> bool:
    return bool(user.is_active and page.permissions_for_user(user).can_edit())


def _is_logged_in(lease: PreviewLease) -> bool:
    """Return whether the session that asked for a lease still belongs to its user."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(lease.session_key)
    session = store.load()
    return session.get(SESSION_KEY) == str(lease.user_id) and constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), lease.user.get_session_auth_hash()
    )


def _end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.WIKI_PREVIEW_SECONDS)
