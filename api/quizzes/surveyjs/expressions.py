"""Expressions of SurveyJS for answers and conditions.

An unanswered question counts as 0 there, and a hidden answer still counts: `_has_` and `_shown_`
say which answers there are, `_points_` what their options are worth. Names begin with `_`, which no
key of ours does.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from content_models.scoring.decimals import written
from content_models.scoring.definition import NUMBERS, Condition, Definition, Item, exact
from content_models.scoring.scales import Row

FALSE = "1 = 0"


def number(value: Fraction | int) -> str:
    """Return a whole or decimal number; a negative one in a form that every place accepts."""
    return written(value) if value >= 0 else f"(0 - {written(-value)})"


def text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def chosen(cases: Iterable[tuple[str, str]], otherwise: str) -> str:
    """Return the value of the first condition that is true."""
    expression = otherwise
    for condition, value in reversed(list(cases)):
        expression = f"iif({condition}, {value}, {expression})"
    return expression


def every(parts: Iterable[str]) -> str:
    return " and ".join(f"({part})" for part in parts) or "1 = 1"


def some(parts: Iterable[str]) -> str:
    return " or ".join(f"({part})" for part in parts) or FALSE


def total(parts: Iterable[str]) -> str:
    return " + ".join(parts) or "0"


class Conditions:
    """How conditions read in a form."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def of(self, condition: Condition) -> str:
        if "all" in condition:
            return every(self.of(part) for part in condition["all"])
        if "any" in condition:
            return some(self.of(part) for part in condition["any"])
        if "not" in condition:
            return f"iif({self.of(condition['not'])}, 1, 0) = 0"
        for kind, read in (("item", self._item), ("scale", self._scale), ("band", self._band)):
            if kind in condition:
                return read(condition[kind], condition)
        return FALSE

    def _item(self, key: str, comparison: Condition) -> str:
        item, operation = self.definition.items[key], comparison["op"]
        there = f"{{_has_{key}}} = 1"
        if operation == "answered":
            return there
        if operation == "unanswered":
            return f"iif({there}, 1, 0) = 0"
        if operation in ("lt", "gte"):
            sign = "<" if operation == "lt" else ">="
            given, parts = _given(item)
            return f"({there}) and {given} {sign} {number(exact(comparison['value']) * parts)}"
        same = some(_equals(item, one) for one in _listed(comparison))
        return f"({there}) and {_whether(same, operation)}"

    def _scale(self, key: str, comparison: Condition) -> str:
        operation = comparison["op"]
        if operation in ("answered", "unanswered"):
            return f"{{_ok_{key}}} = {1 if operation == 'answered' else 0}"
        if operation in ("lt", "gte"):
            return against(key, "<" if operation == "lt" else ">=", exact(comparison["value"]))
        same = some(against(key, "=", exact(one)) for one in _listed(comparison))
        return _whether(same, operation)

    def _band(self, key: str, comparison: Condition) -> str:
        operation = comparison["op"]
        if operation in ("answered", "unanswered"):
            return f"{{_band_{key}}} {'notempty' if operation == 'answered' else 'empty'}"
        same = some(f"{{_band_{key}}} = {text(str(one))}" for one in _listed(comparison))
        return f"({{_band_{key}}} notempty) and {_whether(same, operation)}"


def _listed(comparison: Mapping[str, Any]) -> list[Any]:
    wanted = comparison.get("value")
    return list(wanted) if isinstance(wanted, list | tuple) else [wanted]


def _whether(same: str, operation: str) -> str:
    return f"iif({same}, 1, 0) = {0 if operation == 'ne' else 1}"


def _equals(item: Item, value: Any) -> str:
    if item.type in NUMBERS:
        return f"{{{item.key}}} = {number(exact(value))}"
    return _is_chosen(item, str(value))


def _is_chosen(item: Item, option: str) -> str:
    operator = "contains" if item.type == "multi_choice" else "="
    return f"{{{item.key}}} {operator} {text(option)}"


def points(item: Item) -> str:
    """Return what the chosen options are worth, in whole parts of a point."""
    return _of_options(item, _worths(item))


def contribution(item: Item, row: Row, scale: str, units: int) -> str:
    """Return what an answer adds to a scale, in its units, where there is one."""
    given, parts = _given(item)
    if item.names_points(scale):
        own = {option.key: item.points(option, scale) for option in item.options}
        given, parts = _of_options(item, own), _parts(own)
    if row.term.reverse:
        given = f"{number(sum(item.span(scale)) * parts)} - ({given})"
    return f"{number(row.term.weight * units / parts)} * ({given})"


def _given(item: Item) -> tuple[str, int]:
    """Return what was answered, the number given or what the chosen options are worth, and in how
    many parts of a point."""
    if item.type in NUMBERS:
        return f"{{{item.key}}}", 1
    return f"{{_points_{item.key}}}", _parts(_worths(item))


def _worths(item: Item) -> dict[str, Fraction]:
    return {option.key: option.value for option in item.options}


def _parts(values: Mapping[str, Fraction]) -> int:
    """Return in how many parts a point has to be so that all values are whole."""
    return lcm(*(value.denominator for value in values.values()))


def _of_options(item: Item, values: Mapping[str, Fraction]) -> str:
    """Return what the chosen options come to, in such parts."""
    parts = _parts(values)
    cases = [(_is_chosen(item, key), number(value * parts)) for key, value in values.items()]
    if item.type == "multi_choice":
        return total(chosen([case], "0") for case in cases)
    return chosen(cases, "0")


def against(scale: str, sign: str, value: Fraction) -> str:
    """Return the comparison of a scale with a number, multiplied out: no rounding decides it."""
    above, below = number(value.numerator), value.denominator
    return f"{{_num_{scale}}} * {below} {sign} {above} * {{_den_{scale}}}"
