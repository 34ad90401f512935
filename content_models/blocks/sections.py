"""The body of an article: sections, each of a kind that names it in every locale."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from content_models.blocks.base import JSON, HeadingBlock, RootStreamBlock, build_stream
from content_models.blocks.concepts import ConceptBlock
from content_models.blocks.embeds import CaseStudiesBlock, ExpertAdviceBlock
from content_models.blocks.media import PictureBlock, TableBlock
from content_models.blocks.practice import (
    ExperimentBlock,
    PracticeStepBlock,
    ReflectionQuestionsBlock,
    ScriptBlock,
)
from content_models.blocks.text import (
    CalloutBlock,
    ListBlock,
    QuoteBlock,
    StatisticBlock,
    TextBlock,
)

SECTION_KINDS = [
    ("problem", _("The problem")),
    ("concepts", _("Core concepts")),
    ("practice", _("Practice")),
    ("cases", _("Case studies")),
    ("advice", _("Expert advice")),
    ("conclusion", _("Conclusion")),
    ("plain", _("Without a label")),
]


KIND_LABELS = {
    "problem": pgettext_lazy("section", "The problem"),
    "concepts": pgettext_lazy("section", "Core concepts"),
    "practice": pgettext_lazy("section", "Practice"),
    "cases": pgettext_lazy("section", "Case studies"),
    "advice": pgettext_lazy("section", "Expert advice"),
    "conclusion": pgettext_lazy("section", "Conclusion"),
}


def kind_label(kind: str) -> str | None:
    """Return the words readers see for a section's kind, in the active language."""
    return str(KIND_LABELS[kind]) if kind in KIND_LABELS else None


class SectionContentBlock(blocks.StreamBlock):
    """Everything a section may hold."""

    text = TextBlock(group=_("Text"))
    list = ListBlock(group=_("Text"))
    quote = QuoteBlock(group=_("Text"))
    callout = CalloutBlock(group=_("Text"))
    concept = ConceptBlock(group=_("Knowledge"))
    statistic = StatisticBlock(group=_("Knowledge"))
    picture = PictureBlock(group=_("Knowledge"))
    table = TableBlock(group=_("Knowledge"))
    practice_step = PracticeStepBlock(group=_("Practice"))
    reflection_questions = ReflectionQuestionsBlock(group=_("Practice"))
    experiment = ExperimentBlock(group=_("Practice"))
    script = ScriptBlock(group=_("Practice"))
    case_studies = CaseStudiesBlock(group=_("From the wiki"))
    expert_advice = ExpertAdviceBlock(group=_("From the wiki"))


class SectionBlock(blocks.StructBlock):
    """A headed part of an article, addressable by its block id."""

    kind = blocks.ChoiceBlock(
        choices=SECTION_KINDS,
        label=_("Kind"),
        help_text=_("Gives the section its label in every language."),
    )
    label = HeadingBlock(
        required=False,
        max_length=80,
        label=_("Label instead"),
        help_text=_("Only when this section needs other words than its kind gives."),
    )
    heading = HeadingBlock(
        required=False,
        max_length=200,
        label=_("Heading"),
        help_text=_("Without a number: the order of the sections gives it."),
    )
    blocks = SectionContentBlock(label=_("Content"))

    class Meta:
        icon = "title"
        label = _("Section")
        description = _("A headed part of the article. Its kind names it in every language.")
        preview_value = {
            "kind": "practice",
            "heading": "Small steps",
            "blocks": [("text", "<p>One small thing a day.</p>")],
        }
        label_format = "{kind} {heading}"


class ArticleBodyBlock(RootStreamBlock):
    """An article's sections in reading order."""

    section = SectionBlock()


def build_sections(body: Any, context: Mapping[str, Any]) -> list[JSON]:
    """Return the sections of an article's body as JSON."""
    return [
        {
            "id": child.id,
            "kind": child.value["kind"],
            "ordinal": ordinal,
            "label": child.value["label"] or kind_label(child.value["kind"]),
            "heading": child.value["heading"] or None,
            "anchor": context["quoting"].anchor(
                child.value["heading"] or child.value["label"] or child.value["kind"]
            ),
            "blocks": build_stream(child.value["blocks"], context),
        }
        for ordinal, child in enumerate(body, start=1)
    ]
