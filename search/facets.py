"""How many hits there are of each kind, topic, series and locale.

Whatever documents are counted by has a number, and a character stands for that: its sign. What a
document is counted by is a text of a few signs, and all postings of the document carry it: so a
search finds what it counts in the index that it reads anyway. It takes the texts of all that it
finds out of the database in one piece and counts them here, since a database takes longer to group
them.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from content_models.publishing.statements import among, fetch, several
from search.models import Facet

MAX_VALUES = 50

KIND, LOCALE = "kind", "locale"
# What documents are counted by beside these two.
RELATED = ("series", "topic")

# The first character that stands for a number, and those in the middle that may stand nowhere.
_FIRST = 0x100
_SURROGATES = range(0xD800, 0xE000)
# Each character as one number, as this machine writes numbers of 32 bits.
_CODES = f"utf-32-{sys.byteorder[0]}e"


class Counted(NamedTuple):
    """Something that documents are counted by: `topic` and a key, say."""

    name: str
    value: str


# What signs stand for, as far as this process has asked: numbers are never given again.
_known: dict[str, Counted] = {}


@dataclass
class Facets:
    """How many hits each value leaves, the most first.

    `total` counts keys: a document that matches in several locales is one hit. `labels` are what
    readers call topics and series.
    """

    total: int = 0
    kind: dict[str, int] = field(default_factory=dict)
    topic: dict[str, int] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)
    locale: dict[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def keys(self) -> list[str]:
        """Return the keys of the topics and series."""
        return [*self.topic, *self.series]

    def name(self, labels: Mapping[str, str]) -> None:
        """Label topics and series; what has no label, because it cannot be read, is left out."""
        self.labels = labels
        self.topic = {key: hits for key, hits in self.topic.items() if key in labels}
        self.series = {key: hits for key, hits in self.series.items() if key in labels}


def counted_by(kind: str, related: Iterable[tuple[str, UUID]]) -> list[Counted]:
    """Return what a document is counted by, always in the same order.

    Args:
        related: names and keys of what it is filed under, also such as nothing is counted by.
    """
    filed = sorted(Counted(name, str(key)) for name, key in related if name in RELATED)
    return [Counted(KIND, kind), *filed]


def signs(wanted: Collection[Counted]) -> dict[Counted, str]:
    """Return the signs of those that have a number."""
    rows = Facet.objects.filter(value__in={counted.value for counted in wanted})
    return {
        Counted(name, value): _sign(number)
        for number, name, value in rows.values_list("pk", "name", "value")
    }


def signs_for(wanted: Collection[Counted]) -> dict[Counted, str]:
    """Return the signs of all of it; what has no number yet gets one."""
    known = signs(wanted)
    missing = sorted(set(wanted) - known.keys())
    if not missing:
        return known
    Facet.objects.bulk_create(
        [Facet(name=name, value=value) for name, value in missing], ignore_conflicts=True
    )
    return signs(wanted)


def told_in(several_locales: bool, kinds: Collection[str]) -> str:
    """Return what selects of each row of a search what `count` reads, joined without a break.

    Args:
        kinds: of which kinds hits are, none for all.
    """
    if several_locales:
        return "CAST(key AS text) || ' ' || locale || ' ' || facets || '\n'"
    return "facets || '\n'" if kinds else "facets"


def count(told: str, kinds: Collection[str], locales: Collection[str]) -> Facets:
    """Return the counts of what was found, topics and series without their labels.

    Of kinds that were not asked for only the facet of the kind is counted.

    Args:
        told: of all documents that were found, as `told_in` selects it.
        kinds: of which kinds hits are, none for all.
        locales: where it was looked for.
    """
    counts = _counts(told, kinds, several_locales=len(locales) > 1)
    meaning = _meaning(counts) | {locale: Counted(LOCALE, locale) for locale in locales}
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for sign, number in counts.items():
        if sign in meaning:
            name, value = meaning[sign]
            found[name].append((-number, value))
    hits: dict[str, dict[str, int]] = defaultdict(dict)
    for name, values in found.items():
        hits[name] = {value: -fewer for fewer, value in sorted(values)[:MAX_VALUES]}
    total = sum(number for kind, number in hits[KIND].items() if not kinds or kind in kinds)
    if total and len(locales) == 1:
        hits[LOCALE] = dict.fromkeys(locales, total)
    return Facets(total, hits[KIND], hits["topic"], hits["series"], hits[LOCALE])


def _counts(told: str, kinds: Collection[str], *, several_locales: bool) -> Counter[str]:
    """Return how many keys have each sign, and each locale where there are several."""
    if not several_locales and not kinds:
        # Numbers are counted sooner than characters, each of which would be made for that.
        codes = Counter(memoryview(told.encode(_CODES)).cast("I"))
        return Counter({chr(code): number for code, number in codes.items()})
    lines = told.split("\n")
    of_keys = _by_key(lines) if several_locales else lines
    return Counter(chain.from_iterable(_of_kinds(of_keys, kinds) if kinds else of_keys))


def _by_key(lines: Iterable[str]) -> Collection[Collection[str]]:
    """Return the signs of each key, together with the locales in which it was found."""
    of_key: dict[str, set[str]] = defaultdict(set)
    for line in filter(None, lines):
        key, locale, found = line.split(" ")
        of_key[key].update((locale, *found))
    return of_key.values()


def _of_kinds(
    of_keys: Collection[Collection[str]], kinds: Collection[str]
) -> Collection[Collection[str]]:
    """Return the signs of each key, of keys of other kinds only that of the kind."""
    meaning = _meaning(set(chain.from_iterable(of_keys)))
    every = {sign for sign, counted in meaning.items() if counted.name == KIND}
    asked = {sign for sign in every if meaning[sign].value in kinds}
    return [every.intersection(found) if asked.isdisjoint(found) else found for found in of_keys]


def _meaning(characters: Iterable[str]) -> dict[str, Counted]:
    """Return what those of some characters that are signs stand for."""
    found = [character for character in characters if character >= chr(_FIRST)]
    meaning = {sign: _known[sign] for sign in found if sign in _known}
    unknown = {_number(sign): sign for sign in found if sign not in meaning}
    if unknown:
        asked = f"SELECT id, name, value FROM search_facet WHERE {among('id')}"  # noqa: S608
        rows = fetch(asked, [several(unknown)])
        learned = {unknown[number]: Counted(name, value) for number, name, value in rows}
        meaning |= learned
        if not connection.in_atomic_block:
            # What is rolled back gives its number to something else.
            _known.update(learned)
    return meaning


def _sign(number: int) -> str:
    code = _FIRST + number
    return chr(code if code < _SURROGATES.start else code + len(_SURROGATES))


def _number(sign: str) -> int:
    code = ord(sign)
    return (code if code < _SURROGATES.start else code - len(_SURROGATES)) - _FIRST
