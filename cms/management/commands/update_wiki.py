"""Bring a wiki up to date after it was installed or updated."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms import reader_role


class Command(BaseCommand):
    help = "Do what a wiki needs after it was installed or updated, while it goes on serving."

    def handle(self, **options: Any) -> None:
        has_reader = bool(settings.WIKI_READER_PASSWORD) or reader_role.is_there()
        steps: list[tuple[str, dict[str, Any]]] = [
            ("migrate", {}),
            *([("create_reader", {})] if has_reader else []),
            ("collectstatic", {"interactive": False}),
            ("prepare_wiki", {}),
            ("rebuild_documents", {}),
            ("rebuild_search", {}),
        ]
        for number, (command, chosen) in enumerate(steps, start=1):
            self.stdout.write(self.style.MIGRATE_HEADING(f"{number}/{len(steps)} {command}"))
            call_command(command, stdout=self.stdout, stderr=self.stderr, **chosen)
