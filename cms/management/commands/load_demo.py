"""Load the demo wiki."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.demo.load import Loader


class Command(BaseCommand):
    help = "Load the demo wiki: only what is missing is made, so edits survive."

    def handle(self, **options: Any) -> None:
        made = Loader(tell=self.stderr.write).load()
        self.stdout.write(f"The demo wiki is there; {made} entries were made now.")
