"""What the index knows of a query's words: their terms, and how rare they are."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from typing import Any, NamedTuple

from content_models.publishing.statements import Question, among, fetch, fetch_each, places, several
from search import patterns, words
from search.parsing import Terms
from search.patterns import LIKE
from search.visible import Scope

K1 = 1.2
MAX_TERMS = 64
MAX_PREFIX_TERMS = 32
# How often a term may have been asked for. A score of one posting then has no more than 32 bits,
# which PostgreSQL adds up sooner than more of them.
MOST_TIMES = 32
# In an index of this many entries, a term that more than this part of them holds is passed over
# when a rarer one was asked for too.
COMMON_FROM = 1_000
COMMON_PART = 0.1
# Terms that only add to a score are passed over, the commonest first, when more entries hold them
# than so many times those that hold the others: reading them would take longer than all else.
WEAK_PART = 2
# Scores are whole numbers, millionths, so that every database adds them up to the same. What a term
# is worth is finer by the thousand that lengths are counted in when it is divided by one.
SCALE = 1_000_000_000


class KnownTerm(NamedTuple):
    """A term of the index, the number of entries that hold it, and the words behind it."""

    id: int
    entries: int
    words: set[str]


# What the index knows of terms, for each locale.
Known = dict[str, dict[str, KnownTerm]]


@dataclass(frozen=True)
class Weighted:
    """A term of the index and what an occurrence of it is worth, before the length of the entry.

    `entries` hold it. `worth` is its idf times (k1 + 1), times how often it was asked for, times
    `SCALE`; `average_tenths` how long the entries of its locale are. It counts only in entries that
    hold the terms `besides` as well. One that is not `strong` only adds to what others find.
    """

    id: int
    text: str
    locale: str
    entries: int
    worth: int
    strong: bool
    average_tenths: int
    besides: tuple[int, ...] = ()


class Statistics(NamedTuple):
    """How many entries a locale has and how long they are on average, in tenths of a term."""

    entries: int
    average_tenths: int


def idf(entries: int, frequency: int) -> float:
    """Return the inverse document frequency of BM25, never below zero."""
    return log(1 + (entries - frequency + 0.5) / (frequency + 0.5))


def weigh(
    wanted: Mapping[str, Terms],
    known: Known,
    totals: Mapping[str, Statistics],
) -> list[Weighted]:
    """Return the rarest terms of a query that the index knows, at most `MAX_TERMS` a locale.

    Args:
        wanted: what to look for in each locale.
        totals: the statistics of each locale.
    """
    weighted = []
    for locale, terms in wanted.items():
        if locale not in totals:
            continue
        entries, average_tenths = totals[locale]
        common = entries * COMMON_PART if entries >= COMMON_FROM else entries + 1
        strong = _rarest(terms.strong, known[locale], common)
        weak = _rarest(terms.weak, known[locale], common, keep_one=not strong)
        if strong:
            read = sum(known[locale][text].entries for text, _times in strong)
            weak = _within(WEAK_PART * read, weak, known[locale])
        asked: list[tuple[str, float, bool, tuple[int, ...]]] = [
            *((text, times, True, ()) for text, times in strong[:MAX_TERMS]),
            *((text, times, False, ()) for text, times in weak[: MAX_TERMS // 2]),
            *_together(terms.together, known[locale]),
        ]
        for text, times, is_strong, besides in asked:
            found = known[locale][text]
            worth = idf(entries, found.entries) * (K1 + 1) * min(times, MOST_TIMES) * SCALE
            weighted.append(
                Weighted(
                    found.id,
                    text,
                    locale,
                    found.entries,
                    max(1, round(worth)),
                    is_strong,
                    average_tenths,
                    besides,
                )
            )
    return weighted


def _together(
    sets: Iterable[Mapping[str, float]], known: Mapping[str, KnownTerm]
) -> Iterator[tuple[str, float, bool, tuple[int, ...]]]:
    """Yield the terms of the sets that the index knows wholly, each with the ids of the others."""
    for terms in sets:
        if all(text in known for text in terms):
            for text, times in terms.items():
                others = sorted(known[other].id for other in terms if other != text)
                yield text, times, True, tuple(others)


def _rarest(
    asked: Mapping[str, float],
    known: Mapping[str, KnownTerm],
    common: float,
    *,
    keep_one: bool = True,
) -> list[tuple[str, float]]:
    found = sorted((known[text].entries, text) for text in asked if text in known)
    rare = [text for frequency, text in found if frequency <= common]
    if not rare and keep_one:
        rare = [text for _frequency, text in found[:1]]
    return [(text, asked[text]) for text in rare]


def _within(
    most: int, rarest: Sequence[tuple[str, float]], known: Mapping[str, KnownTerm]
) -> list[tuple[str, float]]:
    """Return the rarest terms, as many as stand in no more than so many entries together."""
    read = accumulate(known[text].entries for text, _times in rarest)
    return [term for term, entries in zip(rarest, read, strict=True) if entries <= most]


def look_up(texts: Mapping[str, Collection[str]]) -> tuple[Known, dict[str, Statistics]]:
    """Return what the index knows of terms, and the statistics of the locales with entries.

    Args:
        texts: the terms to look for in each locale.
    """
    (rows,) = fetch_each([ask(texts)])
    return read(rows, texts)


def ask(texts: Mapping[str, Collection[str]]) -> Question:
    """Return what asks for the same together with something else; `read` reads the answer."""
    selects, values = [], []
    for locale, terms in texts.items():
        if terms:
            selects.append(
                "SELECT term.locale, term.text, term.id, term.frequency, word.text"  # noqa: S608
                " FROM search_term AS term LEFT JOIN search_word AS word ON word.term_id = term.id"
                f" WHERE term.locale = %s AND {among('term.text')}"
            )
            values += [locale, several(terms)]
    selects.append(
        "SELECT locale, NULL, length, entries, NULL FROM search_localestatistics"  # noqa: S608
        f" WHERE entries > 0 AND locale IN ({places(texts)})"
    )
    return Question(" UNION ALL ".join(selects), [*values, *texts])


def read(
    rows: Iterable[Sequence[Any]], locales: Iterable[str]
) -> tuple[Known, dict[str, Statistics]]:
    known: Known = {locale: {} for locale in locales}
    totals = {}
    for locale, text, number, entries, word in rows:
        if text is None:
            totals[locale] = Statistics(entries, max(1, round(10 * number / entries)))
            continue
        term = known[locale].setdefault(text, KnownTerm(number, entries, set()))
        if word is not None:
            term.words.add(word)
    return known, totals


def begin_with(prefixes: Iterable[str], locales: Sequence[str]) -> dict[str, list[str]]:
    """Return for each locale the terms of words that begin with one of some prefixes.

    They are the most frequent `MAX_PREFIX_TERMS` of each prefix. Accents make no difference.
    """
    behind: dict[str, list[str]] = {locale: [] for locale in locales}
    statement = (
        "SELECT word.locale, word.text, term.text, term.frequency"  # noqa: S608 - Places.
        " FROM search_word AS word JOIN search_term AS term ON term.id = word.term_id"
        f" WHERE word.locale IN ({places(locales)}) AND word.head = %s AND word.text {LIKE}"
    )
    for prefix in prefixes:
        bare = words.without_marks(prefix)
        found: dict[str, dict[str, int]] = {locale: {} for locale in locales}
        values = [*locales, bare[:2], f"{patterns.bare(bare)}%"]
        for locale, word, text, frequency in fetch(statement, values):
            if words.without_marks(word).startswith(bare):
                found[locale][text] = frequency
        for locale, terms in found.items():
            often = sorted(terms, key=lambda text: (-terms[text], text))
            behind[locale] += often[:MAX_PREFIX_TERMS]
    return behind


def standing(terms: Collection[int], scope: Scope) -> set[int]:
    """Return those of some terms that stand in a document of a scope."""
    if not terms:
        return set()
    statement = (
        f"SELECT term.id FROM search_term AS term WHERE {among('term.id')}"  # noqa: S608
        " AND EXISTS (SELECT 1 FROM search_posting AS posting"
        " CROSS JOIN search_indexeddocument AS document WHERE posting.term_id = term.id"
        f" AND document.id = posting.document_id AND {scope.condition})"
    )
    return {term for (term,) in fetch(statement, [several(terms), *scope.values])}
