"""Parameters of quizzes."""

from rest_framework import serializers

from api.v1.parameters.documents import LocaleParameters
from api.v1.parameters.fields import NumberParameter
from content_models.scoring.answers import MAX_LENGTH

MAX_VERSION = 65_535


class EvaluateParameters(LocaleParameters):
    """Answers to score, here or in the header `Quiz-Answers`."""

    v = NumberParameter(
        minimum=1, maximum=MAX_VERSION, required=False, help_text="Version; the current one if not."
    )
    a = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_LENGTH,
        help_text="`question:option,question:option+option,question:3.5`",
    )


class ShareParameters(LocaleParameters):
    """Scores that a client worked out by itself."""

    v = NumberParameter(minimum=1, maximum=MAX_VERSION, required=False, help_text="Version.")
    s = serializers.CharField(
        max_length=MAX_LENGTH,
        error_messages={"required": "Give the scores.", "blank": "Give the scores."},
        help_text="`scale:sum/count,scale:sum/count`",
    )
