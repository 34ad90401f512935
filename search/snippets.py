"""What is shown of an entry: the place that answers the query, with what matched marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search import words

LENGTH = 220
GRAM_LENGTH = 110
# Marks with nothing but this between them are shown as one.
_GAP = re.compile(r"[\s\-–—’'·,]{1,2}")

Span = tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    """A part of a text; `highlights` are offsets in it, in code points, in order, apart."""

    text: str
    highlights: list[Span]


class Marker:
    """Finds in texts of one locale what a query asked for.

    Args:
        locale: whose language the texts are in.
        terms: the terms that were looked for.
        sequences: texts that are marked as a whole where they stand word for word.
    """

    def __init__(self, locale: str, terms: Iterable[str], sequences: Iterable[str]) -> None:
        self.locale = locale
        self.terms = frozenset(terms)
        read = ([unit.terms[0] for unit in words.tokens(text, locale)] for text in sequences)
        self.sequences = [sequence for sequence in read if len(sequence) > 1]
        self.known: dict[str, list[Span]] = {}

    def spans(self, text: str) -> tuple[list[Span], list[Span]]:
        """Return (whole sequences, all that matched), each in order and apart."""
        units = words.tokens(text, self.locale)
        whole = [
            (units[start].start, units[end - 1].end)
            for sequence in self.sequences
            for start, end in _runs(units, sequence)
        ]
        single = [(unit.start, unit.end) for unit in units if not self.terms.isdisjoint(unit.terms)]
        pairs = [
            (left.start, right.end)
            for left, right in words.pairs(units)
            if left.word + right.word in self.terms
        ]
        if pairs:
            grams = {unit.start for unit in units if unit.gram}
            single = [span for span in single if span[0] not in grams]
        exact = _joined(whole, text)
        return exact, _joined([*whole, *pairs, *single], text)

    def highlights(self, text: str) -> list[Span]:
        """Return what to mark: whole sequences only, where there are any."""
        if text not in self.known:
            exact, matched = self.spans(text)
            self.known[text] = exact or matched
        return self.known[text]

    def snippet(self, text: str) -> Snippet:
        """Return the part of a text around its best match, its beginning when nothing matched."""
        marks = self.highlights(text)
        start, end = _window(text, marks)
        shown = text[start:end].replace("\n", " ")
        inside = [(a - start, b - start) for a, b in marks if start <= a and b <= end]
        return Snippet(shown, inside)


def _runs(units: list[words.Token], sequence: list[str]) -> Iterable[tuple[int, int]]:
    first, length = sequence[0], len(sequence)
    for start in range(len(units) - length + 1):
        if first in units[start].terms and all(
            sequence[offset] in units[start + offset].terms for offset in range(length)
        ):
            yield start, start + length


def _joined(spans: list[Span], text: str) -> list[Span]:
    """Return spans in order, those that touch or have only a gap between them as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined:
            last_start, last_end = joined[-1]
            if start <= last_end or _GAP.fullmatch(text, last_end, start):
                joined[-1] = (last_start, max(end, last_end))
                continue
        joined.append((start, end))
    return joined


def _window(text: str, marks: list[Span]) -> Span:
    """Return where the snippet begins and ends: whole words around the densest marks."""
    length = LENGTH if text.isascii() or _spaced(text) else GRAM_LENGTH
    if len(text) <= length:
        return 0, len(text)
    if not marks:
        return 0, _word_end(text, length)
    best, most = marks[0], -1
    for mark in marks:
        inside = sum(b - a for a, b in marks if a >= mark[0] and b <= mark[0] + length)
        if inside > most:
            best, most = mark, inside
    last = max(b for a, b in marks if a == best[0] or b <= best[0] + length)
    spare = max(0, length - (last - best[0]))
    start = max(0, best[0] - spare // 3)
    start = _sentence_start(text, start, best[0])
    end = max(last, min(len(text), start + length))
    return start, max(last, _word_end(text, end))


def _spaced(text: str) -> bool:
    return text.count(" ") * 12 > len(text)


def _sentence_start(text: str, start: int, mark: int) -> int:
    """Return the beginning of a sentence shortly before the mark, else of a word."""
    if start == 0:
        return 0
    found = [m.end() for m in re.compile(r"[.!?。！？\n]\s*").finditer(text, start, mark)]
    if found:
        return found[0]
    blank = text.find(" ", start, mark)
    return blank + 1 if blank >= 0 else start


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", max(0, end - 20), end)
    return blank if blank > 0 else end
