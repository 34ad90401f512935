"""Block ids that survive a second import: what is the same block keeps its id."""

import json
import uuid
from collections.abc import Callable
from typing import Any

Block = dict[str, Any]

# What people recognise a block by when its text has changed.
_NAMES = ("title", "heading", "question", "term", "name", "text")


def keep_ids(new: list[Block], old: list[Block]) -> list[Block]:
    """Return the new children with the ids of the old ones they continue, new ids elsewhere.

    A child continues one of the same type with the same content, else the same name, else the
    first one left over. Children of children are matched in the same way.
    """
    left = list(old)
    partners: dict[int, Block] = {}
    for same in (_content, _name, _type):
        for position, child in enumerate(new):
            if position in partners:
                continue
            mark = same(child)
            partner = next((other for other in left if mark and same(other) == mark), None)
            if partner is not None:
                left.remove(partner)
                partners[position] = partner
    return [_with_id(child, partners.get(position)) for position, child in enumerate(new)]


def _with_id(child: Block, partner: Block | None) -> Block:
    identifier = partner["id"] if partner else str(uuid.uuid4())
    value = _keep_inside(child["value"], partner["value"] if partner else None)
    return {"type": child["type"], "id": identifier, "value": value}


def _keep_inside(new: Any, old: Any) -> Any:
    if _is_children(new):
        return keep_ids(new, old if _is_children(old) else [])
    if isinstance(new, dict):
        before = old if isinstance(old, dict) else {}
        return {name: _keep_inside(value, before.get(name)) for name, value in new.items()}
    return new


def _is_children(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(child, dict) and {"type", "value"} <= set(child) for child in value
    )


def _type(child: Block) -> str:
    return str(child["type"])


def _name(child: Block) -> str:
    value = child["value"]
    if not isinstance(value, dict):
        return ""
    found = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), "")
    return f"{child['type']}/{found}" if found else ""


def _content(child: Block) -> str:
    plain = _without_ids(child["value"])
    return f"{child['type']}/{json.dumps(plain, sort_keys=True, ensure_ascii=False)}"


def _without_ids(value: Any) -> Any:
    if _is_children(value):
        return [[child["type"], _without_ids(child["value"])] for child in value]
    if isinstance(value, dict):
        return {name: _without_ids(inner) for name, inner in value.items()}
    return value


def strings(value: Any, change: Callable[[str], str]) -> Any:
    """Return stored children with every text passed through `change`, ids and types apart."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [strings(inner, change) for inner in value]
    if isinstance(value, dict):
        return {
            name: inner if name in ("id", "type") else strings(inner, change)
            for name, inner in value.items()
        }
    return value
