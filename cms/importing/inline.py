"""Words with their emphasis: what stands inside one paragraph."""

import html as escaping
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

LEAD_LENGTH = 160
_SEPARATOR = re.compile(r"\s*(?:[:：]|—+|–|\s-(?=\s))\s*")
_ENDS_AS_LABEL = re.compile(r"\s*[:：]\s*$")
_HAN = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class Run:
    """Some words of one kind; a line break is a run of its own."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


Runs = tuple[Run, ...]
LINE_BREAK = "\n"


@dataclass(frozen=True)
class Lead:
    """Bold words that name the paragraph they begin, and what follows them."""

    words: str
    rest: Runs


def plain(runs: Iterable[Run]) -> str:
    """Return the words without emphasis."""
    return "".join(run.text for run in runs).strip()


def joint(before: str, after: str) -> str:
    """Return what stands between two lines of one paragraph: nothing between Han characters."""
    if before and after and _HAN.match(before[-1]) and _HAN.match(after[0]):
        return ""
    return " "


def trim(runs: Iterable[Run]) -> Runs:
    """Return the runs without white space and breaks at both ends."""
    kept = [run for run in runs if run.text]
    while kept and not kept[0].text.lstrip():
        del kept[0]
    while kept and not kept[-1].text.rstrip():
        del kept[-1]
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)


def cut(runs: Runs, start: int, end: int | None = None) -> Runs:
    """Return the runs between two positions of their plain words, trimmed."""
    pieces = []
    position = 0
    for run in runs:
        first = max(start - position, 0)
        last = len(run.text) if end is None else max(end - position, 0)
        pieces.append(replace(run, text=run.text[first:last]))
        position += len(run.text)
    return trim(pieces)


def to_html(runs: Iterable[Run]) -> str:
    """Return the runs as the rich text that Wagtail's editor writes."""
    printed = []
    for link, linked in groupby(runs, key=lambda run: run.link):
        inside = "".join(_mark(run) for run in linked)
        printed.append(f'<a href="{escaping.escape(link)}">{inside}</a>' if link else inside)
    return "".join(printed).strip()


def _mark(run: Run) -> str:
    text = escaping.escape(run.text, quote=False).replace(LINE_BREAK, "<br/>")
    if run.italic:
        text = f"<i>{text}</i>"
    return f"<b>{text}</b>" if run.bold else text


def paragraph(runs: Iterable[Run]) -> str:
    return f"<p>{to_html(runs)}</p>"


def lead_of(runs: Runs) -> Lead | None:
    """Return the bold words that begin a paragraph as a label, such as “**Timing:** Not late”.

    They are a label when a colon or dash parts them from the rest, or when nothing follows.
    Bold words in the flow of a sentence are emphasis.
    """
    runs = trim(runs)
    words = ""
    count = 0
    for run in runs:
        if not run.bold:
            break
        words += run.text
        count += 1
    if not words.strip() or len(words) > LEAD_LENGTH or LINE_BREAK in words.strip():
        return None
    rest = runs[count:]
    separator = _SEPARATOR.match(plain_of(rest))
    if not separator and rest and not _ENDS_AS_LABEL.search(words):
        return None
    rest = cut(rest, separator.end()) if separator else trim(rest)
    return Lead(_ENDS_AS_LABEL.sub("", words).strip(), rest)


def plain_of(runs: Iterable[Run]) -> str:
    """Return the words as they stand, white space at the ends included."""
    return "".join(run.text for run in runs)
