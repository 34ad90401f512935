"""Which result the scores lead to: rules in order, the first that finds one wins."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from content_models.scoring.conditions import Look, holds, look_at_answers, references
from content_models.scoring.definition import Definition, Rule
from content_models.scoring.scales import ScaleScore


@dataclass(frozen=True)
class Selected:
    """`rule` is the position of the rule that decided, None for fallback and too little known."""

    result: str | None
    rule: int | None
    reason: str


def select(
    definition: Definition, scores: Mapping[str, ScaleScore], answers: Mapping[str, Any]
) -> Selected:
    """Return the result. A rule that needs a scale without a value ends the search."""

    of_answers = look_at_answers(definition.items, answers)

    def look(kind: str, key: str, operation: str) -> Any:
        if kind == "item":
            return of_answers(kind, key, operation)
        score = scores.get(key)
        return None if score is None else score.value if kind == "scale" else score.band

    for position, rule in enumerate(definition.rules):
        if any(scores[key].value is None for key in needed(rule) if key in scores):
            return Selected(definition.insufficient or None, None, "insufficient")
        result = _apply(rule, scores, look)
        if result:
            return Selected(result, position, rule.kind)
    return Selected(definition.fallback or None, None, "fallback")


def needed(rule: Rule) -> list[str]:
    """Return the scales without which a rule cannot decide."""
    if rule.kind == "when" and rule.condition is not None:
        looked_at = references(rule.condition)
        return [key for kind, key, _comparison in looked_at if kind in ("scale", "band")]
    return list(rule.scales)


def _apply(rule: Rule, scores: Mapping[str, ScaleScore], look: Look) -> str | None:
    if rule.kind == "when":
        holding = rule.condition is not None and holds(rule.condition, look)
        return rule.results.get("then") if holding else None
    if rule.kind == "band":
        return rule.results.get(scores[rule.scales[0]].band or "")
    values = {key: scores[key].value or Fraction(0) for key in rule.scales}
    if rule.kind == "quadrant":
        return _quadrant(rule, values)
    if rule.kind == "nearest":
        return _nearest(rule, values)
    return _extreme(rule, values)


def _extreme(rule: Rule, values: Mapping[str, Fraction]) -> str | None:
    """Return the result of the highest or lowest scale; within the margin scales are tied."""
    sign = 1 if rule.kind == "highest" else -1
    top = max(sign * value for value in values.values())
    tied = [key for key, value in values.items() if top - sign * value <= rule.margin]
    if len(tied) > 1 and rule.ties == "combined":
        pair = "+".join(sorted(tied))
        if len(tied) == 2 and pair in rule.results:
            return rule.results[pair]
    if len(tied) > 1 and rule.tie_scale in tied:
        return rule.results.get(rule.tie_scale)
    # Without a margin the order of the scales decides; within it the truly highest comes first.
    best = max(tied, key=lambda key: (sign * values[key], -list(values).index(key)))
    return rule.results.get(best)


def _quadrant(rule: Rule, values: Mapping[str, Fraction]) -> str | None:
    sides = []
    for key, cut in zip(rule.scales, rule.cuts, strict=True):
        value = values[key]
        if value == cut and rule.boundary == "borderline":
            return rule.results.get("borderline")
        is_high = value > cut or (value == cut and rule.boundary == "high")
        sides.append("high" if is_high else "low")
    return rule.results.get("_".join(sides))


def _nearest(rule: Rule, values: Mapping[str, Fraction]) -> str | None:
    def distance(centroid: tuple[str, tuple[Fraction, ...]]) -> Fraction:
        pairs = zip(rule.scales, centroid[1], strict=True)
        return sum(((values[key] - at) ** 2 for key, at in pairs), Fraction(0))

    return min(rule.centroids, key=distance)[0] if rule.centroids else None
