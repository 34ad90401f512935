"""Quiz arithmetic: exact, pure, the same in every locale and on every machine."""

from content_models.scoring.definition import Definition, UnreadableDefinition, parse
from content_models.scoring.outcome import Outcome, UnscorableAnswers, score, select_from_scales
from content_models.scoring.scales import ScaleScore

__all__ = [
    "Definition",
    "Outcome",
    "ScaleScore",
    "UnreadableDefinition",
    "UnscorableAnswers",
    "parse",
    "score",
    "select_from_scales",
]
