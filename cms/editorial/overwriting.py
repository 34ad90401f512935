"""Two editors in one form: who would save over what the other has saved meanwhile is told first.

Wagtail asks in the browser, after it has heard of the other revision; it looks every ten seconds.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision


def object_to_overwriting(request: HttpRequest, instance: Any) -> None:
    """Object to a form that was made before somebody else saved; sent again, it is made after."""
    newest = instance.latest_revision if request.method == "POST" else None
    if newest is None or newest.user_id == request.user.pk:
        # One's own newest revision is most often this form, which saves itself.
        return
    if not _was_seen(request, newest):
        instance.objection = _told(newest)


def _was_seen(request: HttpRequest, newest: Revision) -> bool:
    """Return whether a form was made from a revision, or does not say.

    A revision that saves itself keeps its number and changes its time.
    """
    opened = request.POST.get("loaded_revision_id")
    at = request.POST.get("loaded_revision_created_at")
    return not opened or (opened == str(newest.pk) and at == newest.created_at.isoformat())


def _told(newest: Revision) -> str:
    name = newest.user and (newest.user.get_full_name() or newest.user.get_username())
    at = formats.time_format(timezone.localtime(newest.created_at), "TIME_FORMAT")
    return _(
        "%(name)s saved another version (%(time)s) after you had opened this one. What you have "
        "typed is still in the form. Save once more to put it in the place of that version, which "
        "stays in the history."
    ) % {"name": name or _("Somebody"), "time": at}
