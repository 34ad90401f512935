"""Imports files one by one, each wholly or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation
from wagtail.models import Locale

from cms.importing import front_matter, manuscripts, markdown
from cms.importing.drafting import draft
from cms.importing.errors import UnreadableArticle
from cms.importing.front_matter import FrontMatter
from cms.importing.outline import Outline, outline
from cms.importing.pictures import PictureFolder, Pictures
from cms.importing.report import Report
from cms.importing.shaping import Shaper
from cms.importing.storing import Store
from content_models import locales
from content_models.models import ArticlePage

SUFFIXES = {".md", ".markdown", ".txt"}


@dataclass(frozen=True)
class Article:
    """A file that was read, before anything is stored."""

    path: Path
    front: FrontMatter
    outline: Outline
    report: Report

    @property
    def order(self) -> tuple[str, int, str]:
        """Parts of a series come in their order, whatever the files are called."""
        return self.outline.series, self.outline.part or 0, str(self.path)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the article files among files and folders, in the order of their names."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES)
        found.update(dict.fromkeys(inside if path.is_dir() else [path]))
    return list(found)


def read(path: Path) -> Article:
    """Return a file taken apart.

    Raises:
        UnreadableArticle: naming the file, the line and what is wrong there.
    """
    manuscript = manuscripts.read(path)
    report = Report(str(path), text=manuscript.body, first=manuscript.first)
    front = front_matter.read(manuscript)
    pieces = markdown.parse(manuscript, report)
    return Article(path, front, outline(manuscript, pieces, front, report), report)


def store(
    article: Article, *, locale: str, series: str, user: Any, dry_run: bool
) -> ArticlePage | None:
    """Store an article as drafts and return its page, None on a dry run, which changes nothing.

    Raises:
        UnreadableArticle: when something cannot be stored; nothing of the file is kept then.
    """
    code = article.front.locale or locale
    try:
        target = Locale.objects.get(language_code=locales.language_code(locales.match(code)))
    except (locales.UnknownLocale, Locale.DoesNotExist):
        known = ", ".join(locales.configured())
        message = f"“{code}” is no locale of this wiki: {known}."
        raise UnreadableArticle(article.path, article.front.line("locale"), message) from None
    report = article.report
    folder = PictureFolder(article.path.parent, user)
    pictures = Pictures(folder, report)
    try:
        with transaction.atomic(), translation.override(target.language_code):
            made = draft(article.outline, Shaper(report, pictures.place), report)
            writer = Store(article.path, target, user, report, pictures)
            page = writer.article(article.outline, made, article.front, series)
            if dry_run:
                raise _DryRun
    except BaseException as error:
        folder.forget()
        if isinstance(error, _DryRun):
            return None
        raise
    return page


class _DryRun(Exception):
    """Rolls a dry run back."""
