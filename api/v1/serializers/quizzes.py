"""Quizzes that are scored: versions, outcomes, results to share, reports."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.cards import CardSerializer
from api.v1.serializers.images import ImageSerializer
from api.v1.serializers.pages import LabelsSerializer
from api.v1.serializers.scoring import ScoringSerializer

REASONS = ["highest", "lowest", "quadrant", "band", "nearest", "when", "fallback", "insufficient"]


class LabelledKeySerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()


class VersionOptionSerializer(LabelledKeySerializer):
    """An option; its image is the one that the published quiz has now."""

    image = ImageSerializer(allow_null=True)


class VersionItemSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    prompt = serializers.CharField()
    help = serializers.CharField(allow_null=True)
    options = VersionOptionSerializer(many=True)


class BandTextSerializer(LabelledKeySerializer):
    color = serializers.CharField(allow_null=True)


class ScaleTextSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    low_label = serializers.CharField(allow_null=True)
    high_label = serializers.CharField(allow_null=True)
    bands = BandTextSerializer(many=True)


class ResultTextSerializer(serializers.Serializer[Any]):
    """What a reader learns, without the report."""

    key = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    body_html = serializers.CharField(allow_null=True)
    strengths = serializers.ListField(child=serializers.CharField())
    cautions = serializers.ListField(child=serializers.CharField())
    image = ImageSerializer(
        allow_null=True, help_text="As the published quiz shows it now, whatever the version."
    )
    share_title = serializers.CharField()
    share_text = serializers.CharField()


class VersionPageSerializer(serializers.Serializer[Any]):
    """A page of questions, by their keys."""

    id = serializers.CharField()
    title = serializers.CharField(allow_null=True)
    items = serializers.ListField(child=serializers.CharField())


class QuizVersionSerializer(serializers.Serializer[Any]):
    """One version of a quiz, all that taking and scoring it needs; its scoring never changes."""

    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    locale = serializers.CharField()
    title = serializers.CharField()
    introduction_html = serializers.CharField(allow_null=True)
    disclaimer_html = serializers.CharField()
    consent_html = serializers.CharField(allow_null=True)
    consent_required = serializers.BooleanField()
    item_order = serializers.ChoiceField(choices=["fixed", "pages", "items"])
    estimated_minutes = serializers.IntegerField()
    source_note = serializers.CharField(allow_null=True)
    licence = serializers.CharField(allow_null=True)
    pages = VersionPageSerializer(many=True)
    scoring = ScoringSerializer()
    items = VersionItemSerializer(many=True)
    scales = ScaleTextSerializer(many=True)
    results = ResultTextSerializer(many=True)


class ScoreSerializer(serializers.Serializer[Any]):
    """One scale. `exact` is a fraction, `value` rounded half up; null when too little is known."""

    scale = serializers.CharField()
    name = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    exact = serializers.CharField(allow_null=True)
    percent = serializers.CharField(allow_null=True)
    answered = serializers.IntegerField()
    total = serializers.IntegerField()
    band = BandTextSerializer(allow_null=True)
    low_label = serializers.CharField(allow_null=True)
    high_label = serializers.CharField(allow_null=True)


class BarSerializer(serializers.Serializer[Any]):
    """`position` is percent of the axis; null when the scale has no score."""

    scale = serializers.CharField()
    name = serializers.CharField()
    position = serializers.CharField(allow_null=True)
    color = serializers.CharField(allow_null=True)


class AxisSerializer(serializers.Serializer[Any]):
    """`position` and `cut` are percent of the axis."""

    scale = serializers.CharField()
    name = serializers.CharField()
    position = serializers.CharField()
    cut = serializers.CharField()
    low_label = serializers.CharField(allow_null=True)
    high_label = serializers.CharField(allow_null=True)


class PlaneSerializer(serializers.Serializer[Any]):
    x = AxisSerializer()
    y = AxisSerializer()


class ChartSerializer(serializers.Serializer[Any]):
    """The chart of a result as data, and as sentences for those who do not see it."""

    kind = serializers.ChoiceField(choices=["bars", "quadrant"])
    bars = BarSerializer(many=True)
    quadrant = PlaneSerializer(allow_null=True)
    text = serializers.ListField(child=serializers.CharField())


class SharedImageSerializer(serializers.Serializer[Any]):
    src = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField()


class TokensSerializer(serializers.Serializer[Any]):
    """`share` opens the result and nothing else, `report` the report as well."""

    share = serializers.CharField()
    report = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What an answer sheet comes to."""

    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    locale = serializers.CharField()
    scores = ScoreSerializer(many=True)
    chart = ChartSerializer()
    result = ResultTextSerializer(allow_null=True)
    reason = serializers.ChoiceField(choices=REASONS)
    rule = serializers.IntegerField(allow_null=True, help_text="Position of the rule, from 1.")
    answered = serializers.IntegerField()
    total = serializers.IntegerField()
    ignored = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(child=serializers.CharField())
    tokens = TokensSerializer(allow_null=True)


class MintedSerializer(serializers.Serializer[Any]):
    tokens = TokensSerializer()


class ResultSerializer(serializers.Serializer[Any]):
    """A shared result."""

    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    locale = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="Where the quiz can be taken in this locale.")
    day = serializers.DateField()
    scores = ScoreSerializer(many=True)
    chart = ChartSerializer()
    result = ResultTextSerializer(allow_null=True)
    image = SharedImageSerializer()
    disclaimer_html = serializers.CharField()
    labels = LabelsSerializer()


class LinkedSectionSerializer(serializers.Serializer[Any]):
    """A section, practice step or concept of a document."""

    id = serializers.CharField(help_text="The same in every locale.")
    heading = serializers.CharField(allow_null=True)
    anchor = serializers.CharField()
    url = serializers.CharField()


class ReportStepSerializer(serializers.Serializer[Any]):
    """Something to do. `section` is the part of `document` to open, null for all of it."""

    text = serializers.CharField()
    document = CardSerializer(allow_null=True)
    section = LinkedSectionSerializer(allow_null=True)


class ReportSectionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    heading = serializers.CharField()
    why_html = serializers.CharField(allow_null=True)
    steps = ReportStepSerializer(many=True)
    advice = CardSerializer(many=True)
    phrases = serializers.ListField(child=serializers.CharField())
    cases = CardSerializer(many=True)


class ReportSerializer(ResultSerializer):
    """The deeper report behind a result."""

    sections = ReportSectionSerializer(many=True)


class VectorSerializer(serializers.Serializer[Any]):
    """An answer sheet with what it must come to, for those who score by themselves."""

    answers = serializers.CharField(allow_blank=True)
    scores = serializers.ListField(
        child=serializers.CharField(), help_text="`scale=exact`; empty when it has no score."
    )
    result = serializers.CharField(allow_null=True)
    reason = serializers.ChoiceField(choices=REASONS)
    ignored = serializers.ListField(child=serializers.CharField())


class VectorsSerializer(serializers.Serializer[Any]):
    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    vectors = VectorSerializer(many=True)
