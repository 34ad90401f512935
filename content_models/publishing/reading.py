"""What a reader reads of a document, and how long that takes."""

import re
from collections.abc import Iterator
from math import ceil
from typing import Any

from content_models import richtext

WORDS_PER_MINUTE = 230
CHARACTERS_PER_MINUTE = 400  # Chinese and Japanese are counted by character.

_CJK = re.compile(r"[㐀-鿿豈-﫿぀-ヿ]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

# Keys of a body whose plain text a reader reads; `*_html` is always read.
_READ = frozenset(
    [
        "heading",
        "title",
        "text",
        "term",
        "say",
        "note",
        "name",
        "situation",
        "introduction",
        "caption",
        "question",
        "attribution",
        "value",
        "header",
        "rows",
        "description",
    ]
)
_SKIPPED = frozenset(
    {"image", "person", "source", "cover", "topics", "series", "target", "scoring"}
)


def texts(part: Any, key: str = "") -> Iterator[str]:
    """Yield every text a reader reads in a part of a document, in order."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name not in _SKIPPED:
                yield from texts(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, key)
    elif isinstance(part, str) and part:
        if key.endswith("_html"):
            yield richtext.plain(part)
        elif key in _READ:
            yield part


def count_words(text: str) -> tuple[int, int]:
    """Return (words of spaced scripts, characters of CJK)."""
    spaced, characters = (text, 0) if text.isascii() else _CJK.subn(" ", text)
    return len(_WORD.findall(spaced)), characters


def measure(*parts: Any) -> tuple[int, int]:
    """Return (word count, minutes to read, at least 1) of the parts together."""
    words = characters = 0
    for text in texts(list(parts)):
        more_words, more_characters = count_words(text)
        words += more_words
        characters += more_characters
    minutes = ceil(words / WORDS_PER_MINUTE + characters / CHARACTERS_PER_MINUTE)
    return words + characters, max(1, minutes)
