"""Measures of how well a ranking answers, and the BM25 that a search is compared with.

The reference reads text with the wiki's own analysis, so it differs from the wiki's search in how
documents are cut into entries, scored, corrected and relaxed, and in nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, log2
from typing import NamedTuple

from search import words

K1, B = 1.2, 0.75

Grades = Mapping[str, int]


def ndcg(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Return the discounted gain of the first documents as a share of the best possible."""
    best = sorted(grades.values(), reverse=True)
    gain = _discounted([grades.get(document, 0) for document in ranking[:depth]])
    return gain / _discounted(best[:depth])


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def reciprocal_rank(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Return 1 divided by the rank of the first relevant document, 0 when there is none."""
    ranks = enumerate(ranking[:depth], start=1)
    return next((1 / rank for rank, document in ranks if grades.get(document, 0) > 0), 0.0)


def recall(ranking: Sequence[str], grades: Grades, depth: int = 100) -> float:
    """Return the share of the relevant documents among the first `depth`."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:depth])) / len(relevant)


def overlap(left: Sequence[str], right: Sequence[str], depth: int = 10) -> float:
    """Return the share of the first `depth` documents that two rankings have in common."""
    first, second = set(left[:depth]), set(right[:depth])
    return len(first & second) / max(len(first), len(second)) if first or second else 1.0


class Measured(NamedTuple):
    """Means over queries, each 0..1."""

    ndcg: float
    mrr: float
    recall: float
    zero: float


def measure(rankings: Mapping[str, Sequence[str]], judgments: Mapping[str, Grades]) -> Measured:
    """Return the means over the queries that were ranked; each has judgments."""
    number = len(rankings)
    pairs = [(ranking, judgments[query]) for query, ranking in rankings.items()]
    return Measured(
        ndcg=sum(ndcg(ranking, grades) for ranking, grades in pairs) / number,
        mrr=sum(reciprocal_rank(ranking, grades) for ranking, grades in pairs) / number,
        recall=sum(recall(ranking, grades) for ranking, grades in pairs) / number,
        zero=sum(not ranking for ranking, _grades in pairs) / number,
    )


@dataclass
class Bm25:
    """BM25 over the whole text of each document of one locale, as Lucene weighs it."""

    locale: str

    def __post_init__(self) -> None:
        self._postings: dict[str, dict[str, int]] = defaultdict(dict)
        self._lengths: dict[str, int] = {}

    def add(self, document: str, text: str) -> None:
        reading = words.read(text, self.locale)
        self._lengths[document] = reading.length
        for term, frequency in reading.terms.items():
            self._postings[term][document] = frequency

    def rank(self, query: str, depth: int = 100) -> list[str]:
        """Return the best documents, best first; stop words of the query are left out."""
        language = words.language_of(self.locale)
        asked = words.read(query, self.locale).terms
        stop = {
            term
            for token in words.tokens(query, self.locale)
            if not token.gram and words.is_stop_word(token.word, language)
            for term in token.terms
        }
        kept = Counter({term: number for term, number in asked.items() if term not in stop})
        scores = self._scores(kept or asked)
        return sorted(scores, key=lambda document: (-scores[document], document))[:depth]

    def _scores(self, asked: Counter[str]) -> dict[str, float]:
        total = len(self._lengths)
        average = sum(self._lengths.values()) / max(total, 1)
        scores: dict[str, float] = defaultdict(float)
        for term, repeated in asked.items():
            holding = self._postings.get(term, {})
            rarity = log(1 + (total - len(holding) + 0.5) / (len(holding) + 0.5))
            for document, frequency in holding.items():
                norm = K1 * (1 - B + B * self._lengths[document] / average)
                scores[document] += repeated * rarity * frequency * (K1 + 1) / (frequency + norm)
        return scores
