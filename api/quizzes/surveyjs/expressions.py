"""Expressions of SurveyJS for answers and conditions.

An unanswered question counts as 0 there, and a hidden answer still counts: `_has_` and `_shown_`
say which answers there are. Names begin with `_`, which no key of ours does.
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
            return f"({there}) and ({worth(item)}) {sign} {number(exact(comparison['value']))}"
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


def worth(item: Item) -> str:
    """Return what a condition compares: the number given, or the values of the options."""
    if item.type in NUMBERS:
        return f"{{{item.key}}}"
    return _of_options(item, {option.key: option.value for option in item.options})


def points(item: Item) -> str:
    """Return what the chosen options are worth, in whole parts of a point."""
    parts = _parts(item)
    return _of_options(item, {option.key: option.value * parts for option in item.options})


def _parts(item: Item) -> int:
    """Return in how many parts a point has to be so that every option is worth whole ones."""
    return lcm(*(option.value.denominator for option in item.options))


def contribution(item: Item, row: Row, scale: str, units: int) -> str:
    """Return what an answer adds to a scale, in its units, where there is one."""
    if item.names_points(scale) and row.table is not None:
        return _of_options(item, {key: Fraction(part) for key, part in row.table.items()})
    parts = 1
    if item.type in NUMBERS:
        given = f"{{{item.key}}}"
    elif item.names_points(scale):
        given = _of_options(
            item, {option.key: item.points(option, scale) for option in item.options}
        )
    else:
        parts, given = _parts(item), f"{{_points_{item.key}}}"
    if row.term.reverse:
        given = f"{number(sum(item.span(scale)) * parts)} - ({given})"
    return f"{number(row.term.weight * units / parts)} * ({given})"


def _of_options(item: Item, values: Mapping[str, Fraction]) -> str:
    cases = [(_is_chosen(item, key), number(value)) for key, value in values.items()]
    if item.type == "multi_choice":
        return total(chosen([case], "0") for case in cases)
    return chosen(cases, "0")


def against(scale: str, sign: str, value: Fraction) -> str:
    """Return the comparison of a scale with a number, multiplied out: no rounding decides it."""
    above, below = number(value.numerator), value.denominator
    return f"{{_num_{scale}}} * {below} {sign} {above} * {{_den_{scale}}}"
