"""What an editor is told about a quiz: errors keep it from being published, warnings do not."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from content_models.scoring.answers import MAX_ANSWERS, MAX_LENGTH, longest_sheet
from content_models.scoring.conditions import references
from content_models.scoring.decimals import written
from content_models.scoring.definition import (
    CHOICES,
    NUMBERS,
    Definition,
    Item,
    Scale,
    UnreadableDefinition,
    parse,
)
from content_models.scoring.finding import ERROR, WARNING, Finding, error, warning
from content_models.scoring.naming import duplicates, unknown
from content_models.scoring.reachability import Reach, reach
from content_models.scoring.scales import value_span

__all__ = ["ERROR", "WARNING", "Finding", "check"]

MAX_MINUTES = 8
# Above this share of score vectors a tie, or a score exactly on a cut, is worth a warning.
COMMON = 0.1


def check(scoring: Mapping[str, Any], *, minutes: int = 0) -> tuple[list[Finding], Reach]:
    """Return everything to be told about a definition, errors first, and what can be reached."""
    findings = [*duplicates(scoring), *_unfilled(scoring)]
    if any(finding.code == "incomplete" for finding in findings):
        return findings, Reach(complete=False)
    try:
        definition = parse(scoring)
    except UnreadableDefinition as problem:
        return [*findings, error("not_a_number", "quiz", key=str(problem))], Reach(complete=False)
    findings += unknown(definition)
    if not findings:
        findings += _structure(definition)
    found = Reach(complete=False)
    if not any(finding.severity == ERROR for finding in findings):
        found = _reach(json.dumps(scoring, sort_keys=True))
        findings += _reached(definition, found)
        for key, (low, high) in found.spans.items():
            findings += _beside_bands(definition.scales[key], low, high)
        findings += _warnings(definition, found, minutes)
    return sorted(findings, key=lambda finding: finding.severity), found


@lru_cache(maxsize=32)
def _reach(scoring: str) -> Reach:
    """Return what can be reached, found once for all saves and translations that change words only.

    Args:
        scoring: the canonical form as JSON.
    """
    return reach(parse(json.loads(scoring)))


def _unfilled(scoring: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what a draft leaves empty and scoring cannot do without."""
    for item in scoring["items"]:
        if item["type"] in NUMBERS and None in (item.get("minimum"), item.get("maximum")):
            yield error("incomplete", f"item:{item['key']}")
    for scale in scoring["scales"]:
        where = f"scale:{scale['key']}"
        numbers = [term.get("weight", "1") for term in scale.get("items", ())]
        numbers += [term.get("weight", "1") for term in scale.get("combines", ())]
        for band in scale.get("bands", ()):
            numbers += [band["minimum"], band["maximum"]]
        norm = scale.get("norm") or {}
        if scale.get("normalise") in ("z", "t"):
            numbers += [norm.get("mean"), norm.get("deviation")]
        if scale.get("normalise") == "percentile" and not norm.get("table"):
            numbers.append(None)
        if None in numbers or not scale["key"]:
            yield error("incomplete", where)
    for position, rule in enumerate(scoring["rules"], start=1):
        if None in rule.get("cuts", ()) or not all(rule.get("scales", (True,))):
            yield error("incomplete", f"rule:{position}")


def _structure(definition: Definition) -> Iterator[Finding]:
    yield from _sendable(definition)
    for item in definition.items.values():
        yield from _answerable(item)
    for scale in definition.scales.values():
        where = f"scale:{scale.key}"
        if not scale.terms and not scale.combines:
            yield error("scale_without_items", where)
        elif all(term.weight == 0 for term in scale.combines or scale.terms):
            yield error("weight_zero_everywhere", where)
        if scale.combines and scale.terms:
            yield error("questions_and_scales", where)
        if scale.combines and scale.normalise == "percent":
            yield error("percent_of_combined", where)
        if scale.normalise in ("z", "t") and scale.norm_deviation == 0:
            yield error("not_a_number", where, key="0")
        yield from _bands(definition, scale, where)


def _sendable(definition: Definition) -> Iterator[Finding]:
    """Yield why the answers of a reader who leaves nothing out could not be sent."""
    asked = sum(item.type != "info" for item in definition.items.values())
    if asked > MAX_ANSWERS:
        yield error("too_many_questions", "item", count=str(asked), most=str(MAX_ANSWERS))
        return
    length = longest_sheet(definition)
    if length > MAX_LENGTH:
        yield error("answers_too_long", "item", length=str(length), most=str(MAX_LENGTH))


