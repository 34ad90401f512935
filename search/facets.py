"""How many hits there are of each kind, topic, series and locale."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

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

    def keys(self) -> list[str]:
        """Return the keys of the topics and series."""
        return [value.value for value in (*self.topic, *self.series)]

    def name(self, labels: Mapping[str, str]) -> None:
        """Label topics and series; what has no label, because it cannot be read, is left out."""
        self.topic = _named(self.topic, labels)
        self.series = _named(self.series, labels)


def count(found: Ranking, kinds: Collection[str]) -> Facets:
    """Return the counts of what was found, topics and series without their labels.

    Args:
        kinds: of which kinds hits are, none for all.
    """
    values: dict[str, list[FacetValue]] = defaultdict(list)
    for facet, number in sorted(found.counts.items(), key=lambda count: (-count[1], count[0])):
        name, _equals, value = facet.partition("=")
        values[name].append(FacetValue(value, number))
    return Facets(
        total=sum(value.count for value in values["kind"] if not kinds or value.value in kinds),
        kind=values["kind"],
        topic=values["topic"][:MAX_VALUES],
        series=values["series"][:MAX_VALUES],
        locale=values["locale"],
    )


def _named(values: list[FacetValue], labels: Mapping[str, str]) -> list[FacetValue]:
    return [
        FacetValue(value.value, value.count, labels[value.value])
        for value in values
        if value.value in labels
    ]
