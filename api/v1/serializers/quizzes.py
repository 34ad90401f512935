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
    """The words of a question; how it counts is in `scoring.items`, by the same key."""

    key = serializers.CharField()
    prompt = serializers.CharField()
    help = serializers.CharField(allow_null=True)
    options = VersionOptionSerializer(many=True)


class BandTextSerializer(LabelledKeySerializer):
    """The words of a part of a scale."""

    color = serializers.CharField(allow_null=True)


class ScaleTextSerializer(serializers.Serializer[Any]):
    """The words of a scale."""

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
    """Where two scores meet."""

    x = AxisSerializer()
    y = AxisSerializer()


class ChartSerializer(serializers.Serializer[Any]):
    """The chart of a result as data, and as sentences for those who do not see it."""

    kind = serializers.ChoiceField(choices=["bars", "quadrant"])
    bars = BarSerializer(many=True)
    quadrant = PlaneSerializer(allow_null=True, help_text="Null when `kind` is `bars`.")
    text = serializers.ListField(child=serializers.CharField())


class SharedImageSerializer(serializers.Serializer[Any]):
    """The picture of a result, for `og:image`."""

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
    reason = serializers.ChoiceField(
        choices=REASONS, help_text="What kind of rule decided, or why none could."
    )
    rule = serializers.IntegerField(allow_null=True, help_text="Position of the rule, from 1.")
    answered = serializers.IntegerField(help_text="How many questions were answered.")
    total = serializers.IntegerField(help_text="How many were shown.")
    ignored = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of answered questions that were not shown."
    )
    missing = serializers.ListField(
        child=serializers.CharField(),
        help_text="Keys of shown questions that need an answer and have none.",
    )
    tokens = TokensSerializer(
        allow_null=True, help_text="Null when the answers are finer than a token can hold."
    )


class MintedSerializer(serializers.Serializer[Any]):
    """Tokens for scores that a client worked out."""

    tokens = TokensSerializer()


class ResultSerializer(serializers.Serializer[Any]):
    """A shared result."""

    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    locale = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="Where the quiz can be taken in this locale.")
    day = serializers.DateField(help_text="When the quiz was taken.")
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
    """A part of the report: why, what to do, what to say and what to read."""

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
    """Answer sheets with what they come to: a client that scores should get the same."""

    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    vectors = VectorSerializer(many=True)
