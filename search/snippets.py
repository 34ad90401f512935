"""What is shown of an entry: the place that answers the query, with what matched marked."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from search import words
from search.entries import spell

LENGTH = 220
GRAM_LENGTH = 110
# Marks with nothing but this between them are shown as one.
_GAP = re.compile(r"[\s\-–—’'·,]{1,2}")

Span = tuple[int, int]


class Snippet(NamedTuple):
    """A part of a text; `highlights` are offsets in it, in code points, in order, apart.

    A line break stands where a paragraph, an entry of a list or another line ends.
    """

    text: str
    highlights: list[Span]


class Marker:
    """Finds in texts of one locale what a query asked for.

    Args:
        locale: whose language the texts are in.
        terms: the terms that were looked for.
        sequences: texts that are marked as a whole where they stand word for word.
        behind: the words that the index knows behind a term. They spare reading each word of a
            text as the index did; only words with accents, which can have two terms, are read.
    """

    def __init__(
        self,
        locale: str,
        terms: Iterable[str],
        sequences: Sequence[str],
        behind: Mapping[str, Collection[str]],
    ) -> None:
        self.locale = locale
        self.language = words.language_of(locale)
        self.spelled = [spell(text, locale) for text in sequences]
        read = ([unit.terms[0] for unit in words.tokens(text, locale)] for text in sequences)
        in_order = [sequence for sequence in read if len(sequence) > 1]
        self.terms = frozenset(terms)
        self.pairs = frozenset(term for term in self.terms if len(term) > 1 and words.is_gram(term))
        self.forms: dict[str, set[str]] = {
            term: _forms(term, behind) for term in self.terms.union(*in_order)
        }
        self.sequences = [[self.forms[term] for term in sequence] for sequence in in_order]
        # What is looked for in a text that need not be read word by word.
        self.units = set().union(*self.pairs, *self.forms.values()) - self.pairs
        self.has_cut_terms = any(len(term) == words.MAX_TERM_LENGTH for term in self.forms)
        self.single = set().union(*(self.forms[term] for term in self.terms))
        self.read: set[str] = set()
        self.marks: dict[str, list[Span]] = {}

    def stands_in(self, folded: str) -> bool:
        """Return whether one of the sequences stands word for word in a folded text."""
        return any(spelled in folded for spelled in self.spelled)

    def _marked(self, text: str) -> list[Span]:
        """Return what to mark, in order and apart."""
        folded, offsets = words.fold(text)
        if self.has_cut_terms or words.has_accents(folded) or words.has_marks(folded):
            parts = words.split(folded, offsets, self.locale)
            if not parts.is_plain():
                self._read(set(parts.units) - self.read)
        else:
            parts = words.pick(folded, offsets, self.locale, self.units)
            if not parts.units:
                return []
        units, present = parts.units, set(parts.units)
        asked = present & self.single
        runs = [
            run
            for forms in self.sequences
            if not any(map(present.isdisjoint, forms))
            for run in _runs(forms, parts)
        ]
        standing = {pair for pair in self.pairs if pair in folded}
        pairs = [
            position
            for position, (left, right) in enumerate(pairwise(units if standing else ()))
            if left + right in standing and parts.are_neighbours(position, position + 1)
        ]
        if not (runs or asked or pairs):
            return []
        places = parts.places()
        if runs:
            return _joined([(places[start][0], places[end - 1][1]) for start, end in runs], text)
        both = [
            (left[0], right[1])
            for left, right in ((places[at], places[at + 1]) for at in pairs)
            if right[0] <= left[1]
        ]
        if both:
            asked = {unit for unit in asked if not words.is_gram(unit)}
        single = [place for place, unit in zip(places, units, strict=True) if unit in asked]
        return _joined([*both, *single], text)

    def _read(self, units: set[str]) -> None:
        """Add the words that the index may know by another term to the forms of that term."""
        self.read |= units
        for unit in units:
            if words.is_gram(unit):
                continue
            for term in words.terms_of(unit, self.language):
                if term in self.forms:
                    self.forms[term].add(unit)
                if term in self.terms:
                    self.single.add(unit)

    def highlights(self, text: str) -> list[Span]:
        """Return what to mark: whole sequences only, where there are any."""
        if text not in self.marks:
            self.marks[text] = self._marked(text)
        return self.marks[text]

    def snippet(self, text: str) -> Snippet:
        """Return the part of a text around its best match, its beginning when nothing matched."""
        marks = self.highlights(text)
        start, end = _window(text, marks)
        inside = [(a - start, b - start) for a, b in marks if start <= a and b <= end]
        return Snippet(text[start:end], inside)


def _forms(term: str, behind: Mapping[str, Collection[str]]) -> set[str]:
    """Return the spellings that stand for a term in a text."""
    if words.is_gram(term) or term.isdigit():
        return {term}
    return set(behind.get(term, ()))


def _runs(sequence: Sequence[Collection[str]], parts: words.Parts) -> Iterator[tuple[int, int]]:
    """Yield where a sequence, given by the forms of its words, begins and ends among units."""
    for start in range(len(parts.units) - len(sequence) + 1):
        end = start + len(sequence)
        for forms, unit in zip(sequence, parts.units[start:end], strict=True):
            if unit not in forms:
                break
        else:
            if parts.are_neighbours(start, end - 1):
                yield start, end


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
    """Return where the snippet begins and ends: whole words around the densest marks.

    `marks` are in order and do not overlap.
    """
    length = LENGTH if text.isascii() or _spaced(text) else GRAM_LENGTH
    if len(text) <= length:
        return 0, len(text)
    if not marks:
        return 0, _word_end(text, length)
    first, last = _densest(marks, length)
    spare = max(0, length - (last - first))
    start = max(0, first - spare // 3)
    start = _sentence_start(text, start, first)
    end = max(last, min(len(text), start + length))
    return start, max(last, _word_end(text, end))


def _densest(marks: list[Span], length: int) -> Span:
    """Return the stretch, no longer than some length, of which most is marked; the first of those.

    It begins and ends with a mark, and is a single one where that is longer.
    """
    ends = [end for _start, end in marks]
    marked = [0, *accumulate(end - start for start, end in marks)]
    # For each mark, which one comes after the last that fits into a stretch beginning with it.
    after = [bisect_right(ends, start + length) for start, _end in marks]
    best = max(range(len(marks)), key=lambda place: marked[after[place]] - marked[place])
    return marks[best][0], ends[max(best, after[best] - 1)]


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
