"""What has changed between two states of the texts of a page, as counts."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

# One entry a text, in reading order: a digest of its place and one of its words.
Fingerprint = list[str]


@dataclass(frozen=True)
class Changes:
    """How many texts are new, worded anew or gone."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            self.added + other.added, self.changed + other.changed, self.removed + other.removed
        )


def fingerprint(texts: Iterable[tuple[str, str]]) -> Fingerprint:
    """Return the digests of (place, words) pairs; the words themselves are not kept."""
    return [f"{_digest(place, 5)}:{_digest(words, 6)}" for place, words in texts]


def compare(before: Fingerprint, after: Fingerprint) -> Changes:
    """Return what changed. A text that only moved to another part of the page is unchanged."""
    old, new = _by_place(before), _by_place(after)
    changes = Changes()
    for place in {**old, **new}:
        changes += _compare_place(old.get(place, []), new.get(place, []))
    return changes


def _compare_place(old: list[str], new: list[str]) -> Changes:
    added = changed = removed = 0
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(end - start, new_end - new_start)
        changed += both
        removed += end - start - both
        added += new_end - new_start - both
    return Changes(added, changed, removed)


def _by_place(entries: Fingerprint) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for entry in entries:
        place, _colon, words = entry.partition(":")
        places.setdefault(place, []).append(words)
    return places


def _digest(text: str, size: int) -> str:
    return hashlib.blake2s(text.encode(), digest_size=size).hexdigest()
