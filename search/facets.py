"""How many hits there are of each kind, topic, series and locale.

What a document is counted by is one short text in the index: facets with blanks between, a letter
and a value each, a key as 22 characters. A search takes the texts of all that it finds out of the
database in one piece and counts them here: a database takes longer to group them, and longer to
move longer ones.
"""

from binascii import a2b_base64, b2a_base64
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

MAX_VALUES = 50

KIND, LOCALE = "k", "l"
# What documents are counted by beside these two.
RELATED = {"series": "s", "topic": "t"}


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


def write(kind: str, related: Iterable[tuple[str, UUID]]) -> str:
    """Return what a document is counted by, as the index keeps it.

    Args:
        related: names and keys of what it is filed under, also such as nothing is counted by.
    """
    filed = (f"{RELATED[name]}{_packed(key)}" for name, key in related if name in RELATED)
    return " ".join([f"{KIND}{kind}", *sorted(filed)])


def told_in(several_locales: bool) -> str:
    """Return what selects of a row of a search what `count` reads: one line for each document."""
    if several_locales:
        return f"CAST(key AS text) || ' {LOCALE}' || locale || ' ' || facets"
    return "facets"


def count(told: str, kinds: Collection[str], locales: Collection[str]) -> Facets:
    """Return the counts of what was found, topics and series without their labels.

    Of kinds that were not asked for only the facet of the kind is counted.

    Args:
        told: a line for each document that was found, as `told_in` selects it.
        kinds: of which kinds hits are, none for all.
        locales: where it was looked for.
    """
    counts = _counts(told, kinds, several_locales=len(locales) > 1)
    counted: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for facet, number in sorted(counts.items(), key=lambda count: (-count[1], count[0])):
        counted[facet[0]].append((facet[1:], number))
    total = sum(number for kind, number in counted[KIND] if not kinds or kind in kinds)
    if total and len(locales) == 1:
        counted[LOCALE] = [(locale, total) for locale in locales]
    related = {
        name: [FacetValue(_unpacked(key), number) for key, number in counted[letter][:MAX_VALUES]]
        for name, letter in RELATED.items()
    }
    return Facets(
        total=total,
        kind=[FacetValue(kind, number) for kind, number in counted[KIND]],
        locale=[FacetValue(locale, number) for locale, number in counted[LOCALE]],
        **related,
    )


def _counts(told: str, kinds: Collection[str], *, several_locales: bool) -> Counter[str]:
    """Return how many keys have each facet."""
    if not several_locales and not kinds:
        return Counter(told.split())
    of_keys: Iterable[Collection[str]] = map(str.split, told.splitlines())
    if several_locales:
        of_key: dict[str, set[str]] = defaultdict(set)
        for key, *found in of_keys:
            of_key[key].update(found)
        of_keys = of_key.values()
    if kinds:
        asked = {f"{KIND}{kind}" for kind in kinds}
        of_keys = (
            [facet for facet in found if facet[0] == KIND or not asked.isdisjoint(found)]
            for found in of_keys
        )
    return Counter(chain.from_iterable(of_keys))


def _packed(key: UUID) -> str:
    return b2a_base64(key.bytes, newline=False).decode().rstrip("=")


def _unpacked(packed: str) -> str:
    """Return a key as text; making a key of it first would take four times as long."""
    digits = a2b_base64(f"{packed}==").hex()
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def _named(values: list[FacetValue], labels: Mapping[str, str]) -> list[FacetValue]:
    return [
        FacetValue(value.value, value.count, labels[value.value])
        for value in values
        if value.value in labels
    ]
