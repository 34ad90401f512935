"""BM25 in one statement of plain SQL, in whole numbers: every database ranks alike.

score = Σ idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average length))
(Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009; k1 = 1.2, b = 0.75.)

The same statement tells what all that was found is counted by, because reading the postings is what
takes long.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from content_models.publishing.statements import (
    NUMBER,
    fetch,
    joined,
    numbers,
    places,
    read_key_text,
)
from search import facets
from search.visible import Scope
from search.vocabulary import K1, Weighted

B = 0.75
_FIXED = round(1_000 * K1 * (1 - B))
_GROWING = round(10 * 1_000 * K1 * B)


class Ranked(NamedTuple):
    """A document that was found, with the score of its best entry. Its key is text."""

    document: int
    key: str
    locale: str
    score: int


class Scored(NamedTuple):
    """An entry of a document with its score."""

    document: int
    key: str
    locale: str
    number: int
    score: int


class Ranking(NamedTuple):
    """The best of what a query finds, and what all of it is counted by, for `facets.count`.

    `is_all` says that nothing else is found.
    """

    documents: list[Ranked]
    told: str
    is_all: bool


def rank(
    terms: Sequence[Weighted],
    scope: Scope,
    more: Scope | None = None,
    *,
    locales: Sequence[str],
    kinds: Sequence[str] = (),
    newest: bool = False,
    limit: int | None = None,
    loose: bool = False,
) -> Ranking:
    """Return the documents of a scope that hold a strong term, and what they are counted by.

    The best come first, the documents of a key together. Of equal ones the one that was published
    first comes first, in several locales the one with the smaller key, so that the order is always
    the same.

    Args:
        more: what is found whatever its words, with a score of 0.
        locales: those of the terms.
        kinds: of which kinds documents are returned, none for all.
        newest: order by the time of publication instead.
        limit: of how many keys the documents are returned at least, None for all.
        loose: most of the other terms are enough, too.
    """
    if more is None and not loose and not any(term.strong for term in terms):
        return Ranking([], "", is_all=True)
    is_several = len(locales) > 1
    chosen, values = scored(terms, loose=loose)
    values += [*(more.values if more else ()), *scope.values, *kinds]
    most = None if limit is None else limit * len(locales)
    if most is not None:
        values.append(most)
    found = fetch(_statement(chosen, scope, more, kinds, is_several, newest, limit), values)
    (*_nothing, told), *rows = sorted(found, key=itemgetter(0))
    return Ranking(
        [
            Ranked(number, read_key_text(key), locale, score)
            for _, number, key, score, locale in rows
        ],
        told or "",
        is_all=most is None or len(rows) < most,
    )


def scored(
    terms: Sequence[Weighted], where: str = "", *, loose: bool = False
) -> tuple[str, list[Any]]:
    """Return what selects the entries with a strong term: id and facets of the document, number
    and score.

    Args:
        where: what the postings have to meet besides; its own values come after those returned.
        loose: entries with most of the other terms of a locale, at least two, are selected as well.
    """
    if len(terms) == 1:
        # Nothing is to be added up, and the postings of one term are in order already. What most
        # documents hold is asked for alone, and then this takes half the time.
        (term,) = terms
        return (
            "SELECT posting.document_id AS id, posting.facets, posting.number,"  # noqa: S608 - Names of columns and places.
            f" {_score(NUMBER, NUMBER)} AS score FROM search_posting AS posting"
            f" WHERE posting.term_id = {NUMBER} {'' if term.strong else 'AND 0 = 1'} {where}"
        ), [str(number) for number in (term.worth, term.average_tenths, term.id)]
    together = dict.fromkeys(term.besides for term in terms if term.besides)
    sets = {besides: number for number, besides in enumerate(together, start=2)}
    asked, values = numbers(
        "asked",
        [
            (term.id, term.worth, term.average_tenths, sets.get(term.besides, int(term.strong)))
            for term in terms
        ]
        or [(0, 0, 1, 0)],
    )
    # Where any term is enough, a database need not find out whether one of them is.
    is_any_enough = not sets and all(term.strong for term in terms)
    enough = f"HAVING MAX(asked.column4) >= 1{_or_most_of(terms) if loose else ''}"
    return (
        "SELECT posting.document_id AS id, posting.facets, posting.number,"  # noqa: S608 - Names of columns and places.
        f" SUM(CAST({_score('asked.column2', 'asked.column3')} AS integer)) AS score"
        f" FROM {asked} CROSS JOIN search_posting AS posting"
        f" WHERE posting.term_id = asked.column1 {_besides(sets)} {where}"
        " GROUP BY posting.document_id, posting.facets, posting.number"
        f" {'' if is_any_enough else enough}"
    ), values


def _or_most_of(terms: Iterable[Weighted]) -> str:
    of_locales = Counter(term.locale for term in terms if not term.strong)
    return f" OR COUNT(*) >= {max(2, max(of_locales.values(), default=0) // 2 + 1)}"


def _besides(sets: Mapping[tuple[int, ...], int]) -> str:
    """Return the condition that an entry holds the other terms that have to be there besides.

    Args:
        sets: these terms, with the number that stands for them in place of whether one is strong.
    """
    if not sets:
        return ""
    other = (
        "EXISTS (SELECT 1 FROM search_posting AS other WHERE other.term_id = {}"
        " AND other.document_id = posting.document_id AND other.number = posting.number)"
    )
    holding = [
        " AND ".join([f"asked.column4 = {number}", *map(other.format, terms)])
        for terms, number in sets.items()
    ]
    return f"AND (asked.column4 < 2 OR {' OR '.join(holding)})"


def _score(worth: str, average: str) -> str:
    """Return what one posting is worth, in as few operations as will do."""
    return (
        f"{worth} * posting.frequency / (posting.frequency * {_wide(1_000)} + {_FIXED}"
        f" + posting.length * {_wide(_GROWING)} / {average})"
    )


def _wide(number: int) -> str:
    """Return a number for products that no short number of PostgreSQL would hold."""
    return f"CAST({number} AS bigint)"


def _statement(
    chosen: str,
    scope: Scope,
    more: Scope | None,
    kinds: Sequence[str],
    is_several: bool,
    newest: bool,
    limit: int | None,
) -> str:
    """Return the statement; documents are only looked up where more than scores decides."""
    anyway = (
        " UNION ALL SELECT document.id, document.facets, 0, 0"  # noqa: S608 - Conditions with places.
        f" FROM search_indexeddocument AS document WHERE {more.condition}"
        if more
        else ""
    )
    found, listed = "found", ""
    if is_several or newest or kinds:
        found = "listed"
        listed = (
            ", listed AS (SELECT found.id, found.facets, score, key, locale, kind, published_at"
            " FROM found CROSS JOIN search_indexeddocument AS indexed WHERE indexed.id = found.id)"
        )
    order = "published_at" if newest else "score"
    place = f"MAX({order}) OVER (PARTITION BY key)" if is_several else order
    equal = "key, locale" if is_several else "id"
    of_kinds = f" WHERE kind IN ({places(kinds)})" if kinds else ""
    told = joined(facets.told_in(is_several, kinds))
    return (
        "WITH found AS (SELECT document.id, document.facets, MAX(document.score) AS score"  # noqa: S608 - Names of columns and places.
        f" FROM ({chosen}{anyway}) AS document WHERE {scope.condition}"
        f" GROUP BY document.id, document.facets){listed}, shown AS ("
        f"SELECT id AS shown_id, score, {place} AS place FROM {found}{of_kinds}"
        f" ORDER BY {place} DESC, {equal}{'' if limit is None else ' LIMIT %s'}"
        f") SELECT ROW_NUMBER() OVER (ORDER BY place DESC, {equal}), id,"
        " CAST(key AS text), score, locale"
        " FROM shown CROSS JOIN search_indexeddocument AS indexed WHERE id = shown_id"
        f" UNION ALL SELECT 0, 0, NULL, 0, {told} FROM {found}"
    )
