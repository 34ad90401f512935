"""Who may write a translation now."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import LockableMixin
from wagtail_localize.models import Translation

from cms.translation import permissions


def require(user: Any, translation: Translation) -> Any:
    """Return the target of a translation that a user may write.

    Raises:
        PermissionDenied: when the user may not change it, or somebody else has locked it.
    """
    target = translation.get_target_instance()
    if not permissions.may_edit(user, target):
        raise PermissionDenied
    lock = target.get_lock() if isinstance(target, LockableMixin) else None
    if lock is not None and lock.for_user(user):
        raise PermissionDenied(str(lock.get_message(user) or ""))
    return target
