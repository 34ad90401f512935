"""What a reader learns: results, words to share them, and the deeper report."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from content_models.blocks.base import (
    CodeBlock,
    HeadingBlock,
    KeyBlock,
    PageChooserBlock,
    RootStreamBlock,
    SharedImageBlock,
)
from content_models.blocks.quizzes.questions import KEY_HELP

PLAIN_FEATURES = ["bold", "italic", "ol", "ul"]


class ReportStepBlock(blocks.StructBlock):
    """Something to do, with where in the wiki it is explained."""

    text = blocks.TextBlock(label=_("What to do"))
    page = PageChooserBlock(
        [
            "content_models.ArticlePage",
            "content_models.CaseStudyPage",
            "content_models.ExpertAdvicePage",
            "content_models.ArticleSeriesPage",
        ],
        required=False,
        label=_("Explained on"),
    )
    section = CodeBlock(
        required=False,
        default="",
        max_length=255,
        label=_("Section of the page"),
        help_text=_(
            "What follows # in the address of a section, practice step or concept. Leave empty for "
            "the whole page."
        ),
    )

    class Meta:
        icon = "tasks"
        label = _("Step")
        label_format = "{text}"


class ReportSectionBlock(blocks.StructBlock):
    heading = HeadingBlock(max_length=160, label=_("Heading"))
    why = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("Why it matters"))
    steps = blocks.ListBlock(ReportStepBlock(), default=[], label=_("Steps"))
    advice = blocks.ListBlock(
        PageChooserBlock("content_models.ExpertAdvicePage"), default=[], label=_("Expert advice")
    )
    phrases = blocks.ListBlock(blocks.TextBlock(), default=[], label=_("Words to copy"))
    cases = blocks.ListBlock(
        PageChooserBlock("content_models.CaseStudyPage"), default=[], label=_("Case studies")
    )

    class Meta:
        icon = "doc-full"
        label = _("Section of the report")
        label_format = "{heading}"


class ReportBlock(blocks.StreamBlock):
    section = ReportSectionBlock()


class ResultBlock(blocks.StructBlock):
    """One result, with the words to share it and the report behind it."""

    key = KeyBlock(required=False, label=_("Key"), help_text=KEY_HELP)
    name = blocks.CharBlock(max_length=120, label=_("Name"))
    summary = blocks.TextBlock(max_length=320, label=_("Summary"))
    body = blocks.RichTextBlock(required=False, features=PLAIN_FEATURES, label=_("Text"))
    image = SharedImageBlock(required=False, label=_("Image"))
    image_alt = blocks.CharBlock(
        required=False,
        default="",
        max_length=255,
        label=_("Alternative text of the image"),
        help_text=_("What the image shows. Leave empty when it only decorates."),
    )
    strengths = blocks.ListBlock(blocks.CharBlock(max_length=255), default=[], label=_("Strengths"))
    cautions = blocks.ListBlock(
        blocks.CharBlock(max_length=255), default=[], label=_("What to take care of")
    )
    share_title = blocks.CharBlock(required=False, max_length=120, label=_("Title when shared"))
    share_text = blocks.CharBlock(required=False, max_length=255, label=_("Text when shared"))
    report = ReportBlock(required=False, label=_("Report"))

    class Meta:
        icon = "success"
        label = _("Result")
        label_format = "{name}"
        form_layout = BlockGroup(
            children=[
                "name",
                "summary",
                "body",
                "image",
                "image_alt",
                "strengths",
                "cautions",
                BlockGroup(
                    children=["share_title", "share_text"],
                    heading=_("When it is shared"),
                    help_text=_("Left empty, the name and the summary are used."),
                    icon="mail",
                    classname="collapsed",
                ),
                BlockGroup(
                    children=["report"],
                    heading=_("The deeper report"),
                    help_text=_("Shown only to those who took the quiz."),
                    icon="doc-full-inverse",
                    classname="collapsed",
                ),
            ],
            settings=["key"],
        )


class ResultsBlock(RootStreamBlock):
    result = ResultBlock()
