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

from django.utils import timezone

from content_models.models.published import Change
from content_models.publishing.documents import DOCUMENTS, readable
from content_models.publishing.statements import (
    fetch,
    moment_of,
    prepared,
    read_key,
    read_moment,
)
from content_models.readable import readable_in

_CHANGES = Change._meta.db_table

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


class Following(NamedTuple):
    """The next changes, the position after them, and whether there are `more` now.

    `end` is the moment at which time alone makes it another answer, None for never: when the first
    of the documents is hidden, and for whoever has caught up any other one.
    """

    entries: list[Entry]
    after: Position
    more: bool
    end: datetime | None


def following(position: Position, limit: int) -> Following:
    """Return what follows a position.

    Each document is named once, where it changed last. One query, whatever the size of the log.
    """
    entries, next_end = _read(position, limit + 1)
    more, entries = len(entries) > limit, entries[:limit]
    ends = [entry.hidden_after for entry in entries] if more else [next_end]
    named = {(entry.key, entry.locale): entry for entry in entries}
    end = min(filter(None, ends), default=None)
    return Following(list(named.values()), _after(position, entries), more, end)


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


def _read(position: Position, limit: int) -> tuple[list[Entry], datetime | None]:
    """Fetch what follows a position, lines of the log first, and how it stands now.

    With it comes the first moment at which any document is hidden, also when nothing follows.
    The ORM takes five times as long to make this statement as a database to run it.
    """
    now = prepared(timezone.now())
    changed, values = _logged(position, limit)
    if position.moment is not None:
        timed, more = _timed(position.edition, prepared(position.moment), now, limit)
        changed, values = f"{changed} UNION ALL {timed}", [*values, *more]
    statement = (
        f"SELECT timed, number, {moment_of('moment')}, CAST(changed.key AS text),"  # noqa: S608 - Names of columns and places.
        " changed.locale, changed.kind, document.fingerprint, document.path,"
        f" {moment_of('document.hidden_after')}, {moment_of('coming.next_end')}"
        f" FROM (SELECT MIN(hidden_after) AS next_end FROM {DOCUMENTS}"
        f" WHERE hidden_after > %s) AS coming LEFT JOIN ({changed}) AS changed ON 1 = 1"
        f" LEFT JOIN {DOCUMENTS} AS document ON document.key = changed.key"
        f" AND document.locale = changed.locale AND {readable_in('document')}"
        " ORDER BY timed, CASE WHEN timed = 1 THEN moment END, number"
    )
    rows = fetch(statement, [now, *values, now, now])
    next_end = rows[0][-1]
    entries = [
        Entry(
            timed,
            number,
            read_moment(moment),
            read_key(key),
            locale,
            kind,
            fingerprint,
            path,
            hidden_after and read_moment(hidden_after),
        )
        for timed, number, moment, key, locale, kind, fingerprint, path, hidden_after, _end in rows
        if timed is not None
    ]
    return entries, next_end and read_moment(next_end)


def _logged(position: Position, limit: int) -> tuple[str, list[Any]]:
    """Return what selects the next documents of the log, each in its last line."""
    selects = (
        "SELECT 0 AS timed, id AS number, line.at AS moment, key, locale, kind"  # noqa: S608
        f" FROM {_CHANGES} AS line WHERE id > %s AND kind <> %s"
        f" AND NOT EXISTS (SELECT 1 FROM {_CHANGES} AS later"
        " WHERE later.key = line.key AND later.locale = line.locale AND later.id > line.id)"
        " ORDER BY id LIMIT %s"
    )
    return f"SELECT * FROM ({selects}) AS logged", [position.number, REDIRECT, limit]  # noqa: S608


def _timed(edition: int, since: Any, now: Any, limit: int) -> tuple[str, list[Any]]:
    """Return what selects the editions that began or ended by themselves since a moment.

    First editions begin in 1970, before any moment that is asked for.
    """
    crossed = (
        "SELECT 1 AS timed, id AS number,"  # noqa: S608
        " CASE WHEN hidden_after <= %s THEN hidden_after ELSE visible_from END AS moment,"
        f" key, locale, kind FROM {DOCUMENTS} WHERE (hidden_after >= %s AND hidden_after <= %s)"
        " OR (visible_from >= %s AND visible_from <= %s)"
    )
    selects = (
        f"SELECT * FROM ({crossed}) AS crossed"  # noqa: S608
        " WHERE moment > %s OR (moment = %s AND number > %s) ORDER BY moment, number LIMIT %s"
    )
    values = [now, since, now, since, now, since, since, edition, limit]
    return f"SELECT * FROM ({selects}) AS timed", values  # noqa: S608
