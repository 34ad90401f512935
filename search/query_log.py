"""What was searched for: words, locale, day and how much was found, never who searched.

Nothing is written while a request is answered. Counts wait in memory and are stored after an
answer has been sent. A process that may only read the database leaves them to one that stores.
"""

import logging
import re
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from content_models.publishing.statements import fetch
from search import parsing, patterns, query_files, vocabulary, words
from search.entries import spell
from search.models import QueryCount, Term, discard, insert
from search.patterns import LIKE
from search.query_files import Counts
from search.visible import Scope

logger = logging.getLogger(__name__)

MAX_LENGTH = 80
MAX_WAITING = 1_000
STORE_EVERY_SECONDS = 10
LEAVE_EVERY_SECONDS = 60
# Nobody puts a sentence before everybody by asking it a few times.
FREQUENT = 3
FREQUENT_DAYS = 2
MAX_FREQUENT = 3
# Addresses and numbers are about somebody.
_PERSONAL = re.compile(r"@|https?:|\d[\d\s().-]{4,}\d")

_waiting: Counts = {}
_lock = threading.Lock()
_stored_at = time.monotonic()


def note(text: str, locale: str, hits: int) -> None:
    """Count a query, unless the log is off or the text may be about somebody.

    Args:
        hits: how many documents it found as it was typed; 0 when something had to be given up.
    """
    if not settings.WIKI_SEARCH_LOG:
        return
    spelled = " ".join(words.fold(text)[0].split())
    if not spelled or len(spelled) > MAX_LENGTH or _PERSONAL.search(spelled):
        return
    with _lock:
        identity = (spelled, locale, timezone.now().date())
        if identity in _waiting or len(_waiting) < MAX_WAITING:
            count, _hits = _waiting.get(identity, (0, 0))
            _waiting[identity] = (count + 1, hits)


def store_now_and_then(**kwargs: Any) -> None:
    """Store or leave what waits, once in a while."""
    if not settings.WIKI_SEARCH_LOG:
        return
    stores = settings.SEARCH_LOG_IS_STORED
    if time.monotonic() - _stored_at < (STORE_EVERY_SECONDS if stores else LEAVE_EVERY_SECONDS):
        return
    try:
        store() if stores else leave()
    except (DatabaseError, OSError):
        logger.warning("Some searches are not counted.", exc_info=True)


def store() -> None:
    """Add what waits, here and where other processes left it, to the stored counts."""
    for counts in chain([_take()], query_files.take()):
        if counts:
            _add(counts)


@transaction.atomic
def _add(counts: Counts) -> None:
    """Add counts to those that are stored, in one statement: nobody else can write meanwhile."""
    table = QueryCount._meta.db_table
    insert(
        QueryCount,
        ("text", "locale", "day", "count", "hits"),
        (
            (text, locale, day.isoformat(), count, hits)
            for (text, locale, day), (count, hits) in sorted(counts.items())
        ),
        known="ON CONFLICT (text, locale, day) DO UPDATE"
        f" SET count = {table}.count + excluded.count, hits = excluded.hits",
    )


def leave() -> None:
    """Leave what waits to a process that stores; also done when a process ends in order."""
    counts = _take()
    if counts:
        query_files.leave(counts)


def _take() -> Counts:
    global _stored_at
    with _lock:
        taken = dict(_waiting)
        _waiting.clear()
        _stored_at = time.monotonic()
    return taken


def purge(days: int) -> int:
    """Remove counts older than a number of days; return how many there were."""
    old = QueryCount.objects.filter(day__lt=timezone.now().date() - timedelta(days=days))
    count = old.count()
    discard(old)
    return count


def not_found() -> QuerySet[QueryCount, Any]:
    """Return the queries that found nothing when they were last asked, the most frequent first.

    Each row has text, locale, times and last_day.
    """
    asked = QueryCount.objects.filter(text=OuterRef("text"), locale=OuterRef("locale"))
    return (
        QueryCount.objects.alias(found=Subquery(asked.order_by("-day").values("hits")[:1]))
        .filter(found=0)
        .values("text", "locale")
        .annotate(times=Sum("count"), last_day=Max("day"))
        .order_by("-times", "text", "locale")
    )


def frequent(beginnings: Sequence[str], locale: str, scope: Scope) -> list[str]:
    """Return queries that were often asked, on several days, and found something.

    A query is only named while each of its words stands in a document of the scope.

    Args:
        beginnings: what it has to hold, spelled as `spell` does.
    """
    parts = [part for part in beginnings if part.strip()]
    if not parts:
        return []
    statement = (
        "SELECT text, SUM(count) FROM search_querycount"  # noqa: S608 - Places and numbers.
        f" WHERE locale = %s AND hits > 0{f' AND text {LIKE}' * len(parts)}"
        f" GROUP BY text HAVING SUM(count) >= {FREQUENT} AND COUNT(*) >= {FREQUENT_DAYS}"
    )
    held = [f"%{patterns.bare(part.strip())}%" for part in parts]
    often = sorted(fetch(statement, [locale, *held]), key=lambda row: (-row[1], row[0]))
    spelled = ((text, spell(text, locale)) for text, _times in often)
    holding = (text for text, found in spelled if all(part in found for part in parts))
    texts = list(islice(holding, 3 * MAX_FREQUENT))
    if not texts:
        return []
    terms = {text: set(parsing.analyse(text, locale).strong) for text in texts}
    asked = Term.objects.filter(locale=locale, text__in=set().union(*terms.values()))
    known = dict(asked.values_list("pk", "text"))
    shown = {known[term] for term in vocabulary.standing(known, scope)}
    return [text for text in texts if terms[text] and terms[text] <= shown][:MAX_FREQUENT]
