"""The canonical scoring of a quiz as a closed schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
WHOLE_OR_NULL: Schema = {"type": ["integer", "null"]}


def closed(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def numbers_by_key() -> Schema:
    return {"type": "object", "additionalProperties": TEXT}


def comparison(kind: str) -> Schema:
    operations = ["eq", "ne", "in", "lt", "gte", "answered", "unanswered"]
    value = {"oneOf": [TEXT, many(TEXT), {"type": "null"}]}
    return closed({kind: TEXT, "op": {"type": "string", "enum": operations}, "value": value})


COMPARISON: Schema = {"oneOf": [comparison(kind) for kind in ("item", "scale", "band")]}
CONDITION: Schema = {
    "oneOf": [closed({mode: many(COMPARISON)}) for mode in ("all", "any")] + [{"type": "null"}]
}
OPTION = closed(
    {"key": TEXT, "value": TEXT, "points": numbers_by_key(), "exclusive": {"type": "boolean"}}
)
ITEM = closed(
    {
        "key": TEXT,
        "type": TEXT,
        "required": {"type": "boolean"},
        "minimum": TEXT_OR_NULL,
        "maximum": TEXT_OR_NULL,
        "min_choices": WHOLE_OR_NULL,
        "max_choices": WHOLE_OR_NULL,
        "options": many(OPTION),
        "visible_if": CONDITION,
    }
)
SCALE = closed(
    {
        "key": TEXT,
        "method": {"type": "string", "enum": ["sum", "mean", "min", "max", "count"]},
        "items": many(closed({"item": TEXT, "weight": TEXT, "reverse": {"type": "boolean"}})),
        "combines": many(closed({"scale": TEXT, "weight": TEXT})),
        "missing": closed({"rule": TEXT, "number": TEXT_OR_NULL}),
        "normalise": {"type": "string", "enum": ["raw", "percent", "z", "t", "percentile"]},
        "norm": closed(
            {
                "mean": TEXT_OR_NULL,
                "deviation": TEXT_OR_NULL,
                "table": many(closed({"from": TEXT, "percentile": TEXT})),
            }
        ),
        "decimals": {"type": "integer"},
        "bands": many(closed({"key": TEXT, "minimum": TEXT, "maximum": TEXT})),
    }
)
RULE = closed(
    {
        "kind": {
            "type": "string",
            "enum": ["highest", "lowest", "quadrant", "band", "nearest", "when"],
        },
        "scales": many(TEXT),
        "results": numbers_by_key(),
        "margin": TEXT,
        "ties": TEXT,
        "cuts": many(TEXT),
        "boundary": TEXT,
        "centroids": many(closed({"result": TEXT, "at": many(TEXT)})),
        "condition": CONDITION,
    },
    optional=(
        "scales",
        "results",
        "margin",
        "ties",
        "cuts",
        "boundary",
        "centroids",
        "condition",
    ),
)
SCORING = closed(
    {
        "items": many(ITEM),
        "scales": many(SCALE),
        "rules": many(RULE),
        "results": many(TEXT),
        "fallback": TEXT,
        "insufficient": TEXT,
    }
)


@extend_schema_field(SCORING)
class ScoringField(serializers.JSONField):
    """How answers become scores and a result."""
