"""Load a quiz from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.importing.pictures import PictureFolder
from cms.management.users import owner
from cms.quizzes.files import UnreadableQuiz, read, store

DONE = {
    "created": gettext_lazy("created"),
    "updated": gettext_lazy("updated"),
    "published": gettext_lazy("published"),
    "unchanged": gettext_lazy("unchanged"),
    "waiting": gettext_lazy("kept until the source is published"),
}


class Command(BaseCommand):
    help = "Load a quiz with all its locales from one JSON file, as drafts unless --publish."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE", help="A file of export_quiz.")
        parser.add_argument("--publish", action="store_true", help="Publish every locale of it.")
        parser.add_argument("--user", default="", help="Whose drafts they are.")
        parser.add_argument("--dry-run", action="store_true", help="Tell everything, keep nothing.")

    def handle(
        self, *, path: Path, publish: bool, user: str, dry_run: bool, **options: Any
    ) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        importer = owner(user)
        pictures, is_kept = PictureFolder(path.parent, importer), False
        try:
            with transaction.atomic():
                stored = store(read(text, pictures), user=importer, publish=publish)
                if dry_run:
                    transaction.set_rollback(True)
            is_kept = not dry_run
        except UnreadableQuiz as error:
            raise CommandError("\n".join(f"{path}: {one}" for one in error.problems)) from error
        finally:
            if not is_kept:
                pictures.forget()
        where = _("dry run") if dry_run else f"/admin/pages/{stored.page.pk}/edit/"
        self.stdout.write(f"{path}: “{stored.page.title}” ({where})")
        for code, done in stored.done.items():
            self.stdout.write(f"  {code}: {DONE[done]}")
            if stored.kept.get(code):
                told = _("%(count)s texts that were written at the desk since then stay.")
                self.stdout.write(f"  {code}: {told % {'count': stored.kept[code]}}")
