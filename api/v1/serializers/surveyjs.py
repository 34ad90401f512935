"""The form of a quiz for SurveyJS: only the properties that we print."""

from typing import Any

from rest_framework import serializers


class SurveyChoiceSerializer(serializers.Serializer[Any]):
    """An option."""

    value = serializers.CharField()
    text = serializers.CharField()
    imageLink = serializers.URLField(required=False)  # noqa: N815
    isExclusive = serializers.BooleanField(required=False)  # noqa: N815


class SurveyElementSerializer(serializers.Serializer[Any]):
    """A question, or words between questions."""

    type = serializers.ChoiceField(
        choices=["radiogroup", "imagepicker", "checkbox", "text", "html"]
    )
    name = serializers.CharField()
    title = serializers.CharField(required=False)
    description = serializers.CharField(required=False)
    html = serializers.CharField(required=False)
    isRequired = serializers.BooleanField(required=False)  # noqa: N815
    choices = SurveyChoiceSerializer(many=True, required=False)
    showLabel = serializers.BooleanField(required=False)  # noqa: N815
    minSelectedChoices = serializers.IntegerField(required=False)  # noqa: N815
    maxSelectedChoices = serializers.IntegerField(required=False)  # noqa: N815
    inputType = serializers.ChoiceField(choices=["number"], required=False)  # noqa: N815
    min = serializers.FloatField(required=False)
    max = serializers.FloatField(required=False)
    step = serializers.ChoiceField(choices=["any"], required=False)
    visibleIf = serializers.CharField(required=False)  # noqa: N815


class SurveyPageSerializer(serializers.Serializer[Any]):
    """Questions that are asked together."""

    name = serializers.CharField()
    title = serializers.CharField(required=False)
    elements = SurveyElementSerializer(many=True)


class SurveyValueSerializer(serializers.Serializer[Any]):
    """Something that survey-core works out."""

    name = serializers.CharField()
    expression = serializers.CharField()
    includeIntoResult = serializers.BooleanField(required=False)  # noqa: N815


class SurveyEndSerializer(serializers.Serializer[Any]):
    """What is shown at the end while its expression holds."""

    expression = serializers.CharField()
    html = serializers.CharField()


class SurveySerializer(serializers.Serializer[Any]):
    """A form that survey-core shows and scores: `_score_…`, `_band_…`, `_result` are its data."""

    locale = serializers.CharField(required=False)
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    completedHtml = serializers.CharField()  # noqa: N815
    completedHtmlOnCondition = SurveyEndSerializer(many=True)  # noqa: N815
    clearInvisibleValues = serializers.ChoiceField(choices=["onHidden"])  # noqa: N815
    pages = SurveyPageSerializer(many=True)
    calculatedValues = SurveyValueSerializer(many=True)  # noqa: N815
