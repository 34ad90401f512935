"""Comparisons on answers, scales and bands, combined by all, any and not."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from content_models.scoring.definition import Condition, Item, exact

COMPARISONS = ("eq", "ne", "in", "lt", "gte", "answered", "unanswered")
# Given the kind of thing, its key and the comparison: its value, None when there is none.
Look = Callable[[str, str, str], Any]


def holds(condition: Condition, look: Look) -> bool:
    """Return whether a condition is true. What has no value is never equal, less or more."""
    if "all" in condition:
        return all(holds(part, look) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, look) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], look)
    kind = next(name for name in ("item", "scale", "band") if name in condition)
    return _compare(
        condition["op"], look(kind, condition[kind], condition["op"]), condition.get("value")
    )


def _compare(operation: str, value: Any, wanted: Any) -> bool:
    if operation in ("answered", "unanswered"):
        return (value is not None) == (operation == "answered")
    if value is None:
        return False
    if operation in ("lt", "gte"):
        return (Fraction(value) < exact(wanted)) == (operation == "lt")
    return _equals(operation, value, wanted)


def look_at_answers(items: Mapping[str, Item], answers: Mapping[str, Any]) -> Look:
    """Return how conditions see answers: by their keys, or by what they are worth in numbers."""

    def look(_kind: str, key: str, operation: str) -> Any:
        answer = answers.get(key)
        if answer is not None and operation in ("lt", "gte"):
            return items[key].worth(answer)
        return answer

    return look


def _equals(operation: str, value: Any, wanted: Any) -> bool:
    options = wanted if isinstance(wanted, list | tuple) else [wanted]
    given = value if isinstance(value, tuple) else (value,)
    if isinstance(value, Fraction):
        found = value in {exact(option) for option in options}
    else:
        found = any(one in options for one in given)
    return found == (operation != "ne")


def references(condition: Condition) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield kind, key and comparison of everything that a condition looks at."""
    for name in ("all", "any"):
        for part in condition.get(name, ()):
            yield from references(part)
    if "not" in condition:
        yield from references(condition["not"])
    for kind in ("item", "scale", "band"):
        if kind in condition:
            yield kind, condition[kind], condition
