"""Create the first account of the admin, with a password that is shown once."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Create an administrator with a generated password, unless there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="admin")

    def handle(self, *, username: str, **options: Any) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            self.stdout.write("There is an administrator already; the password stays as it is.")
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser(username=username, email="", password=password)
        line = "-" * 60
        self.stdout.write(
            f"{line}\n  Administrator:  {username}\n  Password:       {password}\n"
            f"  It is shown only now.\n{line}"
        )
