"""What of a quiz page stands in a file, and what kind of thing each block is there."""

import re
from typing import Any

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail_localize.strings import extract_strings, restore_strings

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
# Where the images of a file stand, beside it.
IMAGES = "images"
# What the editor of rich text adds for itself.
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def is_text(block: blocks.Block) -> bool:
    """Return whether a block holds words, which have a form in every locale."""
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


def fits(html: str, source: str) -> bool:
    """Return whether translated rich text can be told apart piece by piece beside its source.

    Translations are kept paragraph by paragraph and put into the form and the links that the
    source has. What would not read the same afterwards does not fit.
    """
    template, asked = extract_strings(source)
    _template, said = extract_strings(html)
    if len(asked) != len(said):
        return False
    pieces = {string.data: words for (string, _), (words, _) in zip(asked, said, strict=True)}
    try:
        restored = restore_strings(template, [(pieces[s.data], attrs) for s, attrs in asked])
    except KeyError:
        return False
    return _bare(restored) == _bare(html)


def _bare(html: str) -> str:
    return "".join(BLOCK_KEY.sub("", str(BeautifulSoup(html, "html.parser"))).split())
