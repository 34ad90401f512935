"""Write a quiz to a file."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.quizzes.files import export, images, schema
from cms.quizzes.files.writing import as_text
from content_models.models import QuizPage, WikiImage


class Command(BaseCommand):
    help = "Write a quiz with all its locales to one JSON file, its images beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quiz", nargs="?", help="Key or slug of the quiz.")
        parser.add_argument("--output", type=Path, help="File to write; else it is printed.")
        parser.add_argument("--schema", action="store_true", help="Write the JSON schema instead.")

    def handle(
        self, *, quiz: str | None, output: Path | None, schema: bool, **options: Any
    ) -> None:
        if schema:
            content, pictures = _schema(), {}
        else:
            page = found(quiz or "")
            content, pictures = export(page), images(page)
        if output is not None:
            write_images(pictures, output.parent)
            output.write_text(as_text(content), encoding="utf-8")
        elif pictures:
            raise CommandError(_("The quiz has images: name the file with --output."))
        else:
            self.stdout.write(as_text(content), ending="")


_schema = schema


def write_images(pictures: Mapping[str, WikiImage], folder: Path) -> None:
    """Write images below a folder, by their paths in it.

    Raises:
        CommandError: when another picture has the place of one already.
    """
    for place, image in pictures.items():
        path = folder / place
        with image.open_file() as file:
            content = file.read()
        if path.exists() and path.read_bytes() != content:
            words = _("%(path)s is another picture already; choose another folder.")
            raise CommandError(words % {"path": path})
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def found(name: str) -> QuizPage:
    """Return the quiz of a key or slug.

    Raises:
        CommandError: when there is none, or a slug names several.
    """
    try:
        pages = QuizPage.objects.filter(translation_key=uuid.UUID(name))
    except ValueError:
        pages = QuizPage.objects.filter(slug=name)
    if len({page.translation_key for page in pages}) != 1:
        several = _("There are several quizzes “%(name)s”. Name one by its key.")
        none = _("There is no quiz “%(name)s”. Name one by its key.")
        raise CommandError((several if pages else none) % {"name": name})
    return pages.first()
