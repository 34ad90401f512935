"""The change log as others follow it: what changed, in order, and how it stands now.

The log says *that* a document changed; what it is now is read from the documents themselves. So an
old line can never tell of a title or an address that has been hidden since. What expires or appears
at a known time changes without a line in the log; such moments are read from the editions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    Field,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from content_models.models.published import Change, PublishedDocument
from content_models.publishing.documents import readable

# The log also tells of redirects, so that caches are purged; those are no documents.
REDIRECT = "redirect"


@dataclass(frozen=True)
class Position:
    """How far somebody has followed: a line of the log, and a moment with the edition's number.

    `moment` is None for whoever begins.
    """

    number: int = 0
    moment: datetime | None = None
    edition: int = 0


class Entry(NamedTuple):
    """A document that changed. `fingerprint` is None when nobody can read it any more."""

    timed: int
    number: int
    moment: datetime
    key: UUID
    locale: str
    kind: str
    fingerprint: str | None
    path: str | None
    hidden_after: datetime | None


def following(position: Position, limit: int) -> tuple[list[Entry], Position, bool]:
    """Return the next changes, the position after them, and whether there are more now.

    Each document is named once, where it changed last. One query, whatever the size of the log.
    """
    now = timezone.now()
    logged = _logged(position, limit + 1, now)
    rows = logged
    if position.moment is not None:
        rows = logged.order_by().union(_timed(position, position.moment, limit + 1, now), all=True)
        rows = rows.order_by("timed", "moment", "number")
    entries = [Entry(*row) for row in rows]
    more, entries = len(entries) > limit, entries[:limit]
    named = {(entry.key, entry.locale): entry for entry in entries}
    return list(named.values()), _after(position, entries), more


def current(identities: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], tuple[str, str]]:
    """Return fingerprint and path of those documents that can be read now. One query."""
    wanted = set(identities)
    rows = readable().filter(key__in={key for key, _locale in wanted})
    return {
        (key, locale): (fingerprint, path)
        for key, locale, fingerprint, path in rows.values_list(
            "key", "locale", "fingerprint", "path"
        )
        if (key, locale) in wanted
    }


def newest() -> Position:
    """Return the position of whoever needs to know nothing of the past."""
    last = Change.objects.order_by("-id").values_list("id", flat=True).first()
    return Position(last or 0, timezone.now())


def _after(position: Position, entries: list[Entry]) -> Position:
    number, moment, edition = position.number, position.moment, position.edition
    for entry in entries:
        if entry.timed:
            moment, edition = entry.moment, entry.number
        else:
            number = entry.number
    if moment is None and entries:
        # What expires after the first lines were read has still to be told.
        moment = max(entry.moment for entry in entries)
    return Position(number, moment, edition)


def _state(now: datetime) -> dict[str, Subquery]:
    """Return what can be read now of the document that a row is about."""
    current = readable(now).filter(key=OuterRef("key"), locale=OuterRef("locale"))
    fields: dict[str, tuple[str, Field[Any, Any]]] = {
        "current": ("fingerprint", CharField()),
        "address": ("path", CharField()),
        "ends": ("hidden_after", DateTimeField()),
    }
    return {
        name: Subquery(current.values(column)[:1], output_field=kind)
        for name, (column, kind) in fields.items()
    }


COLUMNS = ("timed", "number", "moment", "key", "locale", "kind", "current", "address", "ends")


def _logged(position: Position, limit: int, now: datetime) -> Any:
    later = Change.objects.filter(
        key=OuterRef("key"), locale=OuterRef("locale"), id__gt=OuterRef("id")
    )
    wanted = Change.objects.filter(~Exists(later), id__gt=position.number)
    wanted = wanted.exclude(kind=REDIRECT).order_by("id")
    rows = Change.objects.filter(pk__in=wanted.values("pk")[:limit]).order_by("id")
    return rows.annotate(
        timed=Value(0, IntegerField()),
        number=F("id"),
        moment=F("at"),
        **_state(now),
    ).values_list(*COLUMNS)


def _timed(position: Position, since: datetime, limit: int, now: datetime) -> Any:
    """Return the editions that began or ended by themselves after a moment.

    First editions begin in 1970, before any moment that is asked for.
    """
    boundary = Case(
        When(hidden_after__lte=now, then=F("hidden_after")),
        default=F("visible_from"),
        output_field=DateTimeField(),
    )
    crossed = PublishedDocument.objects.filter(
        Q(hidden_after__gte=since, hidden_after__lte=now)
        | Q(visible_from__gte=since, visible_from__lte=now)
    ).annotate(moment=boundary)
    crossed = crossed.filter(Q(moment__gt=since) | Q(moment=since, pk__gt=position.edition))
    wanted = crossed.order_by("moment", "pk").values("pk")[:limit]
    rows = PublishedDocument.objects.filter(pk__in=wanted).order_by()
    return rows.annotate(
        timed=Value(1, IntegerField()),
        number=F("id"),
        moment=boundary,
        **_state(now),
    ).values_list(*COLUMNS)
