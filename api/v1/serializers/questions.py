"""What a quiz asks: its pages, questions, options and results, as its document holds them."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.images import ImageSerializer
from api.v1.serializers.scoring import ITEM_TYPES, OPERATIONS, ScoringSerializer


class ResponseOptionSerializer(serializers.Serializer[Any]):
    """An answer that several questions share."""

    id = serializers.CharField()
    key = serializers.CharField()
    value = serializers.CharField(help_text="An exact decimal number.")
    label = serializers.CharField()


class ResponseSetSerializer(serializers.Serializer[Any]):
    """Answers that several questions share, such as “never” to “always”."""

    id = serializers.CharField()
    key = serializers.CharField()
    options = ResponseOptionSerializer(many=True)


class ItemOptionSerializer(serializers.Serializer[Any]):
    """An answer of one question alone."""

    id = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField()
    exclusive = serializers.BooleanField()
    image = ImageSerializer(allow_null=True)


class AnswerConditionSerializer(serializers.Serializer[Any]):
    """A comparison with the answer to an earlier question."""

    item = serializers.CharField()
    op = serializers.ChoiceField(choices=OPERATIONS)
    value = serializers.CharField(
        allow_null=True, help_text="An option's key or a number; `in` has several, with commas."
    )


class OwnLabelSerializer(serializers.Serializer[Any]):
    """What an option of the response set is called in one question."""

    id = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField()


class QuizItemSerializer(serializers.Serializer[Any]):
    """A question, answered with `options` or those of its `response_set`."""

    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    key = serializers.CharField(help_text="The same in every locale.")
    type = serializers.ChoiceField(choices=ITEM_TYPES)
    prompt = serializers.CharField()
    help = serializers.CharField(allow_null=True)
    required = serializers.BooleanField()
    response_set = serializers.CharField(
        allow_null=True, help_text="Key of the shared answers; null where it has its own."
    )
    options = ItemOptionSerializer(many=True)
    labels = OwnLabelSerializer(
        many=True, help_text="Shown instead of the labels that the response set has."
    )
    minimum = serializers.CharField(allow_null=True)
    maximum = serializers.CharField(allow_null=True)
    min_choices = serializers.IntegerField(allow_null=True)
    max_choices = serializers.IntegerField(allow_null=True)
    visible_mode = serializers.ChoiceField(choices=["all", "any"])
    visible_if = AnswerConditionSerializer(many=True)


class QuizPageSerializer(serializers.Serializer[Any]):
    """Questions that are asked together."""

    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    title = serializers.CharField(allow_null=True)
    items = QuizItemSerializer(many=True)


class QuizResultSerializer(serializers.Serializer[Any]):
    """A result that the answers can lead to; its words are in the version."""

    id = serializers.CharField()
    key = serializers.CharField(help_text="The same in every locale.")
    name = serializers.CharField()
    image = ImageSerializer(allow_null=True)


class DefinitionSerializer(serializers.Serializer[Any]):
    """The questions of a quiz in this locale; `version` is null when nothing is scored."""

    version = serializers.IntegerField(allow_null=True)
    scoring = ScoringSerializer(allow_null=True)
    introduction_html = serializers.CharField(allow_null=True)
    disclaimer_html = serializers.CharField()
    consent_html = serializers.CharField(allow_null=True)
    consent_required = serializers.BooleanField()
    item_order = serializers.ChoiceField(
        choices=["fixed", "pages", "items"], help_text="What to shuffle, if anything."
    )
    estimated_minutes = serializers.IntegerField()
    source_note = serializers.CharField(allow_null=True)
    licence = serializers.CharField(allow_null=True)
    response_sets = ResponseSetSerializer(many=True)
    pages = QuizPageSerializer(many=True)
    results = QuizResultSerializer(many=True)
