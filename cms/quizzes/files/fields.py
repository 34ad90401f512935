"""What of a quiz page stands in a file, and what kind of thing each block is there."""

from typing import Any

from wagtail import blocks

from content_models.blocks.base import CodeBlock, KeyBlock

FORMAT = 1
TEXTS = ("title", "summary", "introduction", "disclaimer", "consent", "source_note")
PLAIN = (
    "slug",
    "audience",
    "item_order",
    "estimated_minutes",
    "consent_required",
    "licence",
    "fallback",
    "insufficient",
)
STREAMS = ("response_sets", "pages", "scales", "results", "selector")
REQUIRED = ("format", "key", "source_locale", "title", "summary", "disclaimer")
# Names the type of a child where a stream offers several.
RULE = "rule"


def is_text(block: blocks.Block) -> bool:
    """Say whether a block holds words, which have a form in every locale."""
    has_words = isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock)
    return has_words and not isinstance(block, KeyBlock | CodeBlock)


def empty(block: blocks.Block) -> Any:
    """Return what Wagtail stores when a writer leaves a field as it is."""
    stored = block.get_prep_value(block.get_default())
    if isinstance(block, blocks.BooleanBlock):
        return bool(stored)
    texts = blocks.CharBlock | blocks.TextBlock | blocks.RegexBlock | blocks.ChoiceBlock
    if isinstance(block, blocks.DecimalBlock):
        return None if stored is None else str(stored)
    return "" if stored is None and isinstance(block, texts) else stored
