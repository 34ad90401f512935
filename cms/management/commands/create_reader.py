"""Create the database role of the public process, or give it what it may read."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cms import reader_role


class Command(BaseCommand):
    help = "Let a role of PostgreSQL read what is published; make it where a password is set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default=reader_role.NAME)

    def handle(self, *, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles; here nothing is needed.")
        if settings.WIKI_READER_PASSWORD:
            try:
                reader_role.make(role, settings.WIKI_READER_PASSWORD)
            except reader_role.MayNotMakeRoles as refused:
                raise CommandError(
                    f"{connection.settings_dict['USER']} may not make roles. Let somebody who may"
                    f" make {role}, and run this again without WIKI_READER_PASSWORD."
                ) from refused
        elif not reader_role.is_there(role):
            raise CommandError(f"There is no role {role}: set WIKI_READER_PASSWORD to make it.")
        tables = reader_role.let_read(role)
        if not tables:
            raise CommandError("There are no tables to read yet: run migrate first.")
        self.stdout.write(f"{role} may read {tables} tables.")
