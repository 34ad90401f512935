"""Habits of setting text that differ from locale to locale."""

import re
from collections.abc import Iterator
from functools import lru_cache

from content_models.quality import sentences
from content_models.quality.findings import Finding, found
from content_models.quality.passages import NAME, REMEMBERED, Content

_HAN = "\u3400-\u9fff"
_EVERYWHERE = {
    "double_space": re.compile(r"(?<=\S) {2,}(?=\S)"),
    "shouting": re.compile(r"[!?！？]{3,}|!{2,}"),
}
_LATIN = {
    "space_before": re.compile(r"(?<=\w) +[,;](?=\s|\w|$)|(?<=\w) +\.(?=\s|$)"),
    "full_width": re.compile(r"(?<=[a-zA-Zà-ÿ])[，。！？；：、]"),
}
_CHINESE = {
    "half_width": re.compile(rf"[{_HAN}][,;:!?](?=[{_HAN}\s]|$)|[{_HAN}]\.(?=\s|$)"),
    "straight_quotes": re.compile(rf"\"[^\"\n]*[{_HAN}][^\"\n]*\""),
    "dots": re.compile(rf"[{_HAN}]\.{{2,}}|[{_HAN}]。{{2,}}"),
    "space_between": re.compile(rf"[{_HAN}] +[{_HAN}]"),
}


@lru_cache(maxsize=REMEMBERED)
def habits_broken(text: str, locale: str) -> tuple[tuple[str, str], ...]:
    """Return the name of each habit that a paragraph breaks, and where."""
    language = locale.split("-", 1)[0]
    rules = _EVERYWHERE | (_CHINESE if language == "zh" else {})
    rules |= _LATIN if language in ("en", "es") else {}
    found_at = ((name, pattern.search(text)) for name, pattern in rules.items())
    broken = [(name, place.group()) for name, place in found_at if place]
    return (*broken, *_unopened(text)) if language == "es" else tuple(broken)


def _unopened(text: str) -> Iterator[tuple[str, str]]:
    """Yield Spanish questions and exclamations that are closed but never opened."""
    for start, end in sentences.split(text):
        sentence = text[start:end]
        for closing, opening in ("?¿", "!¡"):
            before = text[:end]
            if closing in sentence and before.count(opening) < before.count(closing):
                yield "unopened", closing
                return


def check(content: Content) -> Iterator[Finding]:
    """Yield paragraphs that break a habit of their locale."""
    for passage in content.passages:
        if passage.kind == NAME:
            continue
        for paragraph in passage.paragraphs:
            for habit, place in habits_broken(paragraph, content.locale):
                yield found("typography", passage.path, paragraph, habit=habit, place=place)
