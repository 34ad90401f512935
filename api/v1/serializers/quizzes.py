"""Quizzes that are scored: versions, outcomes, results to share, reports."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.cards import CardSerializer
from api.v1.serializers.scoring import ScoringField

REASONS = ["highest", "lowest", "quadrant", "band", "nearest", "when", "fallback", "insufficient"]


class LabelledKeySerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()


class VersionItemSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    prompt = serializers.CharField()
    help = serializers.CharField(allow_null=True)
    options = LabelledKeySerializer(many=True)


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
    body_html = serializers.CharField(allow_blank=True)
    strengths = serializers.ListField(child=serializers.CharField())
    cautions = serializers.ListField(child=serializers.CharField())
    share_title = serializers.CharField()
    share_text = serializers.CharField()


class QuizVersionSerializer(serializers.Serializer[Any]):
    """One version of a quiz: its scoring never changes."""

    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    locale = serializers.CharField()
    title = serializers.CharField()
    disclaimer_html = serializers.CharField()
    scoring = ScoringField()
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
    day = serializers.DateField()
    scores = ScoreSerializer(many=True)
    result = ResultTextSerializer(allow_null=True)
    disclaimer_html = serializers.CharField()


class ReportStepSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    document = CardSerializer(allow_null=True)


class ReportSectionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    heading = serializers.CharField()
    why_html = serializers.CharField(allow_blank=True)
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


class VectorsSerializer(serializers.Serializer[Any]):
    quiz = serializers.UUIDField()
    version = serializers.IntegerField()
    vectors = VectorSerializer(many=True)
