"""Who is told of changes, what they have been told, and how far caches have been purged."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from content_models.publishing import changes

# How long to wait after each failure; after the last one an editor has to look.
WAITS = [
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
]


class Follower(models.Model):
    """How far somebody has followed the change log."""

    number = models.PositiveBigIntegerField(default=0, editable=False)
    moment = models.DateTimeField(null=True, editable=False)
    edition = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def position(self) -> changes.Position:
        return changes.Position(self.number, self.moment, self.edition)

    @position.setter
    def position(self, position: changes.Position) -> None:
        self.number, self.moment = position.number, position.moment
        self.edition = position.edition


class PurgedCaches(Follower):
    """How far the caches in front have forgotten what changed. There is one row.

    It begins at the beginning: nobody knows what a cache holds when purging is set up.
    """

    def __str__(self) -> str:
        return str(self.number)


def new_secret() -> str:
    return secrets.token_hex(32)


class Webhook(Follower):
    """An address that is told of every change."""

    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=500, help_text=_("Receives a POST request."))
    active = models.BooleanField(_("active"), default=True)
    secret = models.CharField(
        _("secret"),
        max_length=64,
        default=new_secret,
        editable=False,
        help_text=_("Signs every message, so that the receiver knows it came from here."),
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.position = changes.newest()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if not self.url.lower().startswith(("https://", "http://")):
            raise ValidationError({"url": _("The address must begin with https:// or http://.")})


class WebhookDelivery(models.Model):
    """A message to a webhook. Its content is put together when it is sent.

    `changes` names documents as [key, locale, kind]; what is told of them is what is public then.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        DEAD = "dead", _("Given up")

    class Purpose(models.TextChoices):
        CHANGES = "documents.changed", _("Changes")
        TEST = "test", _("Test")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, verbose_name=_("number"))
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    changes = models.JSONField(default=list)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("made at"))
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    outcome = models.CharField(_("last answer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["status", "next_attempt_at"], name="delivery_due")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def documents(self) -> int:
        """How many documents it tells of."""
        return len(self.changes)

    @property
    def answer(self) -> str:
        """What came of the last attempt, in the language of whoever looks."""
        return translation.gettext(self.outcome) if self.outcome else ""

    def answered(self, outcome: str, *, accepted: bool, now: datetime) -> None:
        """Note what came of an attempt, and when to try again."""
        self.attempts += 1
        self.outcome = outcome[:200]
        self.next_attempt_at = None
        if accepted:
            self.status = self.Status.DELIVERED
        elif self.attempts > len(WAITS) or self.purpose == self.Purpose.TEST:
            self.status = self.Status.DEAD
        else:
            self.next_attempt_at = now + WAITS[self.attempts - 1]
        self.save()

    def retry(self, now: datetime) -> None:
        """Start again, with as many attempts as a new one has."""
        self.status, self.attempts = self.Status.PENDING, 0
        self.next_attempt_at = now
        self.save()
