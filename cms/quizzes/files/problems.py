"""What is wrong with a quiz file, with the line and the path in the file."""

import json
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import Any

from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
MOST_TOLD = 20


class UnreadableQuiz(ValueError):
    """A file cannot become a quiz. `problems` are sentences that begin with line and path."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems[:MOST_TOLD]))
        self.problems = problems


def whole_file(*messages: str) -> UnreadableQuiz:
    """Return the refusal of a file for reasons that no line of it can be blamed for."""
    return UnreadableQuiz([_("file: %(message)s") % {"message": one} for one in messages])


class Problems:
    """Collects what is wrong, so that a writer can mend a file in one go."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[tuple[Path, str]] = []

    def add(self, path: Path, message: str) -> None:
        self.found.append((path, message))

    def raise_if_any(self) -> None:
        """Raise `UnreadableQuiz` when something was found."""
        if self.found:
            words = _("line %(line)s, %(path)s: %(message)s")
            raise UnreadableQuiz(
                [
                    words
                    % {
                        "line": line_of(self.text, path),
                        "path": written(path),
                        "message": message,
                    }
                    for path, message in self.found
                ]
            )


def written(path: Path) -> str:
    """Return a path as people write it: `pages[0].items[3].prompt.es`."""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return words.removeprefix(".") or "file"


def line_of(text: str, path: Path) -> int:
    """Return the line on which the value at a path begins; of what is missing, its parent's."""
    position = _space(text, 0)
    for part in path:
        inside = _member(text, position, part)
        if inside is None:
            break
        position = inside
    return text.count("\n", 0, position) + 1


def _space(text: str, position: int) -> int:
    return WHITESPACE.match(text, position).end()


def _member(text: str, position: int, wanted: str | int) -> int | None:
    """Return where a member of the object or array at a position begins."""
    is_object = text[position] == "{"
    if text[position] not in "{[" or is_object != isinstance(wanted, str):
        return None
    # Values are only skipped: a number of thousands of digits would be refused.
    decoder, count = json.JSONDecoder(parse_int=str), 0
    position = _space(text, position + 1)
    while text[position] not in "}]":
        name: Any = count
        if is_object:
            name, position = scanstring(text, position + 1)
            position = _space(text, _space(text, position) + 1)
        if name == wanted:
            return position
        _value, position = decoder.raw_decode(text, position)
        position = _space(text, position)
        if text[position] == ",":
            position = _space(text, position + 1)
        count += 1
    return None
