"""The score of a scale, its percentage and its band, on exact fractions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from content_models.scoring.answers import Accepted, points_of
from content_models.scoring.definition import NUMBERS, ZERO, Definition, Scale, Term

# Methods that look for one answer: what several of them come to is no sum.
ENDS: Mapping[str, Callable[..., Any]] = {"min": min, "max": max}


@dataclass(frozen=True)
class Raw:
    """What the answers to a scale's items come to, in the units of the scale.

    `total` is Σ w·p over the answered items, or the lowest or highest w·p where the method looks
    for it; `low` and `high` are the least and most that it could have been. `weight` is Σ |w| over
    the answered, `missing_weight` over the visible unanswered. `filled` is what those come to where
    a missing answer counts as a value, None where none does. So many `units` are one point. Only
    numbers that readers type and values of missing answers are finer than a unit.
    """

    units: int
    answered: int
    visible: int
    total: int | Fraction
    weight: int
    low: int
    high: int
    missing_weight: int
    positive: int = 0
    filled: int | Fraction | None = None


@dataclass(frozen=True)
class ScaleScore:
    """`value` is what comparisons use; None, with percent and band, when too little is known."""

    scale: str
    value: Fraction | None
    percent: Fraction | None
    band: str | None
    answered: int
    visible: int


def contribution_span(
    definition: Definition, scale: Scale, term: Term
) -> tuple[Fraction, Fraction]:
    """Return the least and most that one item can contribute to a scale."""
    low, high = definition.items[term.key].span(scale.key)
    ends = sorted((term.weight * low, term.weight * high))
    return ends[0], ends[1]


def value_span(definition: Definition, scale: Scale) -> tuple[Fraction, Fraction] | None:
    """Return the least and most that a complete sheet can give to a plain scale, where easy."""
    if scale.combines or not scale.terms or scale.normalise not in ("raw", "percent"):
        return None
    if scale.normalise == "percent":
        return ZERO, ZERO + 100
    spans = [contribution_span(definition, scale, term) for term in scale.terms]
    if scale.method in ("sum", "mean"):
        weight = sum((abs(term.weight) for term in scale.terms), ZERO)
        by = weight if scale.method == "mean" and weight else Fraction(1)
        least, most = (sum(ends, ZERO) / by for ends in zip(*spans, strict=True))
        return least, most
    if scale.method == "count":
        return ZERO, ZERO + len(spans)
    choose = min if scale.method == "min" else max
    return choose(low for low, _ in spans), choose(high for _, high in spans)


def contribution(definition: Definition, scale: Scale, term: Term, answer: Accepted) -> Fraction:
    """Return weight times points; reversed points are mirrored in the item's declared range."""
    item = definition.items[term.key]
    points = points_of(item, answer, scale.key)
    if term.reverse:
        low, high = item.span(scale.key)
        points = low + high - points
    return term.weight * points


@dataclass(frozen=True)
class Row:
    """One item of a scale in whole units; `table` is None where answers are not single options.

    `filled` is what it gives unanswered, where a missing answer counts as a value; of a scale that
    counts, whether it does.
    """

    key: str
    term: Term
    weight: int
    low: int
    high: int
    table: Mapping[str, int] | None
    filled: int | Fraction | None


def compiled(definition: Definition, scale: Scale) -> tuple[int, tuple[Row, ...]]:
    """Return the units of a scale, so many to one point, and its items counted in them.

    Adding whole numbers is many times faster than adding fractions, and as exact.
    """
    return definition.worked_out("units", scale.key, lambda: _compile(definition, scale))


def _compile(definition: Definition, scale: Scale) -> tuple[int, tuple[Row, ...]]:
    exact_rows = []
    for term in scale.terms:
        item = definition.items[term.key]
        single = item.type not in (*NUMBERS, "multi_choice")
        table = {
            option.key: contribution(definition, scale, term, option.key)
            for option in (item.options if single else ())
        }
        low, high = contribution_span(definition, scale, term)
        exact_rows.append((term, abs(term.weight), low, high, table if single else None))
    numbers = [
        number
        for _term, weight, low, high, table in exact_rows
        for number in (weight, low, high, *(table or {}).values())
    ]
    units = lcm(*(number.denominator for number in numbers)) if numbers else 1
    return units, tuple(
        Row(
            term.key,
            term,
            int(weight * units),
            int(low * units),
            int(high * units),
            None if table is None else {key: int(part * units) for key, part in table.items()},
            _filled(definition, scale, term, units),
        )
        for term, weight, low, high, table in exact_rows
    )


def _filled(definition: Definition, scale: Scale, term: Term, units: int) -> int | Fraction | None:
    rule, value = scale.missing
    if rule != "value":
        return None
    part = contribution(definition, scale, term, value) * units
    return int(part > 0) if scale.method == "count" else part


def together(
    scale: Scale, before: int | Fraction | None, part: int | Fraction | None
) -> int | Fraction | None:
    """Return two parts of a scale as one by its method: the lower, the higher, or their sum."""
    if before is None or part is None:
        return part if before is None else before
    gather = ENDS.get(scale.method)
    return before + part if gather is None else gather(before, part)


