"""Publish what is due, as Wagtail does, each once however many run, and whatever else fails."""

import logging
from typing import Any

from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as PublishScheduled
from wagtail.models import Revision

from cms.gate import call_off_if_refused
from content_models.publishing import store

logger = logging.getLogger(__name__)


class Command(PublishScheduled):
    help = (
        "Publish what is due and withdraw what expired; what is refused is called off and logged."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dryrun"]:
            due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
            for revision in due.order_by("approved_go_live_at"):
                try:
                    refusal = call_off_if_refused(revision)
                    if refusal is None:
                        _publish(revision)
                    else:
                        self.stderr.write(str(refusal))
                except Exception:
                    # Wagtail tries it again below, after what expired, and tells of it.
                    logger.exception("Revision %s could not be published.", revision.pk)
        super().handle(*args, **options)


def _publish(revision: Revision) -> None:
    """Publish a revision that was due, unless somebody else has by now."""
    with store.publication([revision.as_object()]):
        still = Revision.objects.filter(pk=revision.pk, approved_go_live_at__isnull=False)
        if still.exists():
            revision.publish(log_action="wagtail.publish.scheduled")
