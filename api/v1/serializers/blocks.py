"""The blocks of a section: a union told apart by `type`, one named schema each."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from api.v1.serializers.cards import CardSerializer, PersonCardSerializer, SourceCardSerializer
from api.v1.serializers.images import ImageSerializer


class BlockSerializer(serializers.Serializer[Any]):
    """What every block has. `id` is the same in every locale and survives republishing."""

    id = serializers.CharField()
    ordinal = serializers.IntegerField(
        allow_null=True, help_text="Its number among its like, where such blocks are counted."
    )
    label = serializers.CharField(
        allow_null=True, help_text="Words to show before it, such as “Step 3”, in the locale."
    )


class TextBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["text"])
    body_html = serializers.CharField(allow_blank=True)


class ListEntrySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)
    term = serializers.CharField(allow_null=True)
    text_html = serializers.CharField(allow_blank=True)


class ListBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["list"])
    heading = serializers.CharField(allow_null=True)
    style = serializers.ChoiceField(choices=["bullets", "numbers", "levels"])
    items = ListEntrySerializer(many=True)


class QuoteBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["quote"])
    text = serializers.CharField()
    attribution = serializers.CharField(allow_null=True)
    person = PersonCardSerializer(allow_null=True)
    source = SourceCardSerializer(allow_null=True)


class StatisticBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["statistic"])
    value = serializers.CharField()
    text = serializers.CharField()
    source = SourceCardSerializer(allow_null=True)


class CalloutBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["callout"])
    tone = serializers.ChoiceField(choices=["note", "tip", "warning"])
    title = serializers.CharField(allow_null=True)
    body_html = serializers.CharField(allow_blank=True)


class PictureBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["picture"])
    image = ImageSerializer()
    caption = serializers.CharField(allow_null=True)


class TableBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["table"])
    caption = serializers.CharField(allow_null=True)
    header = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True))
    )


class ReflectionQuestionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    text = serializers.CharField()


class ReflectionQuestionsBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["reflection_questions"])
    introduction = serializers.CharField(allow_null=True)
    questions = ReflectionQuestionSerializer(many=True)


class ExperimentBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["experiment"])
    title = serializers.CharField()
    instructions_html = serializers.CharField(allow_blank=True)


class ScriptLineSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    say = serializers.CharField()
    note = serializers.CharField(allow_null=True)


class ScriptBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["script"])
    situation = serializers.CharField(allow_null=True)
    style = serializers.ChoiceField(choices=["before_after", "layers", "lines"])
    lines = ScriptLineSerializer(many=True)


class CasePersonSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_null=True)


class CaseSerializer(serializers.Serializer[Any]):
    people = CasePersonSerializer(many=True)
    situation_html = serializers.CharField(allow_blank=True)
    turning_point_html = serializers.CharField(allow_null=True)
    outcome_html = serializers.CharField(allow_null=True)
    key_learning_label = serializers.CharField()
    key_learning_html = serializers.CharField(allow_blank=True)


class AdviceSerializer(serializers.Serializer[Any]):
    advice_html = serializers.CharField(allow_blank=True)
    why_html = serializers.CharField(allow_null=True)
    practice_html = serializers.CharField(allow_null=True)
    experts = PersonCardSerializer(many=True)


class EmbeddedCaseSerializer(CardSerializer):
    """A case study inside an article: its card and its whole story."""

    ordinal = serializers.IntegerField()
    label = serializers.CharField()
    case = CaseSerializer()


class EmbeddedAdviceSerializer(CardSerializer):
    """An entry of expert advice inside an article: its card and its whole text."""

    ordinal = serializers.IntegerField()
    label = serializers.CharField()
    advice = AdviceSerializer()


class CaseStudiesBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["case_studies"])
    introduction = serializers.CharField(allow_null=True)
    items = EmbeddedCaseSerializer(many=True)


class ExpertAdviceBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["expert_advice"])
    introduction = serializers.CharField(allow_null=True)
    entries = EmbeddedAdviceSerializer(many=True)


def union(name: str, serializers_: dict[str, type[BlockSerializer]]) -> PolymorphicProxySerializer:
    """Return a list of blocks of several types, told apart by `type`."""
    return PolymorphicProxySerializer(
        component_name=name,
        serializers=serializers_,
        resource_type_field_name="type",
        many=True,
    )


CONCEPT_BLOCKS: dict[str, type[BlockSerializer]] = {
    "text": TextBlockSerializer,
    "list": ListBlockSerializer,
    "quote": QuoteBlockSerializer,
    "statistic": StatisticBlockSerializer,
    "callout": CalloutBlockSerializer,
    "picture": PictureBlockSerializer,
    "table": TableBlockSerializer,
}
STEP_BLOCKS: dict[str, type[BlockSerializer]] = {
    "text": TextBlockSerializer,
    "list": ListBlockSerializer,
    "reflection_questions": ReflectionQuestionsBlockSerializer,
    "experiment": ExperimentBlockSerializer,
    "script": ScriptBlockSerializer,
    "callout": CalloutBlockSerializer,
}


class ConceptBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["concept"])
    title = serializers.CharField()
    anchor = serializers.CharField()
    blocks = union("ConceptContentBlock", CONCEPT_BLOCKS)


class PracticeStepBlockSerializer(BlockSerializer):
    type = serializers.ChoiceField(choices=["practice_step"])
    title = serializers.CharField()
    anchor = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    blocks = union("PracticeStepContentBlock", STEP_BLOCKS)


SECTION_BLOCKS: dict[str, type[BlockSerializer]] = {
    **CONCEPT_BLOCKS,
    **STEP_BLOCKS,
    "concept": ConceptBlockSerializer,
    "practice_step": PracticeStepBlockSerializer,
    "case_studies": CaseStudiesBlockSerializer,
    "expert_advice": ExpertAdviceBlockSerializer,
}


class SectionSerializer(serializers.Serializer[Any]):
    """A headed part of an article, addressable by `id` and, in a page, by `anchor`."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=["problem", "concepts", "practice", "cases", "advice", "conclusion", "plain"]
    )
    ordinal = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)
    heading = serializers.CharField(allow_null=True)
    anchor = serializers.CharField()
    blocks = union("SectionBlock", SECTION_BLOCKS)
