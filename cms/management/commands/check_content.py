"""Check every text of the wiki."""

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.editorial.findings import Checker
from cms.editorial.messages import describe
from cms.editorial.rechecking import check_and_record, subjects
from content_models import locales
from content_models.quality import ERROR, Finding


class Command(BaseCommand):
    help = "Check the latest draft of every page and snippet; exit 1 when there are errors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--locale", default="", help="Only this one, such as zh-Hans.")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="Print the findings as JSON."
        )

    def handle(self, *, locale: str, as_json: bool, **options: Any) -> None:
        try:
            chosen = locales.match(locale) if locale else ""
        except locales.UnknownLocale:
            known = ", ".join(locales.configured())
            raise CommandError(f"--locale: {locale!r} is not one of {known}.") from None
        checker, found = Checker(), []
        total = 0
        for total, instance in enumerate(subjects(chosen), start=1):
            if total % 50 == 0:
                self.stderr.write(f"{total} checked")
            for finding in check_and_record(instance, checker):
                found.append((instance, finding))
                if not as_json:
                    self.tell(instance, finding)
        counts = Counter(finding.severity for _instance, finding in found)
        if as_json:
            self.tell_json(total, found)
        else:
            told = ", ".join(f"{counts[name]} {name}s" for name in ("error", "warning", "note"))
            self.stdout.write(f"{total} checked: {told}.")
        if counts[ERROR]:
            raise CommandError(f"{counts[ERROR]} errors.")

    def tell(self, instance: Any, finding: Finding) -> None:
        where = f"{instance} [{locales.canonical(instance.locale.language_code)}] {finding.path}"
        excerpt = f" “{finding.details['excerpt']}”" if finding.details.get("excerpt") else ""
        self.stdout.write(f"{finding.severity}: {where}: {describe(finding, instance)}{excerpt}")

    def tell_json(self, total: int, found: list[Any]) -> None:
        content = {
            "checked": total,
            "findings": [
                {
                    "title": str(instance),
                    "kind": instance._meta.model_name,
                    "key": str(instance.translation_key),
                    "locale": locales.canonical(instance.locale.language_code),
                    **finding.as_json(),
                }
                for instance, finding in found
            ],
        }
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))
