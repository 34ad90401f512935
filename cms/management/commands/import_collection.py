"""Publish a collection of plain documents in bulk."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.importing.bulk import BulkImport
from cms.importing.collections import InvalidCollection, read

# Series are called by it, their kind and a number, in a title of 255 characters.
LONGEST_NAME = 200
# How many problems of a file are printed; the rest is counted.
PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    help = "Publish the documents of a JSONL file as plain articles; twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="One {id, locale, kind, title, body} object a line."
        )
        parser.add_argument("--name", default="", help="Names the series; the file's by default.")
        parser.add_argument("--dry-run", action="store_true", help="Only check the file.")

    def handle(self, *, file: Path, name: str, dry_run: bool, **options: Any) -> None:
        name = name or file.stem
        if len(name) > LONGEST_NAME:
            raise CommandError(
                f"The name has {len(name)} characters, {LONGEST_NAME} at most: choose a --name."
            )
        try:
            entries = read(file)
        except InvalidCollection as invalid:
            raise CommandError(_shown(invalid.problems)) from invalid
        if dry_run:
            self.stdout.write(f"{len(entries)} documents can be imported.")
            return
        started = time.monotonic()

        def tell(done: int) -> None:
            speed = done / max(time.monotonic() - started, 0.001)
            self.stderr.write(f"{done} of {len(entries)} documents, {speed:.0f} a second")

        def tell_left(left: int) -> None:
            self.stderr.write(f"{left} documents to be built beside their neighbours")

        done = BulkImport(name, tell, tell_left).run(entries)
        self.stdout.write(f"{done.made} made, {done.changed} changed, {done.same} as they were.")


def _shown(problems: list[str]) -> str:
    shown = problems[:PROBLEMS_SHOWN]
    if len(problems) > len(shown):
        shown.append(f"… and {len(problems) - len(shown)} more problems.")
    return "\n".join(shown)
