"""How many hits there are of each kind, topic, series and locale."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from search.ranking import Alike, Ranking

MAX_VALUES = 50


@dataclass(frozen=True)
class FacetValue:
    """A value to filter by, what readers call it, and how many hits it leaves."""

    value: str
    count: int
    label: str = ""


@dataclass
class Facets:
    """`total` counts keys: a document that matches in several locales is one hit."""

    total: int = 0
    kind: list[FacetValue] = field(default_factory=list)
    topic: list[FacetValue] = field(default_factory=list)
    series: list[FacetValue] = field(default_factory=list)
    locale: list[FacetValue] = field(default_factory=list)

    def keys(self) -> list[UUID]:
        """Return the keys of the topics and series."""
        return [UUID(value.value) for value in (*self.topic, *self.series)]

    def name(self, titles: Mapping[UUID, str]) -> None:
        """Label topics and series; what has no title cannot be read and is left out."""
        self.topic = _named(self.topic, titles)
        self.series = _named(self.series, titles)


def count(found: Ranking) -> Facets:
    """Return the counts of what was found, topics and series without their labels."""
    related: dict[str, list[tuple[str, Alike]]] = {"topic": [], "series": []}
    for alike in found.alike:
        for name, key in found.relations.get(alike.group, ()):
            related[name].append((str(key), alike))
    kinds = _tally(((alike.kind, alike) for alike in found.alike), found.keys)
    return Facets(
        total=sum(value.count for value in kinds),
        kind=kinds,
        topic=_tally(related["topic"], found.keys)[:MAX_VALUES],
        series=_tally(related["series"], found.keys)[:MAX_VALUES],
        locale=_tally(((alike.locale, alike) for alike in found.alike), found.keys),
    )


def _tally(values: Iterable[tuple[str, Alike]], keys: Mapping[int, set[UUID]]) -> list[FacetValue]:
    """Return how many keys have each value, the most frequent first."""
    hits: Counter[str] = Counter()
    distinct: dict[str, set[UUID]] = defaultdict(set)
    for value, alike in values:
        if keys:
            distinct[value] |= keys[alike.group]
            hits[value] = len(distinct[value])
        else:
            hits[value] += alike.hits
    ordered = sorted(hits.items(), key=lambda item: (-item[1], item[0]))
    return [FacetValue(value, number) for value, number in ordered]


def _named(values: list[FacetValue], titles: Mapping[UUID, str]) -> list[FacetValue]:
    return [
        replace(value, label=titles[UUID(value.value)])
        for value in values
        if UUID(value.value) in titles
    ]
