"""Create what a new wiki needs: locales, a home page and the roles."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.preparation import prepare_wiki


class Command(BaseCommand):
    help = "Create the configured locales, the home page and the roles where they are missing."

    def handle(self, **options: Any) -> None:
        home = prepare_wiki()
        self.stdout.write(f"The wiki has its home page: {home.title}.")
