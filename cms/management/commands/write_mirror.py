"""Write every published page as a plain file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.delivery import mirror


class Command(BaseCommand):
    help = "Keep a folder of plain pages, for a web server to show while nothing else answers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="A folder of its own; made when missing.")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            done = mirror.write(folder, lambda count: self.stderr.write(f"{count} pages"))
        except mirror.NoMirror as refused:
            raise CommandError(str(refused)) from refused
        for path in done.left_out:
            self.stderr.write(f"Left out, since no file can be called so: {path}")
        self.stdout.write(f"{done.pages} pages: {done.written} written, {done.removed} removed.")
