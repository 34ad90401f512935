"""From answers to scores and a result: the one function behind every endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content_models.scoring.answers import UnscorableAnswers, accept, visible_answers
from content_models.scoring.definition import Definition
from content_models.scoring.scales import Raw, ScaleScore, composite, ordered, raw_of, score_of
from content_models.scoring.selection import Selected, select

__all__ = ["Outcome", "UnscorableAnswers", "score", "select_from_scales"]


@dataclass(frozen=True)
class Outcome:
    """`raw` holds what plain scales add up to: enough to come to the same scores again.

    `ignored` lists answers to items that are not shown, `missing` required items without answer,
    `visible` the items that are shown.
    """

    scores: tuple[ScaleScore, ...]
    raw: Mapping[str, Raw]
    selected: Selected
    answered: int
    total: int
    ignored: tuple[str, ...]
    missing: tuple[str, ...]
    visible: tuple[str, ...]


def score(definition: Definition, given: Mapping[str, str | Sequence[str]]) -> Outcome:
    """Score an answer sheet: item keys with an option key, several keys, or a number as text.

    Raises:
        UnscorableAnswers: naming every item whose answer nobody can have given.

    Source:
        The steps are normative: docs/explanation/quizzes.md.
    """
    accepted = accept(definition, given)
    counted, ignored, visible = visible_answers(definition, accepted)
    raw = {
        scale.key: raw_of(definition, scale, counted, visible)
        for scale in definition.scales.values()
        if not scale.combines
    }
    scores = _scores(definition, raw)
    asked = [item for item in definition.items.values() if item.type != "info"]
    shown = [item for item in asked if item.key in visible]
    return Outcome(
        scores=tuple(scores[key] for key in definition.scales if key in scores),
        raw=raw,
        selected=select(definition, scores, counted),
        answered=len(counted),
        total=len(shown),
        ignored=tuple(ignored),
        missing=tuple(item.key for item in shown if item.required and item.key not in counted),
        visible=tuple(key for key in definition.items if key in visible),
    )


def select_from_scales(
    definition: Definition, raw: Mapping[str, Raw], answers: Mapping[str, Any] | None = None
) -> tuple[tuple[ScaleScore, ...], Selected]:
    """Return scores and result from what the scales add up to, as a token remembers it."""
    scores = _scores(definition, raw)
    in_order = tuple(scores[key] for key in definition.scales if key in scores)
    return in_order, select(definition, scores, answers or {})


def _scores(definition: Definition, raw: Mapping[str, Raw]) -> dict[str, ScaleScore]:
    scores: dict[str, ScaleScore] = {}
    for scale in definition.worked_out("order", "", lambda: ordered(definition.scales)):
        if scale.combines:
            scores[scale.key] = composite(scale, scores)
        else:
            scores[scale.key] = score_of(scale, raw[scale.key])
    return scores
