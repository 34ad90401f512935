"""Who may write a translation now."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from cms.editorial import permissions
from cms.texts.targets import target_of
from cms.translation import locks


class Locked(PermissionDenied):
    """Somebody else works on the page; the message says who and why."""


def require_editor(user: Any, translation: Translation) -> Any:
    """Return the target of a translation that a user may change, if not just now.

    Raises:
        Http404: when the target has been deleted.
        PermissionDenied: when the user may not change it.
    """
    target = target_of(translation)
    if target is None:
        raise Http404
    if not permissions.may_edit(user, target):
        raise PermissionDenied
    return target


def require(user: Any, translation: Translation) -> Any:
    """Return the target of a translation that a user may write now.

    Raises:
        Http404: when the target has been deleted.
        PermissionDenied: when the user may not change it, or the translation has been stopped.
        Locked: when somebody else has locked it.
    """
    target = require_editor(user, translation)
    if not translation.enabled:
        raise PermissionDenied(_("This translation has been stopped."))
    refuse_locked(user, target)
    return target


def refuse_locked(user: Any, target: Any) -> None:
    """Raise `Locked` when a user may not write a page or snippet because of a lock."""
    message = locks.lock_message(user, target)
    if message:
        raise Locked(message)
