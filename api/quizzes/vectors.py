"""Golden answer sheets with what they come to, for clients that score by themselves."""

import random
from collections.abc import Iterator
from math import ceil, floor
from typing import Any

from content_models.scoring import Definition, Outcome, UnscorableAnswers, score
from content_models.scoring.decimals import written
from content_models.scoring.definition import NUMBERS, Item
from content_models.scoring.reachability import is_on_cut, is_tied, reach

Sheet = dict[str, Any]

LEAST = 24
TRIES = 300
# How many sheets of each kind that programs get wrong: ties, cuts, hidden and missing answers.
OF_EACH_KIND = 3


def vectors_of(definition: Definition, seed: int) -> list[dict[str, Any]]:
    """Return sheets and outcomes, the same every time: nothing answered, answers that reach each
    result, then sheets at random with every kind of case that there is."""
    sheets = [{}, *reach(definition).witnesses.values()]
    found = [(sheet, score(definition, sheet)) for sheet in sheets]
    kinds = dict.fromkeys(("tied", "on a cut", "hidden", "missing"), 0)
    for sheet, outcome in _at_random(definition, seed):
        special = [kind for kind in _kinds(definition, outcome) if kinds[kind] < OF_EACH_KIND]
        if special or len(found) < LEAST:
            found.append((sheet, outcome))
        for kind in special:
            kinds[kind] += 1
    return [_vector(sheet, outcome) for sheet, outcome in found]


def _at_random(definition: Definition, seed: int) -> Iterator[tuple[Sheet, Outcome]]:
    chance = random.Random(seed)  # noqa: S311 - not a secret: the same vectors every time.
    asked = [item for item in definition.items.values() if item.type != "info"]
    for number in range(TRIES):
        gaps = 0.15 if number % 2 else 0.0
        sheet = {item.key: _choice(chance, item) for item in asked if chance.random() >= gaps}
        try:
            yield sheet, score(definition, sheet)
        except UnscorableAnswers as error:
            accepted = {key: value for key, value in sheet.items() if key not in error.problems}
            yield accepted, score(definition, accepted)


def _choice(chance: random.Random, item: Item) -> str | list[str]:
    if item.type in NUMBERS:
        least, most = ceil(item.minimum), floor(item.maximum)
        if least > most:
            return written(chance.choice((item.minimum, item.maximum)))
        return str(chance.randint(least, most))
    keys = [option.key for option in item.options]
    if item.type != "multi_choice":
        return chance.choice(keys)
    most = item.max_choices or len(keys)
    return sorted(chance.sample(keys, chance.randint(item.min_choices or 1, min(most, len(keys)))))


def _kinds(definition: Definition, outcome: Outcome) -> list[str]:
    values = {one.scale: one.value for one in outcome.scores}
    cases = {
        "tied": is_tied(definition, values),
        "on a cut": is_on_cut(definition, values),
        "hidden": bool(outcome.ignored),
        "missing": bool(outcome.missing) or outcome.answered < outcome.total,
    }
    return [kind for kind, is_one in cases.items() if is_one]


def _vector(sheet: Sheet, outcome: Outcome) -> dict[str, Any]:
    return {
        "answers": ",".join(
            f"{item}:{option if isinstance(option, str) else '+'.join(option)}"
            for item, option in sheet.items()
        ),
        "scores": [
            f"{one.scale}={'' if one.value is None else one.value}" for one in outcome.scores
        ],
        "result": outcome.selected.result,
        "reason": outcome.selected.reason,
        "ignored": outcome.ignored,
    }
