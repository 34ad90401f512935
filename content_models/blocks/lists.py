"""The short streams around a body: phrases, questions, sources, people, help lines, pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content_models.blocks.base import PageChooserBlock, ProseBlock, RootStreamBlock, SnippetBlock

CONTENT_NOTICES = [
    ("sexuality", _("Sexuality")),
    ("trauma", _("Trauma")),
    ("violence", _("Violence")),
    ("self_harm", _("Self-harm")),
    ("grief", _("Grief")),
]


class PhraseBlock(blocks.StructBlock):
    """Words a reader can copy."""

    text = blocks.TextBlock(label=_("Words to copy"))
    situation = blocks.CharBlock(required=False, max_length=160, label=_("When to use them"))

    class Meta:
        icon = "copy"
        label = _("Phrase")
        label_format = "{text}"


class QuestionBlock(blocks.StructBlock):
    """A question readers ask, with its answer."""

    question = blocks.CharBlock(max_length=255, label=_("Question"))
    answer = ProseBlock(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question and answer")
        label_format = "{question}"


class PersonBlock(blocks.StructBlock):
    """Somebody in a case study, under a name that is not their own."""

    name = blocks.CharBlock(max_length=80, label=_("Pseudonym"))
    description = blocks.CharBlock(required=False, max_length=255, label=_("Who they are"))

    class Meta:
        icon = "user"
        label = _("Person")
        label_format = "{name}"


class HelpLineBlock(blocks.StructBlock):
    """Where a reader finds help."""

    name = blocks.CharBlock(max_length=160, label=_("Name"))
    phone = blocks.CharBlock(required=False, max_length=40, label=_("Phone"))
    url = blocks.URLBlock(required=False, label=_("Web address"))
    description = blocks.TextBlock(required=False, label=_("What it offers"))
    notice = blocks.ChoiceBlock(
        choices=CONTENT_NOTICES,
        required=False,
        label=_("Only beside this content notice"),
        help_text=_("Leave empty to show it beside every content notice."),
    )

    class Meta:
        icon = "warning"
        label = _("Help line")
        label_format = "{name}"


class PhrasesBlock(RootStreamBlock):
    phrase = PhraseBlock()


class FaqBlock(RootStreamBlock):
    question = QuestionBlock()


class SourcesBlock(RootStreamBlock):
    source = SnippetBlock("content_models.Source", label=_("Source"), icon="doc-full")


class PeopleBlock(RootStreamBlock):
    person = PersonBlock()


class HelpLinesBlock(RootStreamBlock):
    help_line = HelpLineBlock()


class FeaturedBlock(RootStreamBlock):
    page = PageChooserBlock(
        [
            "content_models.ArticleSeriesPage",
            "content_models.ArticlePage",
            "content_models.CaseStudyPage",
            "content_models.ExpertAdvicePage",
            "content_models.QuizPage",
        ],
        label=_("Page"),
        icon="doc-full",
    )
