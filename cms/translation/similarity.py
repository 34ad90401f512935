"""How alike two texts are and where they differ. Spaced scripts by word, Chinese by character."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

# A text at least this similar is worth offering.
ENOUGH = 0.7
# Short texts are compared letter by letter: one word more or less would be half of them.
SHORT = 60
# Words count as the same word by their first letters, so that endings do not hide a match.
STEM = 5

_TAG = re.compile(r"<[^>]*>")
_CJK = "㐀-鿿豈-﫿぀-ヿ가-힯"
_UNIT = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:['’-][^\W_{_CJK}]+)*|[^\w\s]|_")
_PIECE = re.compile(rf"<[^>]*>|[{_CJK}]|[^\W_{_CJK}]+(?:['’-][^\W_{_CJK}]+)*|\s+|.", re.DOTALL)
_IS_CJK = re.compile(f"[{_CJK}]")


@dataclass(frozen=True)
class Piece:
    """A run of a text: `kind` is same, removed or added."""

    kind: str
    text: str


def plain(text: str) -> str:
    """Return a segment without its tags, as a reader sees it."""
    return " ".join(unescape(_TAG.sub("", text.replace("<br/>", " "))).split())


def units(text: str) -> list[str]:
    return _UNIT.findall(plain(text).lower())


def tokens(text: str) -> set[int]:
    """Return what a text is found by.

    Beginnings of words and pairs of neighbouring ones; pairs of Chinese characters.
    """
    found: set[str] = set()
    before = ""
    for unit in units(text):
        if not (unit[0].isalnum() or _IS_CJK.match(unit)):
            before = ""
            continue
        stem = unit[:STEM]
        if before:
            found.add(f"{before} {stem}")
        if not (_IS_CJK.match(unit) and before):
            found.add(stem)
        before = stem
    return {_number(token) for token in found}


def ratio(one: str, other: str) -> float:
    """Return how similar two texts are, 0 to 1."""
    first, second = plain(one).lower(), plain(other).lower()
    if max(len(first), len(second)) <= SHORT:
        return _ratio(list(first), list(second))
    return _ratio(units(one), units(other))


def _ratio(first: list[str], second: list[str]) -> float:
    matcher = SequenceMatcher(a=first, b=second, autojunk=False)
    if matcher.real_quick_ratio() < ENOUGH or matcher.quick_ratio() < ENOUGH:
        return 0.0
    return matcher.ratio()


def difference(before: str, after: str) -> list[Piece]:
    """Return both texts as one run of pieces, changes by word or by Chinese character."""
    return [piece for piece in _pieces(before, after) if piece.text]


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[start:end]))
            continue
        yield Piece("removed", "".join(old[start:end]))
        yield Piece("added", "".join(new[new_start:new_end]))


def _number(token: str) -> int:
    """Return a token as a number that fits a column; equal tokens only, in practice, are equal."""
    return int.from_bytes(
        hashlib.blake2b(token.encode(), digest_size=8).digest(), "big", signed=True
    )
