"""The people who work in the admin, and what is kept for them."""

from django.contrib.auth.models import AbstractUser

from cms.editorial.stored import ContentFinding

__all__ = ["ContentFinding", "User"]


class User(AbstractUser):
    """An account of the admin. Readers have none."""
