"""What an editor is told about a quiz: errors keep it from being published, warnings do not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from content_models.scoring.conditions import references
from content_models.scoring.definition import (
    CHOICES,
    ZERO,
    Definition,
    Item,
    Rule,
    Scale,
    UnreadableDefinition,
    parse,
)
from content_models.scoring.reachability import Reach, reach
from content_models.scoring.scales import ordered

ERROR, WARNING = "error", "warning"
MAX_MINUTES = 8
# Above this share of score vectors a tie, or a score exactly on a cut, is worth a warning.
COMMON = 0.1


@dataclass(frozen=True)
class Finding:
    """`where` names what it is about (`scale:pursue`), `details` fills the message."""

    code: str
    severity: str
    where: str
    details: Mapping[str, str] = field(default_factory=dict)


def check(scoring: Mapping[str, Any], *, minutes: int = 0) -> tuple[list[Finding], Reach]:
    """Return everything to be told about a definition, errors first, and what can be reached."""
    repeated = list(_duplicates(scoring))
    try:
        definition = parse(scoring)
    except UnreadableDefinition as error:
        return [*repeated, _error("unknown_reference", "quiz", reason=str(error))], Reach()
    findings = [*repeated, *_references(definition)]
    if not findings:
        findings += _structure(definition)
    found = Reach(complete=False)
    if not any(finding.severity == ERROR for finding in findings):
        found = reach(definition)
        findings += _reached(definition, found)
        findings += _warnings(definition, found, minutes)
    return sorted(findings, key=lambda finding: finding.severity), found


def _error(code: str, where: str, **details: str) -> Finding:
    return Finding(code, ERROR, where, details)


def _warning(code: str, where: str, **details: str) -> Finding:
    return Finding(code, WARNING, where, details)


def _duplicates(scoring: Mapping[str, Any]) -> Iterator[Finding]:
    groups: dict[str, list[str]] = {
        "item": [item["key"] for item in scoring["items"]],
        "scale": [scale["key"] for scale in scoring["scales"]],
        "result": list(scoring["results"]),
    }
    for item in scoring["items"]:
        groups[f"item:{item['key']}"] = [option["key"] for option in item.get("options", ())]
    for where, keys in groups.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield _error("duplicate_key", where, key=key)


def _references(definition: Definition) -> Iterator[Finding]:
    """Yield what is named and not there, and what looks ahead."""
    order = list(definition.items)
    for position, item in enumerate(definition.items.values()):
        for kind, key, comparison in references(item.visible_if or {}):
            where = f"item:{item.key}"
            if kind != "item" or key not in definition.items:
                yield _error("unknown_reference", where, key=key)
            elif key == item.key:
                yield _error("branch_cycle", where, key=key)
            elif order.index(key) > position:
                code = "branch_cycle" if _leads_to(definition, key, item.key) else ""
                yield _error(code or "forward_reference", where, key=key)
            else:
                yield from _unknown_options(definition.items[key], comparison, where)
    for scale in definition.scales.values():
        known = definition.scales if scale.combines else definition.items
        for term in scale.combines or scale.terms:
            if term.key not in known:
                yield _error("unknown_reference", f"scale:{scale.key}", key=term.key)
    resolved = {scale.key for scale in ordered(definition.scales)}
    for key in definition.scales.keys() - resolved:
        yield _error("branch_cycle", f"scale:{key}", key=key)
    yield from _rule_references(definition)


def _leads_to(definition: Definition, start: str, goal: str) -> bool:
    condition = definition.items[start].visible_if or {}
    return any(key == goal for kind, key, _c in references(condition) if kind == "item")


def _unknown_options(item: Item, comparison: Mapping[str, Any], where: str) -> Iterator[Finding]:
    if item.type not in CHOICES or comparison["op"] not in ("eq", "ne", "in"):
        return
    wanted = comparison.get("value")
    for key in wanted if isinstance(wanted, list | tuple) else [wanted]:
        if key not in {option.key for option in item.options}:
            yield _error("unknown_reference", where, key=f"{item.key}={key}")


def _rule_references(definition: Definition) -> Iterator[Finding]:
    for position, rule in enumerate(definition.rules, start=1):
        yield from _references_of(definition, rule, f"rule:{position}")
    for result in (definition.fallback, definition.insufficient):
        if result and result not in definition.results:
            yield _error("unknown_reference", "selector", key=result)
    if not definition.fallback:
        yield _error("no_fallback", "selector")


def _references_of(definition: Definition, rule: Rule, where: str) -> Iterator[Finding]:
    named = set(rule.results.values()) | {result for result, _at in rule.centroids}
    for result in sorted(named - set(definition.results)):
        yield _error("unknown_reference", where, key=result)
    scales = list(rule.scales)
    for kind, key, _comparison in references(rule.condition or {}):
        if kind == "item" and key not in definition.items:
            yield _error("unknown_reference", where, key=key)
        elif kind != "item":
            scales.append(key)
    for key in scales:
        if key not in definition.scales:
            yield _error("unknown_reference", where, key=key)


def _structure(definition: Definition) -> Iterator[Finding]:
    for scale in definition.scales.values():
        where = f"scale:{scale.key}"
        if not scale.terms and not scale.combines:
            yield _error("scale_without_items", where)
        elif all(term.weight == 0 for term in scale.combines or scale.terms):
            yield _error("weight_zero_everywhere", where)
        yield from _bands(definition, scale, where)


def _bands(definition: Definition, scale: Scale, where: str) -> Iterator[Finding]:
    for band in scale.bands:
        if band.minimum > band.maximum:
            yield _error("band_overlap", where, band=band.key)
    for before, after in zip(scale.bands, scale.bands[1:], strict=False):
        if after.minimum < before.maximum:
            yield _error("band_overlap", where, band=f"{before.key}, {after.key}")
        elif after.minimum > before.maximum:
            yield _error("band_gap", where, band=f"{before.key}, {after.key}")
    span = value_span(definition, scale)
    if span is None or not scale.bands:
        return
    low, high = span
    for band in scale.bands:
        if band.minimum > high or band.maximum < low:
            yield _error("band_outside_attainable_range", where, band=band.key)
    if scale.bands[0].minimum > low or scale.bands[-1].maximum < high:
        ends = f"{float(low):g}–{float(high):g}"
        yield _error("band_gap", where, band=ends)


def value_span(definition: Definition, scale: Scale) -> tuple[Any, Any] | None:
    """Return the least and most that a complete sheet can give to a plain scale, where easy."""
    if scale.combines or scale.normalise not in ("raw", "percent"):
        return None
    if scale.normalise == "percent":
        return ZERO, ZERO + 100
    spans = []
    for term in scale.terms:
        low, high = definition.items[term.key].span(scale.key)
        spans.append(sorted((term.weight * low, term.weight * high)))
    if scale.method in ("sum", "mean"):
        weight = sum((abs(term.weight) for term in scale.terms), ZERO)
        by = weight if scale.method == "mean" and weight else 1
        return sum(s[0] for s in spans) / by, sum(s[1] for s in spans) / by
    if scale.method == "count":
        return ZERO, ZERO + len(spans)
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _reached(definition: Definition, found: Reach) -> Iterator[Finding]:
    if not found.complete:
        yield _warning("reachability_unknown", "selector")
        return
    for result in definition.results:
        if result not in found.witnesses:
            yield _error("result_unreachable", f"result:{result}")
    for key in found.never_visible:
        yield _error("item_never_visible", f"item:{key}")


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
            yield _warning("unscored_item", f"item:{item.key}")
        labels = [str(option.value) for option in item.options]
        if item.type == "likert" and len(set(labels)) < len(labels):
            yield _warning("identical_option_values", f"item:{item.key}")
    for scale in definition.scales.values():
        yield from _scale_warnings(definition, scale)
    if found.states and found.ties / found.states > COMMON:
        yield _warning("tie_probability", "selector", share=f"{found.ties / found.states:.0%}")
    if found.states and found.on_cuts / found.states > COMMON:
        yield _warning("boundary_mass", "selector", share=f"{found.on_cuts / found.states:.0%}")
    if minutes > MAX_MINUTES:
        yield _warning("too_long", "quiz", minutes=str(minutes))


def _scale_warnings(definition: Definition, scale: Scale) -> Iterator[Finding]:
    where = f"scale:{scale.key}"
    reversed_terms = sum(term.reverse for term in scale.terms)
    if len(scale.terms) == 1:
        yield _warning("single_item_scale", where)
    if reversed_terms and not 0.25 <= reversed_terms / len(scale.terms) <= 0.75:
        yield _warning("unbalanced_keys", where)
    keys: Sequence[str] = [term.key for term in scale.terms]
    for key, count in Counter(keys).items():
        if count > 1:
            yield _warning("double_keyed_item", where, key=key)
    spans = {definition.items[key].span(scale.key) for key in keys}
    if len(spans) > 1:
        yield _warning("unequal_ranges", where)
