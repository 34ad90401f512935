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
    """Paragraphs."""

    type = serializers.ChoiceField(choices=["text"])
    body_html = serializers.CharField(allow_blank=True)


class ListEntrySerializer(serializers.Serializer[Any]):
    """An entry of a list; `label` is “Level 2” in a list of levels."""

    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)
    term = serializers.CharField(allow_null=True)
    text_html = serializers.CharField(allow_blank=True)


class ListBlockSerializer(BlockSerializer):
    """A list: `numbers` for an `<ol>`, `bullets` for a `<ul>`; `levels` bring their own `label`."""

    type = serializers.ChoiceField(choices=["list"])
    heading = serializers.CharField(allow_null=True)
    style = serializers.ChoiceField(choices=["bullets", "numbers", "levels"])
    items = ListEntrySerializer(many=True)


class QuoteBlockSerializer(BlockSerializer):
    """Somebody’s words: show `attribution`, or `person` where there is none."""

    type = serializers.ChoiceField(choices=["quote"])
    text = serializers.CharField()
    attribution = serializers.CharField(allow_null=True)
    person = PersonCardSerializer(allow_null=True)
    source = SourceCardSerializer(allow_null=True)


class StatisticBlockSerializer(BlockSerializer):
    """A figure, such as “two in three”, and what it says."""

    type = serializers.ChoiceField(choices=["statistic"])
    value = serializers.CharField()
    text = serializers.CharField()
    source = SourceCardSerializer(allow_null=True)


class CalloutBlockSerializer(BlockSerializer):
    """A remark set apart; `label` says what it is, such as “Take care”."""

    type = serializers.ChoiceField(choices=["callout"])
    tone = serializers.ChoiceField(choices=["note", "tip", "warning"])
    title = serializers.CharField(allow_null=True)
    body_html = serializers.CharField(allow_blank=True)


class PictureBlockSerializer(BlockSerializer):
    """An image of the text, with its caption."""

    type = serializers.ChoiceField(choices=["picture"])
    image = ImageSerializer()
    caption = serializers.CharField(allow_null=True)


class TableBlockSerializer(BlockSerializer):
    """A table: as many cells in each row as in `header`."""

    type = serializers.ChoiceField(choices=["table"])
    caption = serializers.CharField(allow_null=True)
    header = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True))
    )


class ReflectionQuestionSerializer(serializers.Serializer[Any]):
    """A question to oneself."""

    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    text = serializers.CharField()


class ReflectionQuestionsBlockSerializer(BlockSerializer):
    """Questions to oneself."""

    type = serializers.ChoiceField(choices=["reflection_questions"])
    introduction = serializers.CharField(allow_null=True)
    questions = ReflectionQuestionSerializer(many=True)


class ExperimentBlockSerializer(BlockSerializer):
    """Something to try out; `label` counts them."""

    type = serializers.ChoiceField(choices=["experiment"])
    title = serializers.CharField()
    instructions_html = serializers.CharField(allow_blank=True)


class ScriptLineSerializer(serializers.Serializer[Any]):
    """What to say; `label` is “Before”, “After” or “Layer 2”, `name` what the writer adds."""

    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    say = serializers.CharField()
    note = serializers.CharField(allow_null=True)


class ScriptBlockSerializer(BlockSerializer):
    """Words for a situation: before and after, in layers, or line by line."""

    type = serializers.ChoiceField(choices=["script"])
    situation = serializers.CharField(allow_null=True)
    style = serializers.ChoiceField(choices=["before_after", "layers", "lines"])
    lines = ScriptLineSerializer(many=True)


class CasePersonSerializer(serializers.Serializer[Any]):
    """Somebody in a story, by another name."""

    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_null=True)


class CaseSerializer(serializers.Serializer[Any]):
    """The story of a case study."""

    people = CasePersonSerializer(many=True)
    situation_html = serializers.CharField(allow_blank=True)
    turning_point_html = serializers.CharField(allow_null=True)
    outcome_html = serializers.CharField(allow_null=True)
    key_learning_label = serializers.CharField()
    key_learning_html = serializers.CharField(allow_blank=True)


class AdviceSerializer(serializers.Serializer[Any]):
    """What an expert advises, why it works and how to practise it."""

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
    """Case studies, told in full."""

    type = serializers.ChoiceField(choices=["case_studies"])
    introduction = serializers.CharField(allow_null=True)
    items = EmbeddedCaseSerializer(many=True)


class ExpertAdviceBlockSerializer(BlockSerializer):
    """Expert advice, in full."""

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
    """A concept under its own heading."""

    type = serializers.ChoiceField(choices=["concept"])
    title = serializers.CharField()
    anchor = serializers.CharField(help_text="The id that addresses end with.")
    blocks = union("ConceptContentBlock", CONCEPT_BLOCKS)


class PracticeStepBlockSerializer(BlockSerializer):
    """A step to practise; `label` counts them over the whole article."""

    type = serializers.ChoiceField(choices=["practice_step"])
    title = serializers.CharField()
    anchor = serializers.CharField(help_text="The id that addresses end with.")
    minutes = serializers.IntegerField(allow_null=True, help_text="How long it takes.")
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
    ordinal = serializers.IntegerField(help_text="Its place in the document, from 1.")
    label = serializers.CharField(
        allow_null=True, help_text="What its kind is called, or its writer calls it."
    )
    heading = serializers.CharField(
        allow_null=True, help_text="Without one, `label` is the heading."
    )
    anchor = serializers.CharField(help_text="The id that addresses end with.")
    blocks = union("SectionBlock", SECTION_BLOCKS)
