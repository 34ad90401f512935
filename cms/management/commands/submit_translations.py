"""Submit a page and all below it for translation, with progress and the cost in queries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from wagtail.models import Locale, Page

from cms.management.users import owner
from cms.translation import submission
from content_models import locales


class Command(BaseCommand):
    help = "Make the draft translations of a page and all below it. Start it again to go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("page", type=int, help="Number of the page, as in its admin address.")
        parser.add_argument("--locale", action="append", required=True, help="May be repeated.")
        parser.add_argument("--dry-run", action="store_true", help="Only tell what is missing.")

    def handle(self, *, page: int, locale: list[str], dry_run: bool, **options: Any) -> None:
        root = Page.objects.filter(pk=page, depth__gt=1).first()
        if root is None:
            raise CommandError(f"There is no page {page}.")
        try:
            codes = [locales.language_code(locales.match(code)) for code in locale]
        except locales.UnknownLocale as unknown:
            raise CommandError(
                f"{unknown} is not one of {', '.join(locales.configured())}."
            ) from unknown
        targets = list(Locale.objects.filter(language_code__in=codes))
        with transaction.atomic():
            work = submission.open_submission(root, targets) or submission.create(
                root, targets, owner()
            )
            transaction.set_rollback(dry_run)
            if dry_run:
                for member, target in submission.missing(work):
                    title = member.get_admin_display_title()
                    self.stdout.write(f"{title} → {target.language_code}")
                return
        counted, before = QueryCount(), work.done
        with connection.execute_wrapper(counted):
            submission.run(work, self.tell)
        made = max(work.done - before, 1)
        self.stdout.write(
            f"{work.done} of {work.total} drafts, {counted.number // made} queries each."
        )
        for entry, reason in work.problems.items():
            self.stdout.write(f"  left out {entry}: {reason}")

    def tell(self, work: Any) -> None:
        """Print how far the submission has come."""
        self.stderr.write(f"{work.done} of {work.total}")


class QueryCount:
    """Counts the queries of a connection."""

    number = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.number += 1
        return execute(sql, params, many, context)
