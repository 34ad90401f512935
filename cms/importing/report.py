"""What an import had to guess, dropped, could not place or found wanting, line by line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from content_models.quality.findings import shorten

# In the order a writer should read them.
KINDS = {
    "unplaced": "Could not be placed",
    "finding": "Needs a person",
    "guessed": "Guessed",
    "dropped": "Dropped, because it is derived or repeated",
}


@dataclass(frozen=True)
class Note:
    """One remark about one line of the file; line 0 is the file as a whole."""

    line: int
    kind: str
    code: str
    message: str
    excerpt: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "kind": self.kind,
            "code": self.code,
            "message": self.message,
            "excerpt": self.excerpt,
        }


@dataclass
class Report:
    """Everything a writer should know about one imported file."""

    file: str
    text: Sequence[str] = ()
    first: int = 1
    notes: list[Note] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def line_of(self, words: str) -> int:
        """Return the first line of the text that holds some words, 0 when none does."""
        numbered = enumerate(self.text, start=self.first)
        return next((number for number, line in numbered if words in line), 0)

    def guessed(self, line: int, code: str, message: str, excerpt: str = "") -> None:
        self._add("guessed", line, code, message, excerpt)

    def dropped(self, line: int, code: str, message: str, excerpt: str = "") -> None:
        self._add("dropped", line, code, message, excerpt)

    def unplaced(self, line: int, code: str, message: str, excerpt: str = "") -> None:
        self._add("unplaced", line, code, message, excerpt)

    def finding(self, line: int, code: str, message: str, excerpt: str = "") -> None:
        self._add("finding", line, code, message, excerpt)

    def _add(self, kind: str, line: int, code: str, message: str, excerpt: str) -> None:
        note = Note(line, kind, code, message, shorten(excerpt))
        if note not in self.notes:
            self.notes.append(note)

    def of(self, kind: str) -> list[Note]:
        """Return the notes of a kind by line."""
        return sorted((note for note in self.notes if note.kind == kind), key=_by_line)

    def codes(self) -> set[str]:
        return {note.code for note in self.notes}

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "counts": dict(sorted(self.counts.items())),
            "notes": [note.as_json() for kind in KINDS for note in self.of(kind)],
        }

    def lines(self) -> Iterable[str]:
        """Yield the report as a console shows it."""
        for kind, heading in KINDS.items():
            notes = self.of(kind)
            if not notes:
                continue
            yield f"  {heading} ({len(notes)}):"
            for note in notes:
                excerpt = f" “{note.excerpt}”" if note.excerpt else ""
                yield f"    {self.file}:{note.line}: {note.code}: {note.message}{excerpt}"


def _by_line(note: Note) -> tuple[int, str]:
    return note.line, note.code
