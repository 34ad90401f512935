"""The people who work in the admin."""

from django.contrib.auth.models import AbstractUser

from cms.translation.models import MemoryEntry, MemoryToken, SegmentReview

__all__ = ["MemoryEntry", "MemoryToken", "SegmentReview", "User"]


class User(AbstractUser):
    """An account of the admin. Readers have none."""
