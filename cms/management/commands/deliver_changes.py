"""Do what is due: retries, what expired by itself, documents that were left to be built."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.delivery.courier import deliver_due


class Command(BaseCommand):
    help = "Purge caches, build stale documents, send webhook messages. Run it every minute."

    def handle(self, **options: Any) -> None:
        purged, accepted = deliver_due()
        self.stdout.write(f"{purged} changes purged, {accepted} messages accepted.")
