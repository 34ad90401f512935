"""Two editors in one form: who would save over what the other has saved meanwhile is told first.

Wagtail asks in the browser, after it has heard of the other version; it looks every ten seconds.
"""

from typing import Any

from django.http import HttpRequest


def look_for_newer(request: HttpRequest, instance: Any) -> None:
    """Leave what somebody else saved since a form was opened at what is to be saved by it."""
    newest = instance.latest_revision if request.method == "POST" else None
    if newest is None or newest.user_id == request.user.pk:
        # One's own newest version is most often this form, which saves itself.
        return
    if not _was_seen(request, newest):
        instance.saved_meanwhile = newest


def _was_seen(request: HttpRequest, newest: Any) -> bool:
    """Return whether a form was made from a version, or does not say.

    A version that saves itself keeps its number and changes its time.
    """
    opened = request.POST.get("loaded_revision_id")
    at = request.POST.get("loaded_revision_created_at")
    return not opened or (opened == str(newest.pk) and at == newest.created_at.isoformat())