def raw_of(
    definition: Definition, scale: Scale, answers: Mapping[str, Accepted], visible: set[str]
) -> Raw:
    """Return what the counted answers add up to on one scale."""
    units, rows = compiled(definition, scale)
    parts: list[int | Fraction] = []
    answered: list[Row] = []
    shown = missing = 0
    filled: int | Fraction | None = None
    for row in rows:
        if row.key not in visible:
            continue
        shown += 1
        answer = answers.get(row.key)
        if answer is None:
            missing += row.weight
            filled = together(scale, filled, row.filled)
            continue
        if row.table is not None:
            parts.append(row.table[answer])  # type: ignore[index]
        else:
            parts.append(contribution(definition, scale, row.term, answer) * units)
        answered.append(row)
    gather = ENDS.get(scale.method, sum) if parts else sum
    return Raw(
        units=units,
        answered=len(parts),
        visible=shown,
        total=gather(parts),
        weight=sum(row.weight for row in answered),
        low=gather(row.low for row in answered),
        high=gather(row.high for row in answered),
        missing_weight=missing,
        positive=sum(part > 0 for part in parts),
        filled=filled,
    )


def enough(scale: Scale, raw: Raw) -> bool:
    """Return whether the missing rule lets the scale be scored."""
    rule, number = scale.missing
    missing = raw.visible - raw.answered
    if raw.answered == 0:
        return False
    if rule == "require_all":
        return missing == 0
    if rule == "allow_count":
        return missing <= number
    if rule == "allow_share":
        return missing <= number * raw.visible
    return True


def amount(scale: Scale, raw: Raw) -> Fraction:
    """Return the score of a scale by its method, missing items made up for by its rule."""
    if scale.method in ENDS:
        return Fraction(together(scale, raw.total, raw.filled) or 0, raw.units)
    if scale.method == "count":
        return Fraction(raw.positive + (raw.filled or 0))
    total, weight = raw.total, raw.weight
    if raw.filled is not None:
        total += raw.filled
        weight += raw.missing_weight
    if not weight:
        return ZERO
    if scale.method == "mean":
        return Fraction(total, weight)
    return Fraction(total * (raw.weight + raw.missing_weight), weight * raw.units)


def percent_of(scale: Scale, raw: Raw) -> Fraction:
    """Return how far the answers reach between the least and the most they could come to."""
    if scale.method == "count":
        return Fraction(100 * raw.positive, raw.answered)
    if raw.high == raw.low:
        return ZERO
    return Fraction(100 * (raw.total - raw.low), raw.high - raw.low)


def normalised(scale: Scale, value: Fraction, percent: Fraction) -> Fraction:
    """Return the value on the scale that the editor chose for comparisons."""
    if scale.normalise == "percent":
        return percent
    if scale.normalise in ("z", "t"):
        z_score = (value - scale.norm_mean) / scale.norm_deviation
        return z_score if scale.normalise == "z" else 50 + 10 * z_score
    if scale.normalise == "percentile":
        reached = [percentile for start, percentile in scale.percentiles if value >= start]
        return reached[-1] if reached else ZERO
    return value


def band_of(scale: Scale, value: Fraction) -> str | None:
    """Return the band of a value: half-open, the last one closed."""
    for position, band in enumerate(scale.bands):
        is_last = position == len(scale.bands) - 1
        if band.minimum <= value < band.maximum or (is_last and value == band.maximum):
            return band.key
    return None


def score_of(scale: Scale, raw: Raw) -> ScaleScore:
    """Return the score of a scale from what its answers add up to."""
    if not enough(scale, raw):
        return ScaleScore(scale.key, None, None, None, raw.answered, raw.visible)
    percent = percent_of(scale, raw)
    value = normalised(scale, amount(scale, raw), percent)
    return ScaleScore(scale.key, value, percent, band_of(scale, value), raw.answered, raw.visible)


def composite(scale: Scale, scores: Mapping[str, ScaleScore]) -> ScaleScore:
    """Return a linear combination of scales, without a value when one of them has none."""
    parts = [(term, scores[term.key]) for term in scale.combines]
    answered = sum(score.answered for _term, score in parts)
    visible = sum(score.visible for _term, score in parts)
    total = ZERO
    for term, part in parts:
        if part.value is None:
            return ScaleScore(scale.key, None, None, None, answered, visible)
        total += term.weight * part.value
    value = normalised(scale, total, ZERO)
    return ScaleScore(scale.key, value, None, band_of(scale, value), answered, visible)


def ordered(scales: Mapping[str, Scale]) -> list[Scale]:
    """Return plain scales first, then composites after what they combine.

    A composite that leads back to itself is left out.
    """
    found = {key: scale for key, scale in scales.items() if not scale.combines}
    waiting = [scale for scale in scales.values() if scale.combines]
    while waiting:
        ready = [s for s in waiting if all(term.key in found for term in s.combines)]
        if not ready:
            break
        found.update((scale.key, scale) for scale in ready)
        waiting = [scale for scale in waiting if scale not in ready]
    return list(found.values())
