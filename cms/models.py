"""The people who work in the admin."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account of the admin. Readers have none."""
