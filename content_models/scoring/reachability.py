"""Which results can be reached, each with answers that reach it, by dynamic programming."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice
from typing import Any

from content_models.scoring.answers import Accepted, is_short
from content_models.scoring.attainable import TooManyAnswers
from content_models.scoring.conditions import holds, look_at_answers, references
from content_models.scoring.decimals import written
from content_models.scoring.definition import NUMBERS, ZERO, Definition, Item, Scale
from content_models.scoring.outcome import score, select_from_scales
from content_models.scoring.scales import Raw, compiled, contribution, together

STATE_BUDGET = 60_000
# A question of more answers than this, such as any of fifteen options, is too much to try out.
MOST_ANSWERS = 4_096

Sheet = dict[str, str | tuple[str, ...]]
# Answers as a chain that states share: (chain before, item, answer).
Chain = tuple[Any, str, Accepted] | None
# Answered, visible, weight, missing weight, positive; then total, low, high and filled, which the
# method of a scale makes one of: in units.
Sums = tuple[Any, ...]
NOTHING: Sums = (0, 0, 0, 0, 0, None, None, None, None)
ADDED = 5
State = tuple[tuple[Sums, ...], tuple[tuple[str, Accepted], ...]]


@dataclass
class Reach:
    """`witnesses` has answers by result; `complete` is False when the budget ran out.

    `ties` and `on_cuts` count the attainable score vectors that tie or lie on a cut, of `states`;
    `spans` has the least and the most score that was found on every scale with bands.
    """

    witnesses: dict[str, Sheet] = field(default_factory=dict)
    complete: bool = True
    states: int = 0
    ties: int = 0
    on_cuts: int = 0
    never_visible: tuple[str, ...] = ()
    spans: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)


def reach(definition: Definition) -> Reach:
    """Explore every complete answer sheet, merged by what the scales add up to.

    A required item is answered whenever it is shown; others may be left out.
    """
    plain = [scale for scale in definition.scales.values() if not scale.combines]
    try:
        states, seen = _explore(definition, plain)
    except TooManyAnswers:
        return Reach(complete=False)
    found = Reach(never_visible=tuple(key for key in definition.items if key not in seen))
    _tally(definition, plain, states, found)
    # Of numbers only a few are tried: what they do not reach may be reached by others.
    if any(item.type in NUMBERS for item in definition.items.values()):
        found.complete = set(definition.results) <= found.witnesses.keys()
    if definition.insufficient and score(definition, {}).selected.reason == "insufficient":
        found.witnesses.setdefault(definition.insufficient, {})
    return found


def _explore(definition: Definition, plain: list[Scale]) -> tuple[dict[State, Chain], set[str]]:
    """Return every final state with the answers that lead to it, and the items that are shown.

    Raises:
        TooManyAnswers: when the budget runs out.
    """
    tracked = _looked_at(definition)
    states: dict[State, Chain] = {((NOTHING,) * len(plain), ()): None}
    seen: set[str] = set()
    for item in definition.items.values():
        possible = list(islice(_possible(item), MOST_ANSWERS + 1))
        if len(possible) > MOST_ANSWERS:
            raise TooManyAnswers(item.key)
        steps = [(answer, _steps(definition, plain, item, answer)) for answer in possible]
        following: dict[State, Chain] = {}
        for (sums, answers), chain in states.items():
            if not _is_shown(definition, item, dict(answers)):
                following.setdefault((sums, answers), chain)
                continue
            seen.add(item.key)
            for answer, step in steps:
                kept, link = answers, chain
                if answer is not None:
                    link = (chain, item.key, answer)
                    if item.key in tracked:
                        kept = (*answers, (item.key, answer))
                following.setdefault((_added(plain, sums, step), kept), link)
            if len(following) * max(1, len(plain)) > STATE_BUDGET:
                raise TooManyAnswers(item.key)
        states = following
    return states, seen


def _tally(
    definition: Definition, plain: list[Scale], states: dict[State, Chain], found: Reach
) -> None:
    """Note what every final state leads to, with the first answers that do."""
    units = [compiled(definition, scale)[0] for scale in plain]
    banded = [scale.key for scale in definition.scales.values() if scale.bands]
    for (sums, answers), chain in states.items():
        raw = {
            scale.key: _raw(one, unit) for scale, one, unit in zip(plain, sums, units, strict=True)
        }
        scores, selected = select_from_scales(definition, raw, dict(answers))
        found.states += 1
        values = {score.scale: score.value for score in scores}
        found.ties += is_tied(definition, values)
        found.on_cuts += is_on_cut(definition, values)
        for key in banded:
            _widen(found.spans, key, values[key])
        if selected.result and selected.result not in found.witnesses:
            found.witnesses[selected.result] = _sheet(chain)


def _widen(spans: dict[str, tuple[Fraction, Fraction]], key: str, value: Fraction | None) -> None:
    """Note one more score of a scale."""
    if value is not None:
        low, high = spans.get(key, (value, value))
        spans[key] = min(low, value), max(high, value)


def _is_shown(definition: Definition, item: Item, known: dict[str, Accepted]) -> bool:
    look = look_at_answers(definition.items, known)
    return item.visible_if is None or holds(item.visible_if, look)


def _looked_at(definition: Definition) -> set[str]:
    """Return the items whose answers conditions look at."""
    conditions = [item.visible_if for item in definition.items.values()]
    conditions += [rule.condition for rule in definition.rules]
    return {
        key
        for condition in conditions
        if condition is not None
        for kind, key, _comparison in references(condition)
        if kind == "item"
    }


def _possible(item: Item) -> Iterator[Accepted | None]:
    if item.type == "info":
        yield None
        return
    yield from _answers(item)
    if not item.required:
        yield None


def _answers(item: Item) -> Iterator[Accepted]:
    """Yield answers to an item; of numbers the ends and the middle, as far as they can be given."""
    if item.type in ("slider", "number"):
        ends_and_middle = {item.minimum, item.maximum, (item.minimum + item.maximum) / 2}
        yield from (number for number in ends_and_middle if is_short(written(number)))
    elif item.type == "multi_choice":
        free = [option.key for option in item.options if not option.exclusive]
        most = min(item.max_choices or len(free), len(free))
        for count in range(item.min_choices or 1, most + 1):
            yield from (tuple(sorted(chosen)) for chosen in combinations(free, count))
        yield from ((option.key,) for option in item.options if option.exclusive)
    else:
        yield from (option.key for option in item.options)


def _steps(
    definition: Definition, plain: list[Scale], item: Item, answer: Accepted | None
) -> list[tuple[int, Sums]]:
    """Return what an answer adds to the scales it belongs to, by their positions."""
    steps: list[tuple[int, Sums]] = []
    for position, scale in enumerate(plain):
        units, rows = compiled(definition, scale)
        for row in rows:
            if row.key != item.key:
                continue
            if answer is None:
                steps.append((position, (0, 1, 0, row.weight, 0, None, None, None, row.filled)))
                continue
            part = contribution(definition, scale, row.term, answer) * units
            positive = int(scale.method == "count" and part > 0)
            steps.append((position, (1, 1, row.weight, 0, positive, part, row.low, row.high, None)))
    return steps


def _added(
    plain: list[Scale], sums: tuple[Sums, ...], steps: list[tuple[int, Sums]]
) -> tuple[Sums, ...]:
    if not steps:
        return sums
    after = list(sums)
    for position, step in steps:
        scale, old = plain[position], after[position]
        counted = [a + b for a, b in zip(old[:ADDED], step[:ADDED], strict=True)]
        parts = zip(old[ADDED:], step[ADDED:], strict=True)
        after[position] = (*counted, *(together(scale, a, b) for a, b in parts))
    return tuple(after)


def _raw(sums: Sums, units: int) -> Raw:
    answered, visible, weight, missing, positive, total, low, high, filled = sums
    return Raw(
        units=units,
        answered=answered,
        visible=visible,
        total=total or 0,
        weight=weight,
        low=low or 0,
        high=high or 0,
        missing_weight=missing,
        positive=positive,
        filled=filled,
    )


def is_tied(definition: Definition, values: dict[str, Fraction | None]) -> bool:
    """Return whether two scales share the place that the first rule of its kind looks for."""
    for rule in definition.rules:
        if rule.kind in ("highest", "lowest"):
            known = sorted(values[key] or ZERO for key in rule.scales)
            if len(known) > 1:
                top = known[-2:] if rule.kind == "highest" else known[:2]
                return top[0] == top[1]
    return False


def is_on_cut(definition: Definition, values: dict[str, Fraction | None]) -> bool:
    """Return whether a score lies exactly on the cut of a quadrant."""
    return any(
        values.get(key) == cut
        for rule in definition.rules
        if rule.kind == "quadrant"
        for key, cut in zip(rule.scales, rule.cuts, strict=True)
    )


def _sheet(chain: Chain) -> Sheet:
    sheet: Sheet = {}
    while chain is not None:
        chain, key, answer = chain
        sheet[key] = answer if not isinstance(answer, Fraction) else written(answer)
    return dict(reversed(sheet.items()))
