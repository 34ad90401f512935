"""The people who work in the admin, and what is kept for them."""

from django.contrib.auth.models import AbstractUser

from cms.delivery.models import PurgedCaches, Webhook, WebhookDelivery
from cms.editorial.models import ContentFinding
from cms.texts.models import SegmentReview
from cms.translation.models import MemoryEntry, MemoryToken, TranslationSubmission

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
