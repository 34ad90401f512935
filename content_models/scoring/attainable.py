"""Whether scores that somebody names are scores that answers can give."""

from collections.abc import Mapping
from fractions import Fraction

from content_models.scoring.definition import NUMBERS, Definition
from content_models.scoring.scales import compiled

SUM_BUDGET = 60_000


class TooManyAnswers(Exception):
    """There are more ways to answer than can be tried."""


def are_attainable(definition: Definition, wanted: Mapping[str, tuple[int, Fraction]]) -> bool:
    """Return whether one answer sheet gives each plain scale its number of answers and its sum.

    Scales that share questions are looked at together. Branching is not: every item is shown.

    Raises:
        TooManyAnswers: when there are too many ways to answer, or numbers without steps.
    """
    for group in _sharing_items(definition, list(wanted)):
        states = {((0, 0),) * len(group)}
        parts = [compiled(definition, definition.scales[key]) for key in group]
        for item in definition.items.values():
            places = [
                (place, row)
                for place, (_units, rows) in enumerate(parts)
                for row in rows
                if row.key == item.key
            ]
            if not places:
                continue
            if item.type in NUMBERS or any(row.table is None for _place, row in places):
                raise TooManyAnswers(item.key)
            tables = [(place, row.table or {}) for place, row in places]
            states |= {
                _plus(state, [(place, table[option.key]) for place, table in tables])
                for state in states
                for option in item.options
            }
            if len(states) * len(group) > SUM_BUDGET:
                raise TooManyAnswers(item.key)
        exact_sums = [wanted[key][1] * units for key, (units, _) in zip(group, parts, strict=True)]
        if any(total.denominator != 1 for total in exact_sums):
            return False
        counts = [wanted[key][0] for key in group]
        if tuple(zip(counts, map(int, exact_sums), strict=True)) not in states:
            return False
    return True


def _plus(
    state: tuple[tuple[int, int], ...], parts: list[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    after = list(state)
    for place, part in parts:
        count, total = after[place]
        after[place] = (count + 1, total + part)
    return tuple(after)


def _sharing_items(definition: Definition, keys: list[str]) -> list[list[str]]:
    """Return the scales in groups that have no question in common."""
    groups: list[tuple[set[str], list[str]]] = []
    for key in keys:
        items, members = {term.key for term in definition.scales[key].terms}, [key]
        apart = []
        for others, names in groups:
            if items & others:
                items, members = items | others, [*names, *members]
            else:
                apart.append((others, names))
        groups = [*apart, (items, members)]
    return [members for _items, members in groups]
