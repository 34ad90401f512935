"""An idea the reader needs, explained."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content_models.blocks.base import JSON, BuildableStructBlock, HeadingBlock, build_stream
from content_models.blocks.media import PictureBlock, TableBlock
from content_models.blocks.text import (
    CalloutBlock,
    ListBlock,
    QuoteBlock,
    StatisticBlock,
    TextBlock,
)


class ConceptContentBlock(blocks.StreamBlock):
    """What the explanation of a concept is made of."""

    text = TextBlock()
    list = ListBlock()
    quote = QuoteBlock()
    statistic = StatisticBlock()
    callout = CalloutBlock()
    picture = PictureBlock()
    table = TableBlock()


class ConceptBlock(BuildableStructBlock):
    """One idea with its name."""

    numbered = True

    title = HeadingBlock(max_length=200, label=_("Name of the concept"))
    blocks = ConceptContentBlock(label=_("Explanation"))

    class Meta:
        icon = "glasses"
        label = _("Concept")
        label_format = "{title}"
        description = _("An idea the reader needs, with its explanation.")
        preview_value = {
            "title": "Repair attempts",
            "blocks": [("text", "<p>Words or gestures that stop a quarrel from growing.</p>")],
        }

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "title": value["title"],
            "anchor": context["quoting"].anchor(value["title"]),
            "blocks": build_stream(value["blocks"], context),
        }
