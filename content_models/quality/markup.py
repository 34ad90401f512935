"""Markup that was meant for a program and would be read by a person."""

import re
from collections.abc import Iterator
from functools import lru_cache

from content_models.quality.findings import Finding, found
from content_models.quality.numbering import starts_with_typed_number
from content_models.quality.passages import HEADING, REMEMBERED, Content

_SPAN = r"\*\*(?=[^\s*])[^*\n]+?(?<=[^\s*])\*\*"
_LEAKS = re.compile(
    "|".join(
        [
            r"(?P<heading>^\s{0,3}(?:#{1,6}(?=\s+\S)|#{2,6}(?=[^\s#])))",
            rf"(?P<bold>{_SPAN}|^\s*\*\*(?=\w)|(?<!\w)__(?=\w)[^_\n]+(?<=\w)__(?!\w))",
            r"(?P<link>!?\[[^\]\n]+\]\((?:https?:|mailto:|/|#)[^)\s]*\))",
            r"(?P<code>```)",
            r"(?P<entity>&(?:amp|nbsp|quot|apos|lt|gt|hellip|[lr]dquo|[lr]squo|mdash|ndash"
            r"|#\d{2,5}|#x[0-9a-fA-F]{2,5});)",
            r"(?P<tag></?(?:p|div|span|br|b|i|u|strong|em|a|ul|ol|li|h[1-6]|table|t[rdh]|img"
            r"|script|style|font)(?:\s[^<>]*)?/?>)",
        ]
    ),
    re.MULTILINE,
)


@lru_cache(maxsize=REMEMBERED)
def leaks(paragraph: str) -> tuple[tuple[str, str], ...]:
    """Return the kind and the markup of every leak."""
    return tuple(
        (leak.lastgroup or "", "**" if leak.lastgroup == "bold" else leak.group().strip())
        for leak in _LEAKS.finditer(paragraph)
    )


def check(content: Content) -> Iterator[Finding]:
    """Yield leaked markup, and headings that count themselves."""
    for passage in content.passages:
        for paragraph in passage.paragraphs:
            for kind, markup in leaks(paragraph):
                yield found("markup_leak", passage.path, paragraph, markup=markup, kind=kind)
        if passage.kind == HEADING:
            for line in passage.paragraphs:
                words = line.lstrip("# ")
                if starts_with_typed_number(words):
                    kind = "subheading" if line.startswith("#") else "heading"
                    yield found("typed_numbering", passage.path, words, kind=kind)
