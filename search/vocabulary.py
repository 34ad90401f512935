"""What the index knows of a query's words: their terms, how rare they are, what was meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from math import log
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from search import words
from search.models import IndexedDocument, LocaleStatistics, Posting, Term, Word
from search.parsing import Wanted

K1 = 1.2
MAX_TERMS = 64
MAX_PREFIX_TERMS = 32
MAX_CORRECTED = 8
MIN_CORRECTED_LENGTH = 4
# In an index of this many entries, a term that more than this part of them holds is passed over
# when a rarer one was asked for too.
COMMON_FROM = 1_000
COMMON_PART = 0.1
# Scores are whole numbers, so that every database adds them up to the same.
SCALE = 1_000_000


@dataclass(frozen=True)
class Weighted:
    """A term of the index and what an occurrence of it is worth, before the length of the entry.

    `worth` is its idf times (k1 + 1), times how often it was asked for, times `SCALE`.
    """

    id: int
    text: str
    locale: str
    worth: int
    strong: bool


@dataclass(frozen=True)
class Statistics:
    """How many entries a locale has and how long they are on average, in tenths of a term."""

    entries: int
    average_tenths: int


def statistics(locales: Iterable[str]) -> dict[str, Statistics]:
    """Return the statistics of the locales that have entries."""
    rows = LocaleStatistics.objects.filter(locale__in=locales, entries__gt=0)
    return {
        locale: Statistics(entries, max(1, round(10 * length / entries)))
        for locale, entries, length in rows.values_list("locale", "entries", "length")
    }


def idf(entries: int, frequency: int) -> float:
    """Return the inverse document frequency of BM25, never below zero."""
    return log(1 + (entries - frequency + 0.5) / (frequency + 0.5))


def weigh(
    wanted: Mapping[str, Wanted],
    known: Mapping[str, Mapping[str, tuple[int, int]]],
    totals: Mapping[str, Statistics],
) -> list[Weighted]:
    """Return the rarest terms of a query that the index knows, at most `MAX_TERMS` a locale.

    Args:
        wanted: what to look for in each locale.
        known: for each locale the id and the number of entries of each term.
        totals: the statistics of each locale.
    """
    weighted = []
    for locale, terms in wanted.items():
        if locale not in totals:
            continue
        entries = totals[locale].entries
        common = entries * COMMON_PART if entries >= COMMON_FROM else entries + 1
        strong = _rarest(terms.strong, known[locale], common)
        weak = _rarest(terms.weak, known[locale], common, keep_one=not strong)
        for asked, is_strong in ((strong, True), (weak, False)):
            for text, times in asked[: MAX_TERMS if is_strong else MAX_TERMS // 2]:
                pk, frequency = known[locale][text]
                worth = round(idf(entries, frequency) * (K1 + 1) * times * SCALE)
                weighted.append(Weighted(pk, text, locale, max(1, worth), is_strong))
    return weighted


def _rarest(
    asked: Mapping[str, float],
    known: Mapping[str, tuple[int, int]],
    common: float,
    *,
    keep_one: bool = True,
) -> list[tuple[str, float]]:
    found = sorted((known[text][1], text) for text in asked if text in known)
    rare = [text for frequency, text in found if frequency <= common]
    if not rare and keep_one:
        rare = [text for _frequency, text in found[:1]]
    return [(text, asked[text]) for text in rare]


def lookup(
    texts: Mapping[str, Iterable[str]], prefixes: Iterable[str]
) -> tuple[dict[str, dict[str, tuple[int, int]]], dict[str, dict[str, list[str]]]]:
    """Return what the index knows of terms, and the terms behind each prefix, of each locale.

    Returns:
        For each locale, terms with (id, number of entries); and for each locale and prefix the
        terms of the words that begin with it, the most frequent `MAX_PREFIX_TERMS`.
    """
    known: dict[str, dict[str, tuple[int, int]]] = {locale: {} for locale in texts}
    conditions = [Q(locale=locale, text__in=set(terms)) for locale, terms in texts.items()]
    for pk, locale, text, frequency in Term.objects.filter(_any(conditions)).values_list(
        "pk", "locale", "text", "frequency"
    ):
        known[locale][text] = (pk, frequency)
    behind: dict[str, dict[str, list[str]]] = {locale: {} for locale in texts}
    for prefix in prefixes:
        rows = (
            Word.objects.filter(
                locale__in=list(texts),
                head=words.without_marks(prefix)[:2],
                text__startswith=prefix,
            )
            .order_by("-term__frequency", "term__text")
            .values_list("locale", "term__text", "term_id", "term__frequency")
        )
        for locale, text, pk, frequency in rows[: MAX_PREFIX_TERMS * 2]:
            known[locale][text] = (pk, frequency)
            terms = behind[locale].setdefault(prefix, [])
            if text not in terms and len(terms) < MAX_PREFIX_TERMS:
                terms.append(text)
    return known, behind


def _any(conditions: list[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def corrections(
    unknown: Iterable[str], locales: Iterable[str], visible: QuerySet[IndexedDocument]
) -> dict[str, str]:
    """Return for misspelt words the most frequent known word that is one edit away.

    Only words of documents that `visible` holds are named: a word of a hidden text stays hidden.
    """
    asked = sorted(
        (word for word in unknown if len(word) >= MIN_CORRECTED_LENGTH and word.isalpha()),
        key=len,
        reverse=True,
    )[:MAX_CORRECTED]
    if not asked:
        return {}
    near = []
    for word in asked:
        bare = words.without_marks(word)
        near.append(Q(head=bare[:2]) | Q(tail=bare[-2:]) | Q(text__in=_swapped(bare)))
    rows = list(
        Word.objects.filter(_any(near), locale__in=list(locales))
        .order_by("-term__frequency", "text")
        .values_list("text", "term_id")
    )
    candidates: dict[str, list[tuple[str, int]]] = {}
    for word in asked:
        bare = words.without_marks(word)
        candidates[word] = [
            (text, term)
            for text, term in rows
            if abs(len(text) - len(word)) <= 1 and is_one_edit(bare, words.without_marks(text))
        ][:5]
    shown = _shown({term for found in candidates.values() for _text, term in found}, visible)
    return {
        word: next(text for text, term in found if term in shown)
        for word, found in candidates.items()
        if any(term in shown for _text, term in found)
    }


def completion(
    beginning: str, locales: Iterable[str], visible: QuerySet[IndexedDocument]
) -> str | None:
    """Return the beginning of a known word that is one edit away from what was typed.

    An error in the second letter is only seen when the whole word was typed. As with
    `corrections`, only words of visible documents are named.
    """
    bare = words.without_marks(beginning)
    if len(bare) < MIN_CORRECTED_LENGTH:
        return None
    heads = {bare[:2], bare[1::-1], bare[0] + bare[2], bare[1:3]}
    rows = Word.objects.filter(Q(head__in=heads) | Q(tail=bare[-2:]), locale__in=list(locales))
    near: dict[str, int] = {}
    for text, term in rows.order_by("-term__frequency", "text").values_list("text", "term_id"):
        known = words.without_marks(text)
        for length in (len(bare), len(bare) - 1, len(bare) + 1):
            if len(known) >= length and is_one_edit(bare, known[:length]) and len(near) < 5:
                near.setdefault(known[:length], term)
    shown = _shown(near.values(), visible)
    return next((text for text, term in near.items() if term in shown), None)


def _shown(terms: Iterable[int], visible: QuerySet[IndexedDocument]) -> set[int]:
    """Return those of the terms that stand in a document that `visible` holds."""
    holding = Posting.objects.filter(
        Exists(visible.filter(pk=OuterRef("document_id"))), term__in=set(terms)
    )
    return set(holding.values_list("term_id", flat=True).distinct())


def _swapped(word: str) -> list[str]:
    return [
        word[:position] + word[position + 1] + word[position] + word[position + 2 :]
        for position in range(len(word) - 1)
    ]


def is_one_edit(left: str, right: str) -> bool:
    """Return whether one letter added, left out or changed, or two swapped, make them equal."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest, other = left[start:], right[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
