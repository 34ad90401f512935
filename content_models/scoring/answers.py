"""From what a client sends to accepted answers: option keys, several keys, or a number."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from content_models.scoring.conditions import holds, look_at_answers
from content_models.scoring.definition import NUMBERS, Definition, Item

Accepted = str | tuple[str, ...] | Fraction
MAX_DIGITS = 12
# What one request may hold. A quiz that asks for more could not be taken.
MAX_ANSWERS = 300
MAX_LENGTH = 4_000


class UnscorableAnswers(ValueError):
    """Answers that no reader can have given; `problems` names each item and what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{key}: {reason}" for key, reason in problems.items()))
        self.problems = dict(problems)


def accept(definition: Definition, given: Mapping[str, str | Sequence[str]]) -> dict[str, Accepted]:
    """Return the answers by item, checked.

    Raises:
        UnscorableAnswers: on an unknown item or option, too few or many, or a number off the range.
    """
    problems: dict[str, str] = {}
    accepted: dict[str, Accepted] = {}
    for key, value in given.items():
        item = definition.items.get(key)
        if item is None or item.type == "info":
            problems[key] = "There is no such question."
            continue
        try:
            accepted[key] = _accept_one(item, value)
        except ValueError as error:
            problems[key] = str(error)
    if problems:
        raise UnscorableAnswers(problems)
    return accepted


def _accept_one(item: Item, value: str | Sequence[str]) -> Accepted:
    if item.type in NUMBERS:
        return _number(item, value)
    keys = (value,) if isinstance(value, str) else tuple(value)
    known = item.by_key
    for key in keys:
        if key not in known:
            raise ValueError(f"“{key}” is not one of its options.")
    if item.type != "multi_choice":
        if len(keys) != 1:
            raise ValueError("Exactly one option can be chosen.")
        return keys[0]
    if len(set(keys)) != len(keys):
        raise ValueError("An option is chosen twice.")
    alone = len(keys) == 1 and known[keys[0]].exclusive
    if any(known[key].exclusive for key in keys) and not alone:
        raise ValueError("An option that stands alone is chosen with others.")
    if not alone and not (item.min_choices or 1) <= len(keys) <= (item.max_choices or len(known)):
        raise ValueError("Too few or too many options are chosen.")
    return tuple(sorted(keys))


def _number(item: Item, value: str | Sequence[str]) -> Fraction:
    plain = value if isinstance(value, str) else ""
    if not is_short(plain):
        raise ValueError("It is not a number.")
    number = Fraction(plain)
    if not item.minimum <= number <= item.maximum:
        raise ValueError("The number lies outside the range.")
    return number


def is_short(number: str) -> bool:
    """Return whether a text is a number of at most `MAX_DIGITS` digits."""
    digits = number.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS


def longest_sheet(definition: Definition) -> int:
    """Return how many characters it takes at most to answer every question."""
    asked = [item for item in definition.items.values() if item.type != "info"]
    commas = max(0, len(asked) - 1)
    return commas + sum(len(item.key) + len(":") + _longest_answer(item) for item in asked)


def _longest_answer(item: Item) -> int:
    if item.type in NUMBERS:
        return MAX_DIGITS + len(".") + (len("-") if item.minimum < 0 else 0)
    alone = [len(option.key) for option in item.options]
    if item.type != "multi_choice":
        return max(alone, default=0)
    free = sorted(len(option.key) for option in item.options if not option.exclusive)
    chosen = free[-(item.max_choices or len(free)) :]
    return max([*alone, sum(chosen) + len("+") * (len(chosen) - 1)], default=0)


def visible_answers(
    definition: Definition, accepted: Mapping[str, Accepted]
) -> tuple[dict[str, Accepted], list[str], set[str]]:
    """Return the answers that count, the keys of those that do not, and the visible items.

    Items are gone through in their order; an answer to an item that is not shown is not there for
    the items behind it either.
    """
    counted: dict[str, Accepted] = {}
    visible: set[str] = set()
    look = look_at_answers(definition.items, counted)
    for key, item in definition.items.items():
        if item.visible_if is None or holds(item.visible_if, look):
            visible.add(key)
            if key in accepted:
                counted[key] = accepted[key]
    ignored = sorted(key for key in accepted if key not in counted)
    return counted, ignored, visible


def points_of(item: Item, answer: Accepted, scale: str) -> Fraction:
    """Return what an accepted answer gives to a scale before direction and weight."""
    if isinstance(answer, Fraction):
        return answer
    chosen = (answer,) if isinstance(answer, str) else answer
    return sum((item.points(item.by_key[key], scale) for key in chosen), Fraction(0))
