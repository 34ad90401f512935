"""Create the groups of the wiki's roles and the review workflow of every locale."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from cms.editorial.roles import create_roles


class Command(BaseCommand):
    help = "Create the groups, permissions and review workflows that are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Tell everything, keep nothing.")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        with transaction.atomic():
            created = create_roles()
            transaction.set_rollback(dry_run)
        for line in created.lines:
            self.stdout.write(line)
        if not created.lines:
            self.stdout.write("The roles are there.")
        else:
            self.stdout.write("Nothing was created." if dry_run else "Created what is above.")
