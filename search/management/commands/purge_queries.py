"""Store what public processes counted, and forget what was searched for long ago."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search import query_log


class Command(BaseCommand):
    help = "Store what public processes counted, remove what is older than WIKI_SEARCH_LOG_DAYS."

    def handle(self, **options: Any) -> None:
        query_log.store()
        days = settings.WIKI_SEARCH_LOG_DAYS
        count = query_log.purge(days)
        self.stdout.write(f"{count} counts older than {days} days removed.")
