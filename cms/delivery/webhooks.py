"""Tells webhooks what changed: from the change log, signed, in order, until they have it."""

import hashlib
import hmac
import json
import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cms.delivery import sending
from cms.delivery.models import Webhook, WebhookDelivery
from content_models.frontend import url_of
from content_models.publishing import changes

logger = logging.getLogger(__name__)

CHANGES_IN_ONE = 500
# Whoever takes a delivery has so long; then another process may.
CLAIM = timedelta(minutes=1)


def deliver() -> int:
    """Tell every webhook what is due; return how many messages were accepted.

    A webhook has one message waiting at a time. While it does not answer, changes gather in the
    log, and the next message tells of all of them as they are then.
    """
    accepted = 0
    # Those that answered last come first: one that hangs keeps only its like waiting.
    webhooks = Webhook.objects.filter(active=True)
    for webhook in sorted(webhooks, key=_failures):
        while True:
            gather(webhook.pk)
            due = WebhookDelivery.objects.filter(
                webhook=webhook,
                status=WebhookDelivery.Status.PENDING,
                next_attempt_at__lte=timezone.now(),
            ).order_by("created_at", "pk")
            sent = [attempt(delivery) for delivery in due]
            accepted += sum(sent)
            if not any(sent):
                break
    return accepted


def _failures(webhook: Webhook) -> int:
    pending = webhook.deliveries.filter(status=WebhookDelivery.Status.PENDING)
    return max(pending.values_list("attempts", flat=True), default=0)


@transaction.atomic
def gather(number: int) -> None:
    """Put what changed since the last message into a new one, unless one is waiting."""
    webhook = Webhook.objects.select_for_update().filter(pk=number).first()
    if (
        webhook is None
        or webhook.deliveries.filter(
            status=WebhookDelivery.Status.PENDING, purpose=WebhookDelivery.Purpose.CHANGES
        ).exists()
    ):
        return
    entries, webhook.position, _more, _end = changes.following(webhook.position, CHANGES_IN_ONE)
    if not entries:
        return
    webhook.save()
    now = timezone.now()
    webhook.deliveries.create(
        purpose=WebhookDelivery.Purpose.CHANGES,
        changes=[[str(entry.key), entry.locale, entry.kind] for entry in entries],
        created_at=now,
        next_attempt_at=now,
    )


def send_test(webhook: Webhook) -> WebhookDelivery:
    """Send a message that tells of nothing, once; return it with the answer."""
    now = timezone.now()
    delivery = webhook.deliveries.create(
        purpose=WebhookDelivery.Purpose.TEST, created_at=now, next_attempt_at=now
    )
    attempt(delivery)
    return delivery


def attempt(delivery: WebhookDelivery) -> bool:
    """Send a message, unless another process has just taken it; return whether it was accepted."""
    now = timezone.now()
    taken = WebhookDelivery.objects.filter(
        pk=delivery.pk, status=WebhookDelivery.Status.PENDING, next_attempt_at__lte=now
    ).update(next_attempt_at=now + CLAIM)
    if not taken:
        return False
    body = message(delivery)
    try:
        status = sending.post(
            delivery.webhook.url, body, signed(delivery.webhook.secret, delivery.pk, body, now)
        )
        outcome, accepted = f"HTTP {status}", 200 <= status < 300
    except sending.NotSent as error:
        outcome, accepted = str(error), False
    if not accepted:
        logger.warning("Webhook %s: %s.", delivery.webhook_id, outcome)
    delivery.answered(outcome, accepted=accepted, now=timezone.now())
    return accepted


def message(delivery: WebhookDelivery) -> bytes:
    """Return the content of a message: its documents as they are now, nothing of hidden ones."""
    identities = [(UUID(key), locale) for key, locale, _kind in delivery.changes]
    current = changes.current(identities)
    content = {
        "id": str(delivery.pk),
        "type": delivery.purpose,
        "created_at": delivery.created_at.isoformat(),
        "items": [
            _shown(key, locale, kind, current.get((UUID(key), locale)))
            for key, locale, kind in delivery.changes
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _shown(key: str, locale: str, kind: str, state: tuple[str, str] | None) -> dict[str, Any]:
    fingerprint, path = state or (None, "")
    return {
        "action": "upsert" if state else "remove",
        "key": key,
        "locale": locale,
        "kind": kind,
        "fingerprint": fingerprint,
        "url": url_of(path) if path else None,
    }


def signed(secret: str, number: UUID, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers by which a receiver knows the sender, the time and a repetition."""
    moment = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": "wiki-webhook/1",
        "Wiki-Delivery": str(number),
        "Wiki-Timestamp": moment,
        "Wiki-Signature": f"sha256={digest.hexdigest()}",
    }
