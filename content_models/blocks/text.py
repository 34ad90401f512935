"""Running text, lists and quotations."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail import blocks

from content_models.blocks.base import (
    JSON,
    BuildableStructBlock,
    HeadingBlock,
    ProseBlock,
    SnippetBlock,
    items_of,
)


class TextBlock(ProseBlock):
    """Paragraphs."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs with bold, italics, links and simple lists.")
        preview_value = "<p>Say what you noticed before you say what you want.</p>"


class ListItemBlock(blocks.StructBlock):
    """One entry of a list, with an optional term in front."""

    term = HeadingBlock(required=False, max_length=160, label=_("Term"))
    text = ProseBlock(label=_("Text"))

    class Meta:
        icon = "list-ul"
        label = _("Entry")
        label_format = "{term}"


class ListBlock(BuildableStructBlock):
    """Entries under one another: bullets, an order to follow, or levels that build up."""

    heading = HeadingBlock(required=False, max_length=160, label=_("Heading"))
    style = blocks.ChoiceBlock(
        choices=[("bullets", _("Bullets")), ("numbers", _("Numbers")), ("levels", _("Levels"))],
        default="bullets",
        label=_("Style"),
        help_text=_("Numbers and levels are counted for you; do not type them."),
    )
    items = blocks.ListBlock(ListItemBlock(), min_num=1, label=_("Entries"))

    class Meta:
        icon = "list-ul"
        label = _("List")
        label_format = "{heading}"
        description = _("Bullets, numbered entries, or levels that build on one another.")
        preview_value = {
            "heading": "Three ways to begin",
            "style": "numbers",
            "items": [{"term": "Ask", "text": "<p>Is now a good time?</p>"}],
        }

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        quoting = context["quoting"]
        return {
            "heading": value["heading"] or None,
            "style": value["style"],
            "items": [
                {
                    "id": item_id,
                    "ordinal": ordinal,
                    "label": _item_label(value["style"], ordinal),
                    "term": item["term"] or None,
                    "text_html": quoting.rich_text(item["text"].source),
                }
                for item_id, ordinal, item in items_of(value["items"])
            ],
        }


def _item_label(style: str, ordinal: int) -> str | None:
    if style == "bullets":
        return None
    if style == "levels":
        return pgettext("level of a list", "Level %(ordinal)s") % {"ordinal": ordinal}
    return pgettext("entry of a numbered list", "%(ordinal)s.") % {"ordinal": ordinal}


class QuoteBlock(BuildableStructBlock):
    """Somebody's words, with who said them and where."""

    text = blocks.TextBlock(label=pgettext_lazy("quote", "Words"))
    attribution = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Said by"),
        help_text=_("A name as readers should see it, or choose a person below."),
    )
    person = SnippetBlock("content_models.Person", required=False, label=_("Person"))
    source = SnippetBlock("content_models.Source", required=False, label=_("Source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{text}"
        description = _("Somebody's words, with who said them.")
        preview_value = {"text": "I would rather hear it clumsily than not at all."}

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        quoting = context["quoting"]
        return {
            "text": value["text"],
            "attribution": value["attribution"] or None,
            "person": quoting.snippet(value["person"]),
            "source": quoting.snippet(value["source"]),
        }


class StatisticBlock(BuildableStructBlock):
    """A figure and where it comes from."""

    value = blocks.CharBlock(max_length=40, label=_("Figure"), help_text=_("For example 7 in 10."))
    text = blocks.TextBlock(label=_("What it says"))
    source = SnippetBlock("content_models.Source", required=False, label=_("Source"))

    class Meta:
        icon = "decimal"
        label = _("Statistic")
        label_format = "{value}"
        description = _("A figure, what it says, and its source.")
        preview_value = {"value": "7 in 10", "text": "conversations end in the tone they began."}

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "value": value["value"],
            "text": value["text"],
            "source": context["quoting"].snippet(value["source"]),
        }


class CalloutBlock(BuildableStructBlock):
    """A remark that stands out from the text."""

    tone = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Take care"))],
        default="note",
        label=_("Tone"),
    )
    title = HeadingBlock(required=False, max_length=160, label=_("Title"))
    text = ProseBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        label_format = "{title}"
        description = _("A note, a tip or a warning beside the text.")
        preview_value = {"tone": "tip", "title": "", "text": "<p>Start with one minute.</p>"}

    def label_of(self, value: Any, ordinal: int) -> str:
        return {
            "note": pgettext("callout", "Note"),
            "tip": pgettext("callout", "Tip"),
            "warning": pgettext("callout", "Take care"),
        }[value["tone"]]

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "tone": value["tone"],
            "title": value["title"] or None,
            "body_html": context["quoting"].rich_text(value["text"].source),
        }
