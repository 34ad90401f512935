"""The people who work in the admin."""

from django.contrib.auth.models import AbstractUser

from cms.delivery.models import PurgedCaches, Webhook, WebhookDelivery

__all__ = ["PurgedCaches", "User", "Webhook", "WebhookDelivery"]


class User(AbstractUser):
    """An account of the admin. Readers have none."""
