"""Import translations from PO, XLIFF or ZIP files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.models import User
from cms.translation import formats, roundtrip
from cms.translation.formats import UnreadableFile


class Command(BaseCommand):
    help = "Import translated files, all of them or none. What is unchanged changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--user", default="", help="Who translated: a user name.")
        parser.add_argument("--dry-run", action="store_true", help="Tell everything, keep nothing.")

    def handle(self, *, paths: list[Path], user: str, dry_run: bool, **options: Any) -> None:
        translator = User.objects.filter(username=user).first()
        if user and translator is None:
            raise CommandError(f"There is no user {user}.")
        try:
            every = [texts for path in paths for texts in self.read(path)]
            done = roundtrip.import_texts(
                every, user=translator, may=lambda target: True, dry_run=dry_run
            )
        except UnreadableFile as problem:
            raise CommandError(f"{problem} Nothing was changed.") from problem
        for line in done.lines:
            self.stdout.write(line)
        self.stdout.write(
            f"{done.files} translations: {done.changed} changed, {done.unchanged} unchanged, "
            f"{done.untranslated} untranslated, {done.refused} refused. "
            f"Fuzzy, so that they need review: {done.fuzzy}. "
            f"Stored, but not fit to be published: {done.faulty}."
        )

    def read(self, path: Path) -> list[formats.Texts]:
        """Return the translations of a file."""
        try:
            formats.require_size(path.name, path.stat().st_size)
            return formats.read(path.name, path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
