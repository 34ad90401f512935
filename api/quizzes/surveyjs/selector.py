"""The rules of a quiz as calculated values: the first that finds a result wins."""

from collections.abc import Iterator

from api.quizzes.surveyjs.expressions import (
    Conditions,
    against,
    chosen,
    every,
    number,
    text,
    total,
)
from content_models.scoring.definition import Definition, Rule
from content_models.scoring.selection import needed

Named = tuple[str, str]
# Squared distances are compared with this tolerance: they are the one thing that is not exact.
NEAR = "0.000000001"


def selected(definition: Definition) -> Iterator[Named]:
    """Yield what each rule finds, then the result; empty when there is none."""
    result = text(definition.fallback)
    finds = []
    for place, rule in enumerate(definition.rules):
        yield from _rule(definition, rule, place)
        finds.append(place)
    for place in reversed(finds):
        keys = needed(definition.rules[place])
        known = every(f"{{_ok_{key}}} = 1" for key in keys)
        found = f"iif({{_rule_{place}}} notempty, {{_rule_{place}}}, {result})"
        result = f"iif({known}, {found}, {text(definition.insufficient)})"
    yield "_result", result


def _rule(definition: Definition, rule: Rule, place: int) -> Iterator[Named]:
    if rule.kind in ("highest", "lowest"):
        yield from _extreme(rule, place)
        return
    if rule.kind == "quadrant":
        found = _quadrant(rule)
    elif rule.kind == "band":
        band = f"{{_band_{rule.scales[0]}}}"
        found = chosen(((f"{band} = {text(k)}", text(r)) for k, r in rule.results.items()), "''")
    elif rule.kind == "nearest":
        yield from _distances(rule, place)
        found = _nearest(rule, place)
    else:
        holds = Conditions(definition).of(rule.condition or {})
        found = chosen([(holds, text(rule.results.get("then", "")))], "''")
    yield f"_rule_{place}", found


def _extreme(rule: Rule, place: int) -> Iterator[Named]:
    """Yield which scales are tied within the margin, then the result."""
    sign = 1 if rule.kind == "highest" else -1
    margin = rule.margin
    for key in rule.scales:
        near = [
            f"({_lead(other, key, sign)}) * {margin.denominator} <= "
            f"{number(margin.numerator)} * {{_den_{other}}} * {{_den_{key}}}"
            for other in rule.scales
            if other != key
        ]
        yield f"_tied_{place}_{key}", f"iif({every(near)}, 1, 0)"
    tied = {key: f"{{_tied_{place}_{key}}}" for key in rule.scales}
    count = total(tied.values())
    cases: list[tuple[str, str]] = []
    if rule.ties == "combined":
        for pair, result in rule.results.items():
            keys = pair.split("+")
            if len(keys) == 2 and all(key in tied for key in keys):
                both = [f"{tied[key]} = 1" for key in keys]
                cases.append((every([*both, f"({count}) = 2"]), text(result)))
    if rule.tie_scale in tied:
        wins = every([f"{tied[rule.tie_scale]} = 1", f"({count}) > 1"])
        cases.append((wins, text(rule.results.get(rule.tie_scale, ""))))
    for position, key in enumerate(rule.scales):
        ahead = [
            f"({_lead(key, other, sign)}) {'>' if order < position else '>='} 0"
            for order, other in enumerate(rule.scales)
            if other != key
        ]
        cases.append((every(ahead), text(rule.results.get(key, ""))))
    yield f"_rule_{place}", chosen(cases, "''")


def _lead(first: str, second: str, sign: int) -> str:
    """Return how far one scale is ahead of another, times both of their lower numbers."""
    ahead = f"{{_num_{first}}} * {{_den_{second}}}", f"{{_num_{second}}} * {{_den_{first}}}"
    return " - ".join(ahead if sign > 0 else reversed(ahead))


def _quadrant(rule: Rule) -> str:
    sides = []
    borders = []
    for key, cut in zip(rule.scales, rule.cuts, strict=True):
        sides.append(against(key, ">=" if rule.boundary == "high" else ">", cut))
        borders.append((against(key, "=", cut), text(rule.results.get("borderline", ""))))
    across, up = sides
    right, left = (
        chosen(
            [(up, text(rule.results.get(f"{x}_high", "")))], text(rule.results.get(f"{x}_low", ""))
        )
        for x in ("high", "low")
    )
    return chosen([*(borders if rule.boundary == "borderline" else []), (across, right)], left)


def _distances(rule: Rule, place: int) -> Iterator[Named]:
    for order, (_result, at) in enumerate(rule.centroids):
        squares = []
        for key, value in zip(rule.scales, at, strict=True):
            gap = f"({{_num_{key}}} / {{_den_{key}}} - {number(value)})"
            squares.append(f"{gap} * {gap}")
        yield f"_distance_{place}_{order}", total(squares)


def _nearest(rule: Rule, place: int) -> str:
    count = len(rule.centroids)
    cases = []
    for order, (result, _at) in enumerate(rule.centroids):
        own = f"{{_distance_{place}_{order}}}"
        closer = [
            f"{own} <= {{_distance_{place}_{other}}} + {NEAR}"
            for other in range(count)
            if other != order
        ]
        cases.append((every(closer), text(result)))
    return chosen(cases, "''")
