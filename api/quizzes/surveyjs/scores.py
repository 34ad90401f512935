"""Scales as calculated values: whole numbers above and below the line, so ties stay ties."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from api.quizzes.surveyjs.expressions import (
    Conditions,
    against,
    chosen,
    contribution,
    every,
    number,
    points,
    text,
    total,
)
from content_models.scoring.definition import Definition, Scale
from content_models.scoring.scales import Row, compiled, ordered

Named = tuple[str, str]
# More than any answer gives: what an unanswered question counts as among the least or most.
ENDS = {"min": 10**18, "max": -(10**18)}


def answers(definition: Definition) -> Iterator[Named]:
    """Yield of every question whether it is shown, whether there is an answer that counts, and what
    its chosen options are worth."""
    conditions = Conditions(definition)
    for item in definition.items.values():
        if item.type == "info":
            continue
        there = f"{{{item.key}}} notempty"
        if item.visible_if is not None:
            yield f"_shown_{item.key}", f"iif({conditions.of(item.visible_if)}, 1, 0)"
            there = f"{{_shown_{item.key}}} = 1 and {there}"
        yield f"_has_{item.key}", f"iif({there}, 1, 0)"
        if item.options:
            yield f"_points_{item.key}", points(item)


def scales(definition: Definition) -> Iterator[Named]:
    """Yield sums, score and band of every scale; scores are empty when too little is known."""
    for scale in ordered(definition.scales):
        key = scale.key
        yield from _combined(scale) if scale.combines else _plain(definition, scale)
        yield f"_score_{key}", f"iif({{_ok_{key}}} = 1, {{_num_{key}}} / {{_den_{key}}}, '')"
        if scale.bands:
            yield f"_band_{key}", _band(scale)


@dataclass(frozen=True)
class Said:
    """One question of a scale in expressions: is it shown, is it answered, what does it add."""

    row: Row
    shown: str
    has: str
    adds: str


def _plain(definition: Definition, scale: Scale) -> Iterator[Named]:
    units, rows = compiled(definition, scale)
    said = [_said(definition, scale, row, units) for row in rows]
    key = scale.key
    yield f"_answered_{key}", total(one.has for one in said)
    yield f"_visible_{key}", total(one.shown for one in said)
    yield f"_total_{key}", _gathered(scale, [(one.has, one.adds) for one in said])
    yield f"_weight_{key}", total(f"{one.has} * {number(one.row.weight)}" for one in said)
    unsaid = (f"({one.shown} - {one.has}) * {number(one.row.weight)}" for one in said)
    yield f"_unsaid_{key}", total(unsaid)
    yield f"_low_{key}", _gathered(scale, [(one.has, number(one.row.low)) for one in said])
    yield f"_high_{key}", _gathered(scale, [(one.has, number(one.row.high)) for one in said])
    yield f"_ok_{key}", f"iif({_enough(scale)}, 1, 0)"
    if scale.method == "count":
        counted = (f"iif({one.has} = 1 and ({one.adds}) > 0, 1, 0)" for one in said)
        yield f"_positive_{key}", total(counted)
    if scale.missing[0] == "value":
        fine = 1 if scale.method == "count" else scale.missing[1].denominator
        given = [(f"({one.shown} - {one.has})", (one.row.filled or 0) * fine) for one in said]
        yield f"_filled_{key}", _gathered(scale, [(one, number(part)) for one, part in given])
    above, below = _amount(scale, units)
    yield from _normalised(scale, above, below)


def _said(definition: Definition, scale: Scale, row: Row, units: int) -> Said:
    item = definition.items[row.key]
    shown = f"{{_shown_{row.key}}}" if item.visible_if is not None else "1"
    adds = contribution(item, row, scale.key, units)
    return Said(row, shown, f"{{_has_{row.key}}}", adds)


def _gathered(scale: Scale, parts: list[Named]) -> str:
    """Return those parts together that there are: their sum, or the lowest or highest of them."""
    far = ENDS.get(scale.method)
    if far is None:
        return total(f"iif({there} = 1, {part}, 0)" for there, part in parts)
    listed = ", ".join(f"iif({there} = 1, {part}, {number(far)})" for there, part in parts)
    return f"{scale.method}({listed})"


def _enough(scale: Scale) -> str:
    key = scale.key
    rule, allowed = scale.missing
    missing = f"({{_visible_{key}}} - {{_answered_{key}}})"
    few = {
        "require_all": f"{missing} = 0",
        "allow_count": f"{missing} <= {number(allowed)}",
        "allow_share": (
            f"{missing} * {allowed.denominator} <= {number(allowed.numerator)} * {{_visible_{key}}}"
        ),
    }
    return every([f"{{_answered_{key}}} > 0", *([few[rule]] if rule in few else [])])


def _amount(scale: Scale, units: int) -> Named:
    """Return the score of a scale by its method, above and below the line."""
    key = scale.key
    is_filled, fine = scale.missing[0] == "value", scale.missing[1].denominator
    if scale.method in ENDS and is_filled:
        return f"{scale.method}({{_total_{key}}} * {fine}, {{_filled_{key}}})", str(units * fine)
    if scale.method in ENDS:
        return f"{{_total_{key}}}", str(units)
    if scale.method == "count":
        return f"{{_positive_{key}}}" + (f" + {{_filled_{key}}}" if is_filled else ""), "1"
    above, below = f"{{_total_{key}}}", f"{{_weight_{key}}}"
    if is_filled:
        above = f"({above} * {fine} + {{_filled_{key}}})"
        below = f"(({below} + {{_unsaid_{key}}}) * {fine})"
    below = f"iif({below} > 0, {below}, 1)"
    if scale.method == "mean":
        return above, below
    return f"{above} * ({{_weight_{key}}} + {{_unsaid_{key}}})", f"{units} * {below}"


def _normalised(scale: Scale, above: str, below: str) -> Iterator[Named]:
    """Yield the value that is compared, above and below the line."""
    key = scale.key
    if scale.normalise == "percent" and scale.combines:
        above, below = "0", "1"
    elif scale.normalise == "percent" and scale.method == "count":
        answered = f"{{_answered_{key}}}"
        above, below = f"100 * {{_positive_{key}}}", f"iif({answered} > 0, {answered}, 1)"
    elif scale.normalise == "percent":
        width = f"({{_high_{key}}} - {{_low_{key}}})"
        above = f"iif({width} > 0, 100 * ({{_total_{key}}} - {{_low_{key}}}), 0)"
        below = f"iif({width} > 0, {width}, 1)"
    if scale.normalise in ("z", "t"):
        mean, spread = scale.norm_mean, scale.norm_deviation
        times = 10 if scale.normalise == "t" else 1
        shift = 50 if scale.normalise == "t" else 0
        under = f"(({below}) * {mean.denominator * abs(spread.numerator)})"
        sign = 1 if spread > 0 else -1
        raised = (
            f"(({above}) * {mean.denominator} - {number(mean.numerator)} * ({below}))"
            f" * {number(sign * times * spread.denominator)}"
        )
        above, below = f"{shift} * {under} + {raised}", under
    if scale.normalise == "percentile":
        yield f"_raw_num_{key}", above
        yield f"_raw_den_{key}", below
        above, below = _percentile(scale)
    yield f"_num_{key}", above
    yield f"_den_{key}", below


def _percentile(scale: Scale) -> Named:
    common = 1
    for _start, percentile in scale.percentiles:
        common *= percentile.denominator
    cases = [
        (
            f"{{_raw_num_{scale.key}}} * {start.denominator} >= "
            f"{number(start.numerator)} * {{_raw_den_{scale.key}}}",
            number(percentile * common),
        )
        for start, percentile in reversed(scale.percentiles)
    ]
    return chosen(cases, "0"), str(common)


def _combined(scale: Scale) -> Iterator[Named]:
    terms = scale.combines
    yield f"_ok_{scale.key}", f"iif({every(f'{{_ok_{term.key}}} = 1' for term in terms)}, 1, 0)"
    common = 1
    for term in terms:
        common *= term.weight.denominator
    parts = []
    for term in terms:
        others = [f"{{_den_{other.key}}}" for other in terms if other is not term]
        weight = number(Fraction(term.weight * common))
        parts.append(" * ".join([weight, f"{{_num_{term.key}}}", *others]))
    below = " * ".join([str(common), *(f"{{_den_{term.key}}}" for term in terms)])
    yield from _normalised(scale, f"({total(parts)})", f"({below})")


def _band(scale: Scale) -> str:
    cases = []
    for place, band in enumerate(scale.bands):
        last = place == len(scale.bands) - 1
        inside = [
            f"{{_ok_{scale.key}}} = 1",
            against(scale.key, ">=", band.minimum),
            against(scale.key, "<=" if last else "<", band.maximum),
        ]
        cases.append((every(inside), text(band.key)))
    return chosen(cases, "''")
