"""Write a quiz to a file."""

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.quizzes.files import export, schema
from cms.quizzes.files.writing import as_text
from content_models.models import QuizPage


class Command(BaseCommand):
    help = "Write a quiz with all its locales to one JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quiz", nargs="?", help="Key or slug of the quiz.")
        parser.add_argument("--output", type=Path, help="File to write; else it is printed.")
        parser.add_argument("--schema", action="store_true", help="Write the JSON schema instead.")

    def handle(
        self, *, quiz: str | None, output: Path | None, schema: bool, **options: Any
    ) -> None:
        text = as_text(_schema() if schema else export(found(quiz or "")))
        if output is None:
            self.stdout.write(text, ending="")
        else:
            output.write_text(text, encoding="utf-8")


_schema = schema


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
        problem = "There are several quizzes" if pages else "There is no quiz"
        raise CommandError(f"{problem} {name!r}. Name one by its key.")
    return pages.first()
