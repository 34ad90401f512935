"""Ranking by meaning, beside the words: optional, never a condition for search to work.

Entries get their vectors in the background. The documents of those nearest to a question
(`vectors`) join the ones found by words by reciprocal rank fusion (Cormack, Clarke and Büttcher,
2009). Whatever goes wrong here is logged, and the words alone answer.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django_tasks import task

from content_models.publishing import documents
from search import vectors
from search.embedders import Embedder
from search.models import Entry, EntryVector, IndexedDocument
from search.ranking import Ranked, Scored

logger = logging.getLogger(__name__)

# So many entries join what the words find.
NEAREST = 20
# How many places of each ranking count, and how slowly a place loses worth.
FUSED = 60
RANK_CONSTANT = 60
BATCH = 64
# A model reads no more of an entry; the rest would only cost time.
MAX_CHARACTERS = 2_000


def is_on() -> bool:
    """Return whether an embedder is configured."""
    return bool(settings.WIKI_SEARCH_EMBEDDER)


@cache
def load(path: str) -> Embedder | None:
    try:
        return import_string(path)()
    except Exception:
        # A missing package or a broken model must not stop the search. The next start tries again.
        logger.warning("No ranking by meaning: %s cannot be loaded.", path, exc_info=True)
        return None


def embedder() -> Embedder | None:
    """Return the configured embedder, None when there is none or it cannot be loaded."""
    return load(settings.WIKI_SEARCH_EMBEDDER) if is_on() else None


def nearest(text: str, among: QuerySet[IndexedDocument], locales: Collection[str]) -> list[Scored]:
    """Return the entries whose meaning is nearest to a text, nearest first; none when off.

    Args:
        among: the documents that may be found.
        locales: those that `among` is limited to.
    """
    made = embedder()
    if made is None or not text.strip():
        return []
    try:
        found = _nearest(made, text, among, locales)
    except Exception:
        # The words have answered already; whoever runs the wiki reads this.
        logger.warning("No ranking by meaning: %s fails.", made.name, exc_info=True)
        return []
    return [
        Scored(document, key, locale, number, score=0)
        for _distance, key, locale, number, document in found[:NEAREST]
    ]


def _nearest(
    made: Embedder, text: str, among: QuerySet[IndexedDocument], locales: Collection[str]
) -> list[tuple[float, str, str, int, int]]:
    """Return (distance, key, locale, number, document) of the entries nearest to a text."""
    question = _question(settings.WIKI_SEARCH_EMBEDDER, text)
    entries = Entry.objects.filter(document__in=among)
    found = vectors.nearest(made.name, question, locales)
    nearest = _entries(found, entries)
    if len(nearest) < min(NEAREST, len(found)):
        # Filters took most of them; what they leave may be further away.
        nearest = _entries(vectors.nearest(made.name, question, locales, entries), entries)
    return nearest


def _entries(
    found: Mapping[str, float], entries: QuerySet[Entry]
) -> list[tuple[float, str, str, int, int]]:
    columns = ("digest", "document_id", "document__key", "document__locale", "number")
    rows = entries.filter(digest__in=list(found)).values_list(*columns)
    return sorted(
        (-found[digest], str(key), locale, number, document)
        for digest, document, key, locale, number in rows
    )


def fuse(by_words: Mapping[str, list[Ranked]], meant: Sequence[Scored]) -> dict[str, list[Ranked]]:
    """Return documents in the order of both rankings; what stands behind `FUSED` keeps its place.

    Args:
        by_words: documents by key, the best first, at least `FUSED` of them.
        meant: the entries nearest in meaning.
    """
    by_meaning: dict[str, list[Ranked]] = defaultdict(list)
    for entry in meant:
        by_meaning[entry.key].append(Ranked(entry.document, entry.key, entry.locale, score=0))
    first = [key for key, found in by_words.items() if any(one.score for one in found)][:FUSED]
    points: dict[str, float] = defaultdict(float)
    for ranking in (first, list(by_meaning)):
        for rank, key in enumerate(ranking, start=1):
            points[key] += 1 / (RANK_CONSTANT + rank)
    order = sorted(points, key=lambda key: (-points[key], key))
    merged = {}
    for key in dict.fromkeys([*order, *by_words]):
        found = [*by_meaning.get(key, []), *by_words.get(key, [])]
        merged[key] = list({one.document: one for one in found}.values())
    return merged


@lru_cache(maxsize=256)
def _question(path: str, text: str) -> Any:
    made = load(path)
    if made is None:
        raise ValueError(f"{path} cannot be loaded.")
    return made.question(text[:MAX_CHARACTERS])


def keep_up() -> None:
    """Give new entries their vectors after the transaction that published them."""
    if is_on():
        transaction.on_commit(embed_in_background.enqueue)


@task()
def embed_in_background() -> int:
    """Embed what has no vector yet; return how many entries that were."""
    return embed()


def embed(tell: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Give every entry a vector, forget those that no entry has; return how many were made.

    It can be interrupted and run again: every batch is kept.

    Args:
        tell: called with how many entries are done, and of how many.
    """
    made = embedder()
    if made is None:
        return 0
    EntryVector.objects.exclude(embedder=made.name).delete()
    EntryVector.objects.exclude(digest__in=Entry.objects.values("digest")).delete()
    known = EntryVector.objects.filter(embedder=made.name).values("digest")
    missing = Entry.objects.exclude(digest__in=known).order_by("pk")
    waiting = dict(missing.values_list("digest", "pk"))
    ids = list(waiting.values())
    for start in range(0, len(ids), BATCH):
        _embed(made, Entry.objects.filter(pk__in=ids[start : start + BATCH]))
        tell(min(start + BATCH, len(ids)), len(ids))
    vectors.arrange(made.name)
    return len(ids)


def _embed(made: Embedder, entries: QuerySet[Entry]) -> None:
    import numpy

    columns = ("digest", "document__locale", "document_id", "heading", "text")
    rows = list(entries.values_list(*columns))
    ids = {document for _digest, _locale, document, *_parts in rows}
    titles = dict(documents.stored().filter(pk__in=ids).values_list("pk", "title"))
    # A section seldom says by itself what the whole is about.
    texts = [
        "\n".join(dict.fromkeys([titles.get(document, ""), *parts]))[:MAX_CHARACTERS]
        for _digest, _locale, document, *parts in rows
    ]
    numbers = numpy.asarray(made.passages(texts), dtype=numpy.float32)
    EntryVector.objects.bulk_create(
        [
            EntryVector(digest=digest, locale=locale, embedder=made.name, vector=vector.tobytes())
            for (digest, locale, *_parts), vector in zip(rows, numbers, strict=True)
        ],
        ignore_conflicts=True,
    )
