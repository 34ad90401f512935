"""Parameters of searching."""

from typing import Any

from rest_framework import serializers

from api.v1.parameters.base import Parameters
from api.v1.parameters.documents import CardParameters, FilterParameters
from api.v1.parameters.fields import (
    ChoiceParameter,
    ChoicesParameter,
    LocalesParameter,
    NumberParameter,
)
from content_models import locales
from content_models.publishing.documents import PAGE_KINDS

SEARCHED_KINDS = (*PAGE_KINDS, "glossary-term")
MAX_OFFSET = 10_000


class WordsParameters(Parameters):
    """What is looked for, and where."""

    # A pasted message of 4,000 Chinese characters, percent-encoded.
    longest_query = 40_000

    locale = LocalesParameter(
        required=False,
        help_text="Locales in any usual spelling, separated by commas, the preferred one first, or "
        "`*` for all. The default locale when left out.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "locale" not in attrs:
            attrs["locale"] = LocalesParameter().to_internal_value(locales.default())
        return attrs


class SearchParameters(CardParameters, FilterParameters, WordsParameters):
    """What to look for, which documents, how many and in which order."""

    q = serializers.CharField(
        error_messages={
            "required": "Say what to look for.",
            "blank": "Say what to look for.",
        },
        help_text='Words to look for; the first 400 characters count. `"a phrase"`, `-without` and '
        "`begin*` work, everything else is plain text.",
    )
    kind = ChoicesParameter(
        allowed=SEARCHED_KINDS, required=False, help_text="Only these kinds, separated by commas."
    )
    order = ChoiceParameter(
        choices=("relevance", "newest"),
        required=False,
        default="relevance",
        help_text="Equal hits are ordered by key.",
    )
    limit = NumberParameter(
        minimum=1, maximum=100, required=False, default=20, help_text="How many, 1 to 100."
    )
    offset = NumberParameter(
        minimum=0, maximum=MAX_OFFSET, required=False, help_text="How many to pass over."
    )
    cursor = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Empty to begin, then as given in `links.next`.",
    )
    timing = ChoiceParameter(
        choices=("true", "false"),
        required=False,
        default="false",
        help_text="`true` fills `meta.took_ms`; such an answer is never kept by caches.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "cursor" in attrs and "offset" in attrs:
            raise serializers.ValidationError({"cursor": "Use either cursor or offset."})
        return super().validate(attrs)


class SuggestParameters(WordsParameters):
    """What somebody has typed so far."""

    q = serializers.CharField(
        error_messages={"required": "Say what was typed.", "blank": "Say what was typed."},
        help_text="What was typed so far; the first 100 characters count.",
    )