def _answerable(item: Item) -> Iterator[Finding]:
    """Yield why nobody can answer an item."""
    where = f"item:{item.key}"
    if item.type in CHOICES and not item.options:
        yield error("item_without_options", where)
    if item.type in NUMBERS and item.minimum >= item.maximum:
        yield error("empty_range", where)
    free = [option for option in item.options if not option.exclusive]
    most = item.max_choices or len(free)
    if item.type == "multi_choice" and (item.min_choices or 1) > min(most, len(free)):
        yield error("empty_range", where)


def _bands(definition: Definition, scale: Scale, where: str) -> Iterator[Finding]:
    for band in scale.bands:
        if band.minimum > band.maximum:
            yield error("band_overlap", where, band=band.key)
    for before, after in zip(scale.bands, scale.bands[1:], strict=False):
        if after.minimum < before.maximum:
            yield error("band_overlap", where, band=f"{before.key}, {after.key}")
        elif after.minimum > before.maximum:
            yield error("band_gap", where, band=f"{before.key}, {after.key}")
    span = value_span(definition, scale)
    if span is None or not scale.bands:
        return
    low, high = span
    for band in scale.bands:
        if band.minimum > high or band.maximum < low:
            yield error("band_outside_attainable_range", where, band=band.key)
    yield from _beside_bands(scale, low, high)


def _beside_bands(scale: Scale, low: Fraction, high: Fraction) -> Iterator[Finding]:
    """Yield the scores before the first band and after the last one."""
    first, last = scale.bands[0].minimum, scale.bands[-1].maximum
    uncovered = []
    if low < first:
        uncovered.append((low, min(first, high)))
    if high > last:
        uncovered.append((max(last, low), high))
    for ends in uncovered:
        named = dict.fromkeys(written(round(end, 4)) for end in ends)
        yield error("band_gap", f"scale:{scale.key}", band="–".join(named))


def _reached(definition: Definition, found: Reach) -> Iterator[Finding]:
    """Yield what no answers lead to. Where not every number was tried, nothing is claimed."""
    missing = [result for result in definition.results if result not in found.witnesses]
    has_numbers = any(item.type in NUMBERS for item in definition.items.values())
    if not found.complete or (missing and has_numbers) or definition.insufficient in missing:
        yield warning("reachability_unknown", "selector")
        return
    for result in missing:
        yield error("result_unreachable", f"result:{result}")
    for key in found.never_visible:
        yield error("item_never_visible", f"item:{key}")


def _warnings(definition: Definition, found: Reach, minutes: int) -> Iterator[Finding]:
    uses = Counter(term.key for scale in definition.scales.values() for term in scale.terms)
    tested = {
        key
        for rule in definition.rules
        for kind, key, _comparison in references(rule.condition or {})
        if kind == "item"
    }
    for item in definition.items.values():
        if item.type != "info" and not uses[item.key] and item.key not in tested:
            yield warning("unscored_item", f"item:{item.key}")
        labels = [str(option.value) for option in item.options]
        if item.type == "likert" and len(set(labels)) < len(labels):
            yield warning("identical_option_values", f"item:{item.key}")
    for scale in definition.scales.values():
        yield from _scale_warnings(definition, scale)
    if found.states and found.ties / found.states > COMMON:
        yield warning("tie_probability", "selector", share=f"{found.ties / found.states:.0%}")
    if found.states and found.on_cuts / found.states > COMMON:
        yield warning("boundary_mass", "selector", share=f"{found.on_cuts / found.states:.0%}")
    if minutes > MAX_MINUTES:
        yield warning("too_long", "quiz", minutes=str(minutes))


def _scale_warnings(definition: Definition, scale: Scale) -> Iterator[Finding]:
    where = f"scale:{scale.key}"
    reversed_terms = sum(term.reverse for term in scale.terms)
    if len(scale.terms) == 1:
        yield warning("single_item_scale", where)
    if reversed_terms and not 0.25 <= reversed_terms / len(scale.terms) <= 0.75:
        yield warning("unbalanced_keys", where)
    keys: Sequence[str] = [term.key for term in scale.terms]
    for key, count in Counter(keys).items():
        if count > 1:
            yield warning("double_keyed_item", where, key=key)
    spans = {definition.items[key].span(scale.key) for key in keys}
    if len(spans) > 1:
        yield warning("unequal_ranges", where)
