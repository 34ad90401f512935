"""The canonical scoring of a quiz: what a client needs to score as the server does."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

ITEM_TYPES = [
    "likert",
    "single_choice",
    "multi_choice",
    "yes_no",
    "forced_pair",
    "slider",
    "number",
    "info",
]
OPERATIONS = ["eq", "ne", "in", "lt", "gte", "answered", "unanswered"]


def decimal_field(**options: Any) -> serializers.CharField:
    options.setdefault("help_text", "An exact decimal number.")
    return serializers.CharField(**options)


def keys_field(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), **options)


def one_of(
    name: str, serializers_: list[type[serializers.Serializer[Any]]], **options: Any
) -> PolymorphicProxySerializer:
    """Return a union whose members are told apart by the fields they have."""
    return PolymorphicProxySerializer(
        component_name=name, serializers=serializers_, resource_type_field_name=None, **options
    )


@extend_schema_field(
    {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
)
class ComparedField(serializers.JSONField):
    """What an answer, a score or a band is compared with."""


class ComparisonSerializer(serializers.Serializer[Any]):
    """Something that is compared: `in` has a list, `answered` and `unanswered` have null."""

    op = serializers.ChoiceField(choices=OPERATIONS)
    value = ComparedField(allow_null=True)


class ItemComparisonSerializer(ComparisonSerializer):
    """Compares the answer to a question with an option's key or a number."""

    item = serializers.CharField(help_text="Key of the question.")


class ScaleComparisonSerializer(ComparisonSerializer):
    """Compares a score with a number."""

    scale = serializers.CharField(help_text="Key of the scale.")


class BandComparisonSerializer(ComparisonSerializer):
    """Compares the band of a score with a band's key."""

    band = serializers.CharField(help_text="Key of the scale whose band is compared.")


class EveryAnswerSerializer(serializers.Serializer[Any]):
    """Holds when all comparisons hold."""

    all = ItemComparisonSerializer(many=True)


class SomeAnswerSerializer(serializers.Serializer[Any]):
    """Holds when any comparison holds."""

    any = ItemComparisonSerializer(many=True)


COMPARISONS: list[type[serializers.Serializer[Any]]] = [
    ItemComparisonSerializer,
    ScaleComparisonSerializer,
    BandComparisonSerializer,
]


class EverySerializer(serializers.Serializer[Any]):
    """Holds when all comparisons hold."""

    all = one_of("Comparison", COMPARISONS, many=True)


class SomeSerializer(serializers.Serializer[Any]):
    """Holds when any comparison holds."""

    any = one_of("Comparison", COMPARISONS, many=True)


class ScoringOptionSerializer(serializers.Serializer[Any]):
    """What an option is worth: its `points` on the scales they name, else its `value`.

    Where any option of a question names a scale, those that do not give it nothing.
    """

    key = serializers.CharField()
    value = decimal_field()
    points = serializers.DictField(
        child=serializers.CharField(), help_text="Exact decimal numbers by the key of a scale."
    )
    exclusive = serializers.BooleanField(help_text="It cannot be chosen with others.")


class ScoringItemSerializer(serializers.Serializer[Any]):
    """A question as scoring sees it; its words are among the `items` of the version."""

    key = serializers.CharField()
    type = serializers.ChoiceField(choices=ITEM_TYPES)
    required = serializers.BooleanField()
    minimum = decimal_field(allow_null=True, help_text="Of a slider or number.")
    maximum = decimal_field(allow_null=True, help_text="Of a slider or number.")
    min_choices = serializers.IntegerField(allow_null=True)
    max_choices = serializers.IntegerField(allow_null=True, help_text="Null or 0: all of them.")
    options = ScoringOptionSerializer(many=True)
    visible_if = one_of(
        "AnswersCondition", [EveryAnswerSerializer, SomeAnswerSerializer], allow_null=True
    )


class ScaleItemSerializer(serializers.Serializer[Any]):
    """How a question counts on a scale."""

    item = serializers.CharField(help_text="Key of the question.")
    weight = decimal_field()
    reverse = serializers.BooleanField(
        help_text="Counts the lowest plus the highest of its possible points, less those given."
    )


class CombinedScaleSerializer(serializers.Serializer[Any]):
    """How a scale counts on one that is put together from others."""

    scale = serializers.CharField(help_text="Key of the scale.")
    weight = decimal_field()


class MissingAnswersSerializer(serializers.Serializer[Any]):
    """How many answers a scale may lack, or what a missing one counts."""

    rule = serializers.ChoiceField(
        choices=["allow_share", "allow_count", "require_all", "prorate", "value"]
    )
    number = decimal_field(
        allow_null=True, help_text="The share from 0 to 1, the count or the value; null for 0."
    )


