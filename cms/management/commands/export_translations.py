"""Export translations to PO or XLIFF files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Locale, Page

from cms.translation import roundtrip
from content_models import locales


class Command(BaseCommand):
    help = "Export what is being translated into a locale: everything, a page, or all below it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("locale", help="Into which locale, such as zh-Hans.")
        parser.add_argument("folder", type=Path, help="Where to put the file.")
        parser.add_argument("--page", type=int, help="Number of a page: only this page.")
        parser.add_argument("--subtree", action="store_true", help="And all pages below it.")
        parser.add_argument(
            "--unfinished", action="store_true", help="Only what is not translated to the end."
        )
        parser.add_argument("--format", choices=("po", "xliff"), default="xliff")

    def handle(
        self,
        *,
        locale: str,
        folder: Path,
        page: int | None,
        subtree: bool,
        unfinished: bool,
        format: str,  # noqa: A002 - the option is called so
        **options: Any,
    ) -> None:
        try:
            code = locales.language_code(locales.match(locale))
        except locales.UnknownLocale as unknown:
            raise CommandError(
                f"{locale} is not one of {', '.join(locales.configured())}."
            ) from unknown
        root = Page.objects.filter(pk=page, depth__gt=1).first()
        if page is not None and root is None:
            raise CommandError(f"There is no page {page}.")
        target = Locale.objects.filter(language_code=code).first()
        found = (
            roundtrip.translations(target, root, subtree=subtree, unfinished=unfinished)
            if target
            else []
        )
        if not found:
            done = "left to translate" if unfinished else "submitted for translation"
            raise CommandError(f"Nothing of that is {done} into {locale}.")
        name, content = roundtrip.export(found, format)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        self.stdout.write(f"{folder / name}: {len(found)} translations")
