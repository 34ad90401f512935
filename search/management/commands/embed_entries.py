"""Give searchable entries their vectors."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import meaning


class Command(BaseCommand):
    help = "Embed every searchable entry that has no vector yet, for ranking by meaning."

    def handle(self, **options: Any) -> None:
        if meaning.embedder() is None:
            raise CommandError(
                "WIKI_SEARCH_EMBEDDER names no embedder that can be loaded; "
                "install the extra `semantic` and see the log."
            )

        def tell(done: int, of: int) -> None:
            self.stderr.write(f"{done} of {of}")

        self.stdout.write(f"{meaning.embed(tell)} entries embedded.")
