"""From the streams of a quiz to its canonical scoring: keys and numbers, no words."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from content_models.scoring.definition import TIES

JSON = dict[str, Any]


def scoring_of(page: Any) -> JSON:
    """Return the canonical scoring of a quiz page, the same in every locale."""
    sets = {child.value["key"]: child.value["options"] for child in page.response_sets}
    return {
        "items": [_item(child.value, sets) for child in items_of_quiz(page)],
        "scales": [_scale(child.value) for child in page.scales],
        "rules": [_rule(child.block_type, child.value) for child in page.selector],
        "results": [child.value["key"] for child in page.results],
        "fallback": page.fallback,
        "insufficient": page.insufficient,
    }


def hash_of(scoring: JSON) -> str:
    """Return what tells two scorings apart."""
    text = json.dumps(scoring, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def items_of_quiz(page: Any) -> Iterator[Any]:
    """Yield the questions of a quiz in order, with their block ids."""
    for part in page.pages:
        yield from part.value["items"]


def number(value: Any) -> str | None:
    """Return a decimal without needless digits, `2.50` as `2.5`."""
    if value is None or value == "":
        return None
    return format(Decimal(value).normalize() + 0, "f")


def options_of(value: Any, sets: JSON) -> Iterable[Any]:
    """Return the options a question is answered with: its own, or those of its response set."""
    own = list(value["options"])
    return own or list(sets.get(value["response_set"], ()))


def labels_of(value: Any, sets: JSON) -> dict[str, str]:
    """Return what the options of a question are called, by key; its own words before the set's."""
    own = {entry["key"]: entry["label"] for entry in value["labels"]}
    return {
        option["key"]: own.get(option["key"]) or option["label"]
        for option in options_of(value, sets)
    }


def _item(value: Any, sets: JSON) -> JSON:
    return {
        "key": value["key"],
        "type": value["type"],
        "required": bool(value["required"]),
        "minimum": number(value["minimum"]),
        "maximum": number(value["maximum"]),
        "min_choices": value["min_choices"],
        "max_choices": value["max_choices"],
        "options": [
            {
                "key": option["key"],
                "value": number(option["value"]) or "0",
                "points": {
                    entry["scale"]: number(entry["points"]) for entry in option.get("points", ())
                },
                "exclusive": bool(option.get("exclusive")),
            }
            for option in options_of(value, sets)
        ],
        "visible_if": _conditions(value["visible_mode"], value["visible_if"], "item"),
    }


def _conditions(mode: str, conditions: Any, kind: str | None) -> JSON | None:
    parts = [
        {
            (kind or condition["kind"]): condition["item" if kind else "key"],
            "op": condition["op"],
            "value": _value(condition["op"], condition["value"]),
        }
        for condition in conditions
    ]
    return {mode: parts} if parts else None


def _value(operation: str, text: str) -> str | list[str] | None:
    if operation == "in":
        return [part.strip() for part in text.split(",") if part.strip()]
    return text.strip() if text and operation not in ("answered", "unanswered") else None


def _scale(value: Any) -> JSON:
    return {
        "key": value["key"],
        "method": value["method"],
        "items": [
            {
                "item": term["item"],
                "weight": number(term["weight"]),
                "reverse": bool(term["reverse"]),
            }
            for term in value["items"]
        ],
        "combines": [
            {"scale": term["scale"], "weight": number(term["weight"])} for term in value["combines"]
        ],
        "missing": {"rule": value["missing"], "number": number(value["missing_number"])},
        "normalise": value["normalise"],
        "norm": {
            "mean": number(value["norm_mean"]),
            "deviation": number(value["norm_deviation"]),
            "table": [
                {"from": number(row["minimum"]), "percentile": number(row["percentile"])}
                for row in value["percentiles"]
            ],
        },
        "decimals": value["decimals"],
        "bands": [
            {
                "key": band["key"],
                "minimum": number(band["minimum"]),
                "maximum": number(band["maximum"]),
            }
            for band in value["bands"]
        ],
    }


def _ties(value: Any) -> str:
    """Return what decides a tie, a scale told apart from a way that is called as it is."""
    if value["ties"] != "scale":
        return str(value["ties"])
    return f"scale:{value['tie_scale']}" if value["tie_scale"] in TIES else value["tie_scale"]


def _rule(kind: str, value: Any) -> JSON:
    if kind in ("highest", "lowest"):
        results = {entry["scale"]: entry["result"] for entry in value["scales"]}
        for pair in value["pairs"]:
            results["+".join(sorted((pair["first"], pair["second"])))] = pair["result"]
        scales = [entry["scale"] for entry in value["scales"]]
        margin = number(value["margin"])
        return {
            "kind": kind,
            "scales": scales,
            "results": results,
            "margin": margin,
            "ties": _ties(value),
        }
    if kind == "quadrant":
        sides = ("high_high", "high_low", "low_high", "low_low", "borderline")
        return {
            "kind": kind,
            "scales": [value["x"], value["y"]],
            "cuts": [number(value["cut_x"]), number(value["cut_y"])],
            "boundary": value["boundary"],
            "results": {side: value[side] for side in sides if value[side]},
        }
    if kind == "band":
        results = {entry["band"]: entry["result"] for entry in value["bands"]}
        return {"kind": kind, "scales": [value["scale"]], "results": results}
    if kind == "nearest":
        return {
            "kind": kind,
            "scales": list(value["scales"]),
            "centroids": [
                {"result": entry["result"], "at": [n.strip() for n in entry["at"].split(",")]}
                for entry in value["centroids"]
            ],
        }
    condition = _conditions(value["mode"], value["conditions"], None)
    return {"kind": kind, "condition": condition, "results": {"then": value["result"]}}
