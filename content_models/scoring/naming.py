"""What a definition names: twice, ahead, in a circle, or without its being there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from content_models.scoring.conditions import references
from content_models.scoring.definition import CHOICES, Definition, Item, Rule, exact
from content_models.scoring.finding import Finding, error
from content_models.scoring.scales import ordered


def duplicates(scoring: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the keys that stand twice where each must be the only one."""
    groups: dict[str, list[str]] = {
        "item": [item["key"] for item in scoring["items"]],
        "scale": [scale["key"] for scale in scoring["scales"]],
        "result": list(scoring["results"]),
    }
    for item in scoring["items"]:
        groups[f"item:{item['key']}"] = [option["key"] for option in item.get("options", ())]
    for scale in scoring["scales"]:
        groups[f"scale:{scale['key']}"] = [band["key"] for band in scale.get("bands", ())]
    for where, keys in groups.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield error("duplicate_key", where, key=str(key))


def unknown(definition: Definition) -> Iterator[Finding]:
    """Yield what is named and not there, what looks ahead, and what cannot be compared."""
    for item in definition.items.values():
        yield from _conditions_of(definition, item)
        for option in item.options:
            for key in option.points.keys() - definition.scales.keys():
                yield error("unknown_reference", f"item:{item.key}", key=key)
    yield from _terms(definition)
    for position, rule in enumerate(definition.rules, start=1):
        yield from _rule(definition, rule, f"rule:{position}")
    for result in (definition.fallback, definition.insufficient):
        if result and result not in definition.results:
            yield error("unknown_reference", "selector", key=result)
    if not definition.fallback:
        yield error("no_fallback", "selector")


def _terms(definition: Definition) -> Iterator[Finding]:
    for scale in definition.scales.values():
        known = definition.scales if scale.combines else definition.items
        for term in scale.combines or scale.terms:
            if term.key not in known:
                yield error("unknown_reference", f"scale:{scale.key}", key=term.key)
    resolved = {scale.key for scale in ordered(definition.scales)}
    for key in definition.scales.keys() - resolved:
        yield error("branch_cycle", f"scale:{key}", key=key)


def _conditions_of(definition: Definition, item: Item) -> Iterator[Finding]:
    order = list(definition.items)
    where = f"item:{item.key}"
    for kind, key, comparison in references(item.visible_if or {}):
        if kind != "item" or key not in definition.items:
            yield error("unknown_reference", where, key=key)
        elif key == item.key:
            yield error("branch_cycle", where, key=key)
        elif order.index(key) > order.index(item.key):
            is_cycle = _leads_to(definition, key, item.key)
            yield error("branch_cycle" if is_cycle else "forward_reference", where, key=key)
        else:
            yield from _comparison(definition.items[key], comparison, where)


def _leads_to(definition: Definition, start: str, goal: str) -> bool:
    """Return whether an item depends on another, however many items lie between them."""
    seen, waiting = set(), [start]
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        if key in seen or key not in definition.items:
            continue
        seen.add(key)
        condition = definition.items[key].visible_if or {}
        waiting += [name for kind, name, _c in references(condition) if kind == "item"]
    return False


def _comparison(item: Item, comparison: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """Yield what keeps an answer from being compared: an unknown option, a word for a number.

    Where an item has no options at all, that is told instead.
    """
    if comparison["op"] in ("answered", "unanswered"):
        return
    wanted = comparison.get("value")
    values = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    if item.type not in CHOICES:
        yield from _numbers(values, where)
    elif comparison["op"] in ("lt", "gte"):
        yield error("not_comparable", where, key=item.key)
    elif item.options:
        known = {option.key for option in item.options}
        for value in values:
            if value not in known:
                yield error("unknown_reference", where, key=f"{item.key}={value or ''}")


def _numbers(values: list[Any], where: str) -> Iterator[Finding]:
    for value in values:
        number = None
        with suppress(ValueError):
            number = exact(value)
        if number is None:
            yield error("not_a_number", where, key=str(value or ""))


def _rule(definition: Definition, rule: Rule, where: str) -> Iterator[Finding]:
    named = set(rule.results.values()) | {result for result, _at in rule.centroids}
    for result in sorted(named - set(definition.results)):
        yield error("unknown_reference", where, key=result)
    for key in rule.scales:
        if key not in definition.scales:
            yield error("unknown_reference", where, key=key)
    if rule.tie_scale is not None and rule.tie_scale not in rule.scales:
        yield error("unknown_reference", where, key=rule.tie_scale)
    for result, at in rule.centroids:
        if len(at) != len(rule.scales):
            yield error("wrong_number_of_scores", where, key=result)
    if rule.kind == "band" and rule.scales and rule.scales[0] in definition.scales:
        yield from _bands(definition, rule.scales[0], rule.results, where)
    for kind, key, comparison in references(rule.condition or {}):
        yield from _condition_of_rule(definition, kind, key, comparison, where)


def _condition_of_rule(
    definition: Definition, kind: str, key: str, comparison: Mapping[str, Any], where: str
) -> Iterator[Finding]:
    if key not in (definition.items if kind == "item" else definition.scales):
        yield error("unknown_reference", where, key=key)
    elif kind == "item":
        yield from _comparison(definition.items[key], comparison, where)
    elif comparison["op"] in ("answered", "unanswered"):
        return
    else:
        wanted = comparison.get("value")
        values = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
        if kind == "scale":
            yield from _numbers(values, where)
        elif comparison["op"] in ("lt", "gte"):
            yield error("not_comparable", where, key=key)
        else:
            yield from _bands(definition, key, values, where)


def _bands(definition: Definition, scale: str, named: Any, where: str) -> Iterator[Finding]:
    known = {band.key for band in definition.scales[scale].bands}
    for key in named:
        if key not in known:
            yield error("unknown_reference", where, key=f"{scale}={key or ''}")
