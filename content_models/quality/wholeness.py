"""Texts that stop too early, come twice or stutter."""

import re
from collections.abc import Iterator
from functools import lru_cache

from content_models.quality import sentences
from content_models.quality.findings import Finding, found
from content_models.quality.passages import (
    HEADING,
    NAME,
    PROSE,
    REMEMBERED,
    SUMMARY,
    Content,
)
from content_models.quality.scripts import letters

# “And then silence…” is a pause and “When you come home late, I feel…” asks to be finished; a
# sentence as long as this was cut.
PAUSE_LENGTH = 100
PAUSE_LENGTH_HAN = 30
DUPLICATE_LENGTH = 60
DUPLICATE_LENGTH_HAN = 24

_DANGLING = re.compile(
    r"(?:[,，、]|(?<!\w)(?:and|or|the|an|because|which|y|e|o|el|los|las|una?|porque)|但是|因为|以及)$"
)
_ONCE = (
    "the|a|an|of|to|and|with|for|at|by|from|as|or|we|they|your|our|their|this|"
    "el|los|las|una?|del?|que|en|y|con|para|su|como"
)
_STUTTER = re.compile(
    rf"\b({_ONCE})\s+\1\b|(?!一)([\u3400-\u9fff]{{4,}})\2|的的(?!确)", re.IGNORECASE
)


@lru_cache(maxsize=REMEMBERED)
def is_truncated(text: str, *, prose: bool = True) -> bool:
    """Return whether a paragraph was cut: by an ellipsis in a long sentence, or in mid-sentence.

    A label that is no prose may end anywhere.
    """
    if sentences.is_cut_off(text):
        spans = sentences.split(text)
        last = text[spans[-1][0] :] if spans else text
        limit = PAUSE_LENGTH_HAN if letters(last)["Han"] else PAUSE_LENGTH
        return len(last.strip()) >= limit or bool(_DANGLING.search(text.rstrip(" .…")))
    return prose and bool(_DANGLING.search(text))


@lru_cache(maxsize=REMEMBERED)
def stutter(text: str) -> str:
    """Return the words that stand twice in a row in a paragraph, empty when none do."""
    twice = _STUTTER.search(text)
    return twice.group() if twice else ""


def check(content: Content) -> Iterator[Finding]:
    """Yield paragraphs that are cut off, repeated or stuttering."""
    seen: dict[str, str] = {}
    for passage in content.passages:
        if passage.kind == NAME:
            continue
        for paragraph in passage.paragraphs:
            is_prose = passage.kind in (PROSE, SUMMARY)
            if passage.kind != HEADING and is_truncated(paragraph, prose=is_prose):
                yield found("truncated", passage.path, paragraph)
            twice = stutter(paragraph)
            if twice:
                yield found("repeated_words", passage.path, paragraph, words=twice)
            # A summary may repeat the text that it sums up.
            if passage.kind == PROSE:
                yield from _repeated(passage.path, paragraph, seen)


def _repeated(path: str, paragraph: str, seen: dict[str, str]) -> Iterator[Finding]:
    """Yield a long paragraph that stood in the same text before."""
    words = _comparable(paragraph)
    if words and words in seen:
        yield found("duplicate_content", path, paragraph, other=seen[words])
    elif words:
        seen[words] = path


@lru_cache(maxsize=REMEMBERED)
def _comparable(text: str) -> str:
    """Return the words of a paragraph, empty when it is so short that it may come again."""
    words = re.sub(r"\W+", " ", text.casefold()).strip()
    if len(words) >= DUPLICATE_LENGTH:
        return words
    return words if len(words) >= DUPLICATE_LENGTH_HAN and letters(words)["Han"] else ""
