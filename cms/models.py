"""The people who work in the admin, and what is kept for them."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from cms.delivery.models import PurgedCaches, Webhook, WebhookDelivery
from cms.editorial.stored import ContentFinding
from cms.translation.models import MemoryEntry, MemoryToken, SegmentReview

__all__ = [
    "ContentFinding",
    "MemoryEntry",
    "MemoryToken",
    "PurgedCaches",
    "SegmentReview",
    "TranslationSubmission",
    "User",
    "Webhook",
    "WebhookDelivery",
]


class User(AbstractUser):
    """An account of the admin. Readers have none."""


class TranslationSubmission(models.Model):
    """A page and all below it, to be submitted for translation in the background.

    What is left to do follows from the pages themselves, so a submission that was interrupted is
    finished by running it again. `total` and `done` count pages times locales; `problems` says why
    one was left out, by `page/locale`.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    locales = models.ManyToManyField(Locale, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("manage_translations", _("Can stop, convert and delete translations")),
            ("only_translates", _("Edits pages only where they are translations")),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.done}/{self.total}"