class PercentileSerializer(serializers.Serializer[Any]):
    """The percentile of scores from a number on."""

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of Python, so it cannot be declared as the others are.
        return {"from": decimal_field(), "percentile": decimal_field()}


class NormSerializer(serializers.Serializer[Any]):
    """The group that scores are compared with."""

    mean = decimal_field(allow_null=True)
    deviation = decimal_field(allow_null=True)
    table = PercentileSerializer(many=True)


class ScoringBandSerializer(serializers.Serializer[Any]):
    """A part of a scale's range: from `minimum` up to `maximum`, which only the last includes."""

    key = serializers.CharField()
    minimum = decimal_field()
    maximum = decimal_field()


class ScoringScaleSerializer(serializers.Serializer[Any]):
    """How a score comes from `items`, or from other scales in `combines`."""

    key = serializers.CharField()
    method = serializers.ChoiceField(choices=["sum", "mean", "min", "max", "count"])
    items = ScaleItemSerializer(many=True)
    combines = CombinedScaleSerializer(many=True)
    missing = MissingAnswersSerializer()
    normalise = serializers.ChoiceField(choices=["raw", "percent", "z", "t", "percentile"])
    norm = NormSerializer()
    decimals = serializers.IntegerField(help_text="Only for showing; nothing else is rounded.")
    bands = ScoringBandSerializer(many=True)


class RuleSerializer(serializers.Serializer[Any]):
    """What may decide the result."""

    results = serializers.DictField(
        child=serializers.CharField(), help_text="Keys of results by the case they are for."
    )


class ExtremeRuleSerializer(RuleSerializer):
    """The highest or lowest scale decides; the case is its key, or `a+b` where these two tie."""

    kind = serializers.ChoiceField(choices=["highest", "lowest"])
    scales = keys_field()
    margin = decimal_field(help_text="Scales this close count as tied.")
    ties = serializers.CharField(
        help_text="`order`: the first of `scales` wins; `combined`: the pair has a result of its "
        "own; else the key of the scale that wins, after `scale:` where that is one of these words."
    )


class QuadrantRuleSerializer(RuleSerializer):
    """Two scales decide: `high_low` is the case of the first above and the second below its cut."""

    kind = serializers.ChoiceField(choices=["quadrant"])
    scales = keys_field(help_text="The scale across, then the one upwards.")
    cuts = keys_field(help_text="Exact decimal numbers, one for each of `scales`.")
    boundary = serializers.ChoiceField(
        choices=["high", "low", "borderline"], help_text="What a score on its cut counts as."
    )


class BandRuleSerializer(RuleSerializer):
    """The band of a scale decides; its key is the case."""

    kind = serializers.ChoiceField(choices=["band"])
    scales = keys_field(help_text="The only one.")


class CentroidSerializer(serializers.Serializer[Any]):
    """Where a result lies."""

    result = serializers.CharField()
    at = keys_field(help_text="Exact decimal numbers, one for each of the rule's `scales`.")


class NearestRuleSerializer(serializers.Serializer[Any]):
    """The result that lies nearest to the scores decides."""

    kind = serializers.ChoiceField(choices=["nearest"])
    scales = keys_field()
    centroids = CentroidSerializer(many=True)


class WhenRuleSerializer(RuleSerializer):
    """A condition decides: the result of the case `then` while it holds."""

    kind = serializers.ChoiceField(choices=["when"])
    condition = one_of("Condition", [EverySerializer, SomeSerializer], allow_null=True)


RULES: dict[str, type[serializers.Serializer[Any]]] = {
    "highest": ExtremeRuleSerializer,
    "lowest": ExtremeRuleSerializer,
    "quadrant": QuadrantRuleSerializer,
    "band": BandRuleSerializer,
    "nearest": NearestRuleSerializer,
    "when": WhenRuleSerializer,
}


class ScoringSerializer(serializers.Serializer[Any]):
    """How answers become scores and a result. The first rule that fits decides."""

    items = ScoringItemSerializer(many=True, help_text="In the order of the questions.")
    scales = ScoringScaleSerializer(many=True)
    rules = PolymorphicProxySerializer(
        component_name="ScoringRule",
        serializers=RULES,
        resource_type_field_name="kind",
        many=True,
    )
    results = keys_field(help_text="Keys of all results, in order.")
    fallback = serializers.CharField(
        allow_blank=True, help_text="Key of the result when no rule fits."
    )
    insufficient = serializers.CharField(
        allow_blank=True,
        help_text="Key of the result when a scale that a rule needs has no score; empty for none.",
    )
