"""BM25 in one statement of plain SQL, in whole numbers: every database ranks alike.

score = Σ idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average length))
(Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009; k1 = 1.2, b = 0.75.)

The same statement counts what was found, because reading the postings is what takes long.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from content_models.publishing.documents import RELATIONS
from content_models.publishing.statements import read_key
from search.visible import Scope
from search.vocabulary import K1, Weighted

B = 0.75
_FIXED = round(1_000 * K1 * (1 - B))
_GROWING = round(10 * 1_000 * K1 * B)
SCORE = (
    "CAST(SUM(CAST(asked.worth AS bigint) * posting.frequency * 1000 / ("
    f"CAST(posting.frequency AS bigint) * 1000 + {_FIXED}"
    f" + CAST(posting.length AS bigint) * {_GROWING} / asked.average)) AS bigint)"
)


class Ranked(NamedTuple):
    """A document that was found, with the score of its best entry."""

    document: int
    key: UUID
    locale: str
    score: int


class Scored(NamedTuple):
    """An entry of a document with its score."""

    document: int
    key: UUID
    locale: str
    number: int
    score: int


@dataclass
class Ranking:
    """What a query finds, and how many keys there are of each kind, locale, topic and series.

    `counts` holds a kind or locale, or the key of a topic or series, with its number.
    """

    documents: list[Ranked] = field(default_factory=list)
    counts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def rank(
    terms: Sequence[Weighted],
    scope: Scope,
    more: Scope | None = None,
    *,
    locales: Sequence[str],
    newest: bool = False,
    limit: int | None = None,
) -> Ranking:
    """Return the documents of a scope that hold a strong term, and how many of each kind there are.

    The best come first, the documents of a key together. Equal ones are ordered by key and locale,
    so that the order is always the same.

    Args:
        more: what is found whatever its words, with a score of 0.
        locales: what the scope is limited to.
        newest: order by the time of publication instead.
        limit: of how many keys the documents are returned at least, None for all.
    """
    if more is None and not any(term.strong for term in terms):
        return Ranking()
    values = [*(more.values if more else ()), *scope.values]
    if limit is not None:
        values.append(limit * len(locales))
    with connection.cursor() as cursor:
        cursor.execute(_statement(terms, scope, more, len(locales) > 1, newest, limit), values)
        return _read(cursor.fetchall())


def scores(terms: Sequence[Weighted], where: str = "") -> str:
    """Return the tables `asked` and `scored` of a statement: the entries that hold a strong term.

    Args:
        where: what the postings have to meet besides.
    """
    rows = ", ".join(
        f"({term.id}, {term.worth}, {int(term.strong)}, {term.average_tenths})" for term in terms
    )
    return (
        f"asked (term, worth, strong, average) AS (VALUES {rows or '(0, 0, 0, 1)'}), scored AS ("  # noqa: S608 - Numbers.
        f" SELECT posting.document_id, posting.number, {SCORE} AS score"
        " FROM asked CROSS JOIN search_posting AS posting"
        f" WHERE posting.term_id = asked.term {where}"
        " GROUP BY posting.document_id, posting.number HAVING MAX(asked.strong) = 1)"
    )


def _statement(
    terms: Sequence[Weighted],
    scope: Scope,
    more: Scope | None,
    is_several: bool,
    newest: bool,
    limit: int | None,
) -> str:
    anyway = (
        " UNION ALL SELECT document.id, 0 FROM search_indexeddocument AS document"  # noqa: S608 - Conditions with places.
        f" WHERE {more.condition} AND document.id NOT IN (SELECT document_id FROM scored)"
        if more
        else ""
    )
    order = "published_at" if newest else "score"
    place = f"MAX({order}) OVER (PARTITION BY key)" if is_several else order
    alike, hits = (
        ("SELECT id, key, kind, locale FROM found", "COUNT(DISTINCT alike.key)")
        if is_several
        else (
            "SELECT MIN(id) AS id, MIN(kind) AS kind, MIN(locale) AS locale, COUNT(*) AS hits"
            " FROM found GROUP BY facet_group",
            "CAST(SUM(alike.hits) AS bigint)",
        )
    )
    return (
        f"WITH {scores(terms)}, best AS ("  # noqa: S608 - Names of columns and places.
        f"SELECT document_id, MAX(score) AS score FROM scored GROUP BY document_id{anyway}"
        "), found AS ("
        "SELECT document.id, document.key, document.locale, document.kind, document.published_at,"
        " document.facet_group, best.score"
        " FROM best CROSS JOIN search_indexeddocument AS document"
        f" WHERE document.id = best.document_id AND {scope.condition}"
        "), shown AS ("
        f"SELECT id, key, locale, score, {place} AS place FROM found"
        f" ORDER BY {place} DESC, key, locale{'' if limit is None else ' LIMIT %s'}"
        f"), alike AS ({alike}) SELECT 'document', id, key, locale, score,"
        " ROW_NUMBER() OVER (ORDER BY place DESC, key, locale) FROM shown"
        f" UNION ALL SELECT 'kind', 0, NULL, kind, {hits}, 0 FROM alike GROUP BY kind"
        f" UNION ALL SELECT 'locale', 0, NULL, locale, {hits}, 0 FROM alike GROUP BY locale"
        f" UNION ALL SELECT relation.name, 0, relation.target_key, '', {hits}, 0"
        f" FROM alike CROSS JOIN {RELATIONS} AS relation"
        " WHERE relation.document_id = alike.id AND relation.name IN ('topic', 'series')"
        " GROUP BY relation.name, relation.target_key"
    )


def _read(rows: list[tuple[Any, ...]]) -> Ranking:
    ranking = Ranking()
    placed = []
    for part, number, key, text, amount, place in rows:
        if part == "document":
            placed.append((place, Ranked(number, read_key(key), text, amount)))
        else:
            value = str(read_key(key)) if key else text
            ranking.counts.setdefault(part, []).append((value, amount))
    ranking.documents = [document for _place, document in sorted(placed)]
    return ranking
