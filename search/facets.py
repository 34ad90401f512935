"""How many hits there are of each kind, topic, series and locale."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from search.ranking import Ranking

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

    def name(self, titles: Mapping[str, str]) -> None:
        """Label topics and series; what has no title cannot be read and is left out."""
        self.topic = _named(self.topic, titles)
        self.series = _named(self.series, titles)


def count(found: Ranking) -> Facets:
    """Return the counts of what was found, topics and series without their labels."""
    kinds = _values(found, "kind")
    return Facets(
        total=sum(value.count for value in kinds),
        kind=kinds,
        topic=_values(found, "topic")[:MAX_VALUES],
        series=_values(found, "series")[:MAX_VALUES],
        locale=_values(found, "locale"),
    )


def _values(found: Ranking, name: str) -> list[FacetValue]:
    """Return the values of a facet, the most frequent first."""
    counts = sorted(found.counts.get(name, ()), key=lambda count: (-count[1], count[0]))
    return [FacetValue(value, number) for value, number in counts]


def _named(values: list[FacetValue], titles: Mapping[str, str]) -> list[FacetValue]:
    return [replace(value, label=titles[value.value]) for value in values if value.value in titles]
