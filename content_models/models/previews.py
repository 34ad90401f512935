"""Who may look at a draft outside the admin, and for how long."""

from django.conf import settings
from django.db import models
from wagtail.models import Revision


class PreviewLease(models.Model):
    """A draft that one editor looks at in the frontend, while they are logged in.

    It ends at `expires_at` unless the tab in which they edit stays open and renews it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.revision_id} for {self.user_id}"
