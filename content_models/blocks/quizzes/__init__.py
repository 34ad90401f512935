"""The blocks of a quiz: questions, scales, results and the rules that choose one."""

from content_models.blocks.quizzes.canonical import (
    hash_of,
    items_of_quiz,
    labels_of,
    number,
    options_of,
    scoring_of,
)
from content_models.blocks.quizzes.questions import QuizPagesBlock, ResponseSetsBlock
from content_models.blocks.quizzes.results import ResultsBlock
from content_models.blocks.quizzes.scales import ScalesBlock
from content_models.blocks.quizzes.selector import SelectorBlock

__all__ = [
    "QuizPagesBlock",
    "ResponseSetsBlock",
    "ResultsBlock",
    "ScalesBlock",
    "SelectorBlock",
    "hash_of",
    "items_of_quiz",
    "labels_of",
    "number",
    "options_of",
    "scoring_of",
]
