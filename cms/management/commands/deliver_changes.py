"""Purge caches and tell webhooks of what is due: retries, and what expired by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.delivery.courier import deliver_due


class Command(BaseCommand):
    help = "Purge caches and send webhook messages that are due. Run it every minute."

    def handle(self, **options: Any) -> None:
        purged, accepted = deliver_due()
        self.stdout.write(f"{purged} changes purged, {accepted} messages accepted.")
