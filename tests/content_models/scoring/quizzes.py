"""Quizzes made for tests: big ones at random, small ones by hand."""

import random
from typing import Any

JSON = dict[str, Any]


def likert(key: str, *, high: int = 5, **fields: Any) -> JSON:
    options = [{"key": f"o{value}", "value": str(value)} for value in range(1, high + 1)]
    return {"key": key, "type": "likert", "options": options, "required": False} | fields


def scale(key: str, items: list[Any], **fields: Any) -> JSON:
    terms = [item if isinstance(item, dict) else {"item": item} for item in items]
    return {"key": key, "items": terms, "method": "mean"} | fields


def quadrant(x: str, y: str, cut: str, **fields: Any) -> JSON:
    sides = ["high_high", "high_low", "low_high", "low_low"]
    results = {side: side for side in sides}
    return {
        "kind": "quadrant",
        "scales": [x, y],
        "cuts": [cut, cut],
        "results": results,
    } | fields


def quiz(items: list[JSON], scales: list[JSON], rules: list[JSON], **fields: Any) -> JSON:
    named = {result for rule in rules for result in rule.get("results", {}).values()}
    named |= {centroid["result"] for rule in rules for centroid in rule.get("centroids", ())}
    fallback = fields.pop("fallback", "other")
    results = sorted(named | {fallback})
    return {
        "items": items,
        "scales": scales,
        "rules": rules,
        "results": results,
        "fallback": fallback,
    } | fields


def two_scales(items: int = 36) -> JSON:
    """36 items, two scales, every third item reversed, a quadrant selector."""
    keys = [f"i{number}" for number in range(items)]
    half = items // 2
    scales = [
        scale(
            name, [{"item": key, "reverse": position % 3 == 0} for position, key in enumerate(part)]
        )
        for name, part in (("near", keys[:half]), ("far", keys[half:]))
    ]
    return quiz([likert(key) for key in keys], scales, [quadrant("near", "far", "3")])


def many_scales(seed: int = 1, items: int = 135, scales: int = 32) -> JSON:
    """135 items in 32 overlapping scales with weights, reversed keys and every missing rule."""
    chance = random.Random(seed)
    keys = [f"i{number}" for number in range(items)]
    rules = [
        {"rule": "require_all"},
        {"rule": "allow_count", "number": "2"},
        {"rule": "allow_share", "number": "0.2"},
        {"rule": "prorate"},
        {"rule": "value", "number": "3"},
    ]
    made = []
    for number in range(scales):
        terms = [
            {
                "item": key,
                "reverse": chance.random() < 0.4,
                "weight": chance.choice(["1", "1", "2", "0.5", "-1"]),
            }
            for key in chance.sample(keys, chance.randint(5, 20))
        ]
        made.append(
            scale(
                f"s{number}",
                terms,
                method=chance.choice(["sum", "mean", "min", "max"]),
                missing=rules[number % len(rules)],
                normalise=chance.choice(["raw", "percent", "z", "t"]),
                norm={"mean": "3.1", "deviation": "0.7"},
            )
        )
    highest = {
        "kind": "highest",
        "scales": ["s0", "s1", "s2"],
        "results": {"s0": "first", "s1": "second", "s2": "third"},
    }
    return quiz([likert(key) for key in keys], made, [highest])


def sheets(definition: JSON, count: int, *, seed: int, missing: float) -> list[JSON]:
    chance = random.Random(seed)
    return [
        {
            item["key"]: chance.choice(item["options"])["key"]
            for item in definition["items"]
            if chance.random() >= missing
        }
        for _number in range(count)
    ]
