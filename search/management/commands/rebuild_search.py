"""Rebuild the search index, or prove that it is true."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import rebuilding


class Command(BaseCommand):
    help = "Rebuild the search index from the published documents, while it goes on serving."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail when the index is not true."
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        if check:
            differences = rebuilding.differences()
            if differences:
                raise CommandError(
                    "\n".join([f"{len(differences)} differences:", *differences[:20]])
                )
            self.stdout.write("The index is true.")
            return
        started = time.monotonic()
        count = rebuilding.rebuild(lambda done, of: self.stderr.write(f"{done} of {of}"))
        seconds = max(time.monotonic() - started, 0.001)
        self.stdout.write(f"{count} documents indexed, {count / seconds:.0f} a second.")
