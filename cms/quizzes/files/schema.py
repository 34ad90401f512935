"""The JSON schema of a quiz file, made from the blocks, so that both always agree."""

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.quizzes.files.fields import FORMAT, PLAIN, REQUIRED, RULE, STREAMS, TEXTS, is_text
from content_models.blocks.base import KeyBlock
from content_models.models import QuizPage

JSON = dict[str, Any]
ID = {"$ref": "#/$defs/uuid"}
DEFINITIONS: JSON = {
    "uuid": {"type": "string", "format": "uuid", "pattern": "^[0-9a-fA-F-]{36}$"},
    "text": {
        "type": "object",
        "description": "Words by locale. A locale that is left out shows the source's words.",
        "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "additionalProperties": {"type": "string"},
    },
    "key": {"type": "string", "pattern": "^([a-z][a-z0-9_]{0,31})?$"},
    "number": {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"},
            {"type": "null"},
        ]
    },
}


def schema() -> JSON:
    """Return the JSON schema (2020-12) of a quiz file."""
    properties: JSON = {
        "$schema": {"type": "string"},
        "format": {"const": FORMAT},
        "key": ID,
        "source_locale": {"type": "string"},
        "locales": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "parent": ID,
    }
    properties |= {name: {"$ref": "#/$defs/text"} for name in TEXTS}
    properties |= {name: _field(QuizPage._meta.get_field(name)) for name in PLAIN}
    properties |= {name: _block(QuizPage._meta.get_field(name).stream_block) for name in STREAMS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Quiz",
        "type": "object",
        "additionalProperties": False,
        "required": list(REQUIRED),
        "properties": properties,
        "$defs": DEFINITIONS,
    }


def _field(field: Any) -> JSON:
    if field.choices:
        return {"enum": [value for value, _label in field.choices]}
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return {"type": "boolean"}
    if kind == "PositiveSmallIntegerField":
        return {"type": ["integer", "null"], "minimum": 1}
    return {"type": "string", "maxLength": field.max_length}


def _block(block: blocks.Block) -> JSON:
    if isinstance(block, blocks.StreamBlock):
        several = len(block.child_blocks) > 1
        kinds = [
            _struct(child, {"id": ID} | ({RULE: {"const": name}} if several else {}))
            for name, child in block.child_blocks.items()
        ]
        return {"type": "array", "items": {"oneOf": kinds} if several else kinds[0]}
    if isinstance(block, blocks.ListBlock):
        inside = block.child_block
        if isinstance(inside, blocks.StructBlock):
            items = _struct(inside, {"id": ID})
        else:
            items = {
                "type": "object",
                "additionalProperties": False,
                "required": ["value"],
                "properties": {"id": ID, "value": _block(inside)},
            }
        return {"type": "array", "items": items, "minItems": block.meta.min_num or 0}
    return _leaf(block)


def _struct(block: blocks.StructBlock, extra: JSON) -> JSON:
    required = [RULE] if RULE in extra else []
    required += [
        name
        for name, child in block.child_blocks.items()
        if child.required and child.get_prep_value(child.get_default()) in (None, "")
    ]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": extra | {name: _block(child) for name, child in block.child_blocks.items()},
    }


def _leaf(block: blocks.Block) -> JSON:
    if is_text(block):
        return {"$ref": "#/$defs/text"}
    if isinstance(block, blocks.PageChooserBlock):
        return {"anyOf": [ID, {"type": "null"}]}
    if isinstance(block, ImageChooserBlock):
        return {"type": ["string", "null"], "description": "Path of the image beside the file."}
    if isinstance(block, blocks.BooleanBlock):
        return {"type": "boolean"}
    if isinstance(block, blocks.DecimalBlock):
        return {"$ref": "#/$defs/number"}
    if isinstance(block, blocks.IntegerBlock):
        return {"type": ["integer", "null"]}
    if isinstance(block, blocks.ChoiceBlock):
        return {"enum": [value for value, _label in block.field.choices if value]}
    return {"$ref": "#/$defs/key"} if isinstance(block, KeyBlock) else {"type": "string"}
