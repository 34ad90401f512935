"""Addresses that lead elsewhere, as readers may follow them: in one step, and to what is public."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from content_models.frontend import url_of
from content_models.models.published import PublishedRedirect
from content_models.publishing.documents import readable
from content_models.uris import encoded


class Moved(NamedTuple):
    """`source` is a path without a last slash, `url` is absolute.

    `hidden_after` is when that which it leads to is hidden.
    """

    number: int
    source: str
    url: str
    permanent: bool
    hidden_after: datetime | None


def _followable() -> Any:
    """Return the redirects that lead to something public, away from where nothing public is."""
    current = readable()
    of_document = current.filter(key=OuterRef("key"), locale=OuterRef("locale"))
    at_path = current.filter(path=OuterRef("target_path")).exclude(path="")
    occupied = current.filter(path=Concat(OuterRef("path"), Value("/")))
    rows = PublishedRedirect.objects.filter(~Exists(occupied)).annotate(
        destination=Coalesce(
            Subquery(of_document.values("path")[:1]), Subquery(at_path.values("path")[:1])
        ),
        # One of the two is there: a redirect leads to a document or to a path.
        end=Coalesce(
            Subquery(of_document.values("hidden_after")[:1]),
            Subquery(at_path.values("hidden_after")[:1]),
        ),
    )
    away = ~Q(destination=Concat(F("path"), Value("/")))
    return rows.filter(Q(destination__isnull=False) & away | Q(link__gt=""))


def _moved(rows: Any) -> list[Moved]:
    columns = rows.values_list("id", "path", "destination", "link", "permanent", "end")
    return [
        Moved(number, path, encoded(link) or url_of(destination), permanent, end)
        for number, path, destination, link, permanent, end in columns
    ]


def listed(after: int, limit: int) -> list[Moved]:
    """Return redirects in the order of their numbers. One query."""
    return _moved(_followable().filter(id__gt=after).order_by("id")[:limit])


def at(paths: Iterable[str]) -> Moved | None:
    """Return where one of some spellings of a path leads, None when nowhere. One query."""
    found = _moved(_followable().filter(path__in=list(paths)).order_by("id")[:1])
    return found[0] if found else None
