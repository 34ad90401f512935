"""Which values a form works out: as few as will do.

SurveyJS works out every calculated value at every answer, and looks through all of them for each
name in an expression: two thirds as many take half the time.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from api.quizzes.surveyjs.scores import answers, scales
from api.quizzes.surveyjs.selector import selected
from content_models.scoring.definition import Definition

# These are in the data of who has answered; the others are on the way to them.
KEPT = ("_score_", "_band_", "_result")
_NAMED = re.compile(r"\{(_[^{}]+)\}")


def calculated(definition: Definition, conditions: Iterable[str]) -> dict[str, str]:
    """Return the expressions of the values that a form works out, by name, in order.

    What nothing asks for is left out, and what is asked for once stands where it is asked for.

    Args:
        conditions: expressions elsewhere in the form, whose names have to be there.
    """
    everything = dict(chain(answers(definition), scales(definition), selected(definition)))
    kept = {name for name in everything if name.startswith(KEPT)}
    kept |= everything.keys() & set(_NAMED.findall(" ".join(conditions)))
    times = _times_asked(everything, kept)

    def written(expression: str) -> str:
        return _NAMED.sub(inlined, expression)

    def inlined(found: re.Match[str]) -> str:
        name = found[1]
        if name in kept or times[name] != 1:
            return found[0]
        return f"({written(everything[name])})"

    return {
        name: written(expression)
        for name, expression in everything.items()
        if name in kept or times[name] > 1
    }


def _times_asked(everything: dict[str, str], kept: set[str]) -> Counter[str]:
    """Return how often the kept values, and those that they need, ask for each value."""
    times: Counter[str] = Counter()
    waiting = [everything[name] for name in kept]
    while waiting:
        for name in _NAMED.findall(waiting.pop()):
            if name not in everything:
                continue
            if name not in kept and not times[name]:
                waiting.append(everything[name])
            times[name] += 1
    return times
