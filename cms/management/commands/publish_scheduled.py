"""Publish what is due, as Wagtail does, without stopping at what the gate refuses."""

from typing import Any

from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as PublishScheduled
from wagtail.models import Revision

from cms.translation.gate import call_off_refused


class Command(PublishScheduled):
    help = (
        "Publish what is due and withdraw what expired; what is refused is called off and logged."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dryrun"]:
            due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
            for refusal in call_off_refused(due):
                self.stderr.write(str(refusal))
        super().handle(*args, **options)
