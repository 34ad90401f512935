"""Every address of the wiki that readers can open, and the newest documents."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Length

from content_models.frontend import url_of
from content_models.models.published import PublishedDocument
from content_models.publishing.documents import PAGE_KINDS, readable

NEWS_KINDS = ("series", "article", "case-study", "expert-advice", "quiz")


class Address(NamedTuple):
    key: UUID
    locale: str
    url: str
    updated_at: datetime


class News(NamedTuple):
    """A document on its way into a feed; `card` is JSON."""

    key: UUID
    kind: str
    published_at: datetime
    updated_at: datetime
    hidden_after: datetime | None
    card: bytes


def extent() -> tuple[int, int]:
    """Return (how many addresses there are, characters of the longest path)."""
    rows = readable().filter(kind__in=PAGE_KINDS)
    found = rows.aggregate(number=Count("pk"), longest=Max(Length("path")))
    return found["number"], found["longest"] or 0


def part(offset: int, limit: int) -> list[Address]:
    """Return addresses in an order in which the locales of one document are neighbours."""
    return _addresses(readable().filter(kind__in=PAGE_KINDS), offset, offset + limit)


def of_keys(keys: Iterable[UUID]) -> list[Address]:
    """Return every address of some documents."""
    return _addresses(readable().filter(kind__in=PAGE_KINDS, key__in=set(keys)))


def _addresses(
    rows: QuerySet[PublishedDocument], start: int = 0, end: int | None = None
) -> list[Address]:
    columns = rows.order_by("key", "locale").values_list("key", "locale", "path", "updated_at")
    return [
        Address(key, locale, url_of(path), updated_at)
        for key, locale, path, updated_at in columns[start:end]
    ]


def newest(locale: str, limit: int) -> tuple[News | None, list[News]]:
    """Return a locale's home and its newest documents, newest first. Two queries."""
    rows = readable().filter(locale=locale)
    homes = rows.filter(kind="home").order_by("path").values_list(*News._fields)[:1]
    found = rows.filter(kind__in=NEWS_KINDS).order_by("-published_at", "key")
    news = [News(*row) for row in found.values_list(*News._fields)[:limit]]
    return next((News(*row) for row in homes), None), news
