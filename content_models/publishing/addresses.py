"""Every address of the wiki that readers can open, and the newest documents."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max
from django.db.models.functions import Length

from content_models.publishing.documents import PAGE_KINDS, readable

NEWS_KINDS = ("series", "article", "case-study", "expert-advice", "quiz")


class Address(NamedTuple):
    key: UUID
    locale: str
    path: str
    updated_at: datetime


class News(NamedTuple):
    """A document on its way into a feed; `card` is JSON."""

    key: UUID
    kind: str
    published_at: datetime
    updated_at: datetime
    modified_at: datetime
    hidden_after: datetime | None
    card: bytes


def extent() -> tuple[int, int]:
    """Return (how many addresses there are, characters of the longest path)."""
    rows = readable().filter(kind__in=PAGE_KINDS)
    found = rows.aggregate(number=Count("pk"), longest=Max(Length("path")))
    return found["number"], found["longest"] or 0


def part(offset: int, limit: int) -> list[Address]:
    """Return addresses in an order in which the locales of one document are neighbours."""
    rows = readable().filter(kind__in=PAGE_KINDS).order_by("key", "locale")
    return [Address(*row) for row in rows.values_list(*Address._fields)[offset : offset + limit]]


def of_keys(keys: Iterable[UUID]) -> list[Address]:
    """Return every address of some documents."""
    rows = readable().filter(kind__in=PAGE_KINDS, key__in=set(keys)).order_by("key", "locale")
    return [Address(*row) for row in rows.values_list(*Address._fields)]


def newest(locale: str, limit: int) -> tuple[News | None, list[News]]:
    """Return a locale's home and its newest documents, newest first. Two queries."""
    rows = readable().filter(locale=locale)
    homes = rows.filter(kind="home").order_by("path").values_list(*News._fields)[:1]
    found = rows.filter(kind__in=NEWS_KINDS).order_by("-published_at", "key")
    news = [News(*row) for row in found.values_list(*News._fields)[:limit]]
    return next((News(*row) for row in homes), None), news
