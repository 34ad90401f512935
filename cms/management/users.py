"""Whose drafts a command makes."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from cms.models import User


def owner(username: str = "") -> User | None:
    """Return the named user, else the first administrator, or None when there is none.

    Raises:
        CommandError: when there is no such user.
    """
    if not username:
        return User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(_("There is no user “%(name)s”.") % {"name": username})
    return user
