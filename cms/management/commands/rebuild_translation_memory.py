"""Indexes every source text of the translation memory anew."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.translation import memory


class Command(BaseCommand):
    help = "Build the index of the translation memory again; running it twice changes nothing."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        number = memory.rebuild(self._tell if verbosity else lambda done: None)
        if verbosity:
            self.stdout.write(f"{number} texts indexed.")

    def _tell(self, done: int) -> None:
        self.stderr.write(f"{done} texts")
