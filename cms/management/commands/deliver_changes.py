"""Do what is due: retries, what expired by itself, what was left to be built or submitted."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.delivery.courier import deliver_due
from cms.translation.submission import finish_interrupted


class Command(BaseCommand):
    help = "Purge caches, build stale documents, send webhook messages. Run it every minute."

    def handle(self, **options: Any) -> None:
        purged, accepted = deliver_due()
        self.stdout.write(f"{purged} changes purged, {accepted} messages accepted.")
        if finished := finish_interrupted():
            self.stdout.write(f"{finished} interrupted submissions for translation finished.")
