"""Two editors in one form: who would save over what the other has saved meanwhile is told first.

Wagtail asks in the browser, after it has heard of the other version; it looks every ten seconds.
"""

from typing import Any

from django.http import HttpRequest


def look_for_newer(request: HttpRequest, instance: Any) -> None:
    """Leave the version that was saved since a form was opened at what is to be saved by it."""
    newer = instance.latest_revision
    if request.method == "POST" and newer is not None and not _was_seen(request, newer):
        instance.saved_meanwhile = newer


def _was_seen(request: HttpRequest, newest: Any) -> bool:
    """Return whether a form was made from a version, or saved it itself, or does not say."""
    own = request.POST.get("overwrite_revision_id")
    if own:
        return bool(own == str(newest.pk))
    opened = request.POST.get("loaded_revision_id")
    if not opened:
        return True
    # A version that saves itself keeps its number.
    at = request.POST.get("loaded_revision_created_at")
    return bool(opened == str(newest.pk) and at == newest.created_at.isoformat())
