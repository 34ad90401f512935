"""Reads a collection of plain documents: one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content_models import locales

MAXIMUM_ID_LENGTH = 200
_FIELDS = {"id", "locale", "kind", "title", "body"}


class InvalidCollection(ValueError):
    """A collection cannot be imported. `problems` are sentences that begin with `file:line:`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Entry:
    """One document of a collection; a title or a body may be empty, never both."""

    line: int
    id: str
    locale: str
    kind: str
    title: str
    body: str


def read(path: Path) -> list[Entry]:
    """Return the entries of a file in their order.

    Raises:
        InvalidCollection: naming every line that is wrong; nothing of the file may be used then.
    """
    entries: list[Entry] = []
    problems: list[str] = []
    first_lines: dict[tuple[str, str], int] = {}
    for number, line in _lines(path):
        try:
            entry = _entry(number, line)
            first = first_lines.setdefault((entry.id, entry.locale), number)
            if first != number:
                raise ValueError(f"id {entry.id!r} is already on line {first} in {entry.locale}.")
        except ValueError as error:
            problems.append(f"{path}:{number}: {error}")
        else:
            entries.append(entry)
    if not entries and not problems:
        problems.append(f"{path}: There is no document in the file.")
    if problems:
        raise InvalidCollection(problems)
    return entries


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise InvalidCollection([f"{path}: {error.strerror}."]) from error


def _entry(number: int, line: bytes) -> Entry:
    try:
        text = line.decode("utf-8-sig")
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("A text holds half a surrogate pair.") from None
    except UnicodeDecodeError:
        raise ValueError("The line is not UTF-8.") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("The line is no JSON object.") from None
    if not isinstance(found, dict):
        raise ValueError("The line is no JSON object.")
    unknown = sorted(set(found) - _FIELDS)
    if unknown:
        known = ", ".join(sorted(_FIELDS))
        raise ValueError(f"{unknown[0]!r} is no field of a document; there are {known}.")
    entry = Entry(
        line=number,
        id=_identifier(found.get("id")),
        locale=_locale(found.get("locale")),
        kind=_text(found, "kind") or "article",
        title=" ".join(_text(found, "title").split()),
        body=_text(found, "body"),
    )
    if not (entry.title or entry.body):
        raise ValueError("A document needs a title or a body.")
    return entry


def _identifier(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise ValueError("id must be a text or a whole number.")
    identifier = str(value).strip()
    if len(identifier) > MAXIMUM_ID_LENGTH:
        raise ValueError(f"id has more than {MAXIMUM_ID_LENGTH} characters.")
    return identifier


def _locale(value: Any) -> str:
    try:
        return locales.match(value if isinstance(value, str) else "")
    except locales.UnknownLocale:
        known = ", ".join(locales.configured())
        raise ValueError(f"locale {value!r} is none of this wiki: {known}.") from None


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text.")
    # PostgreSQL stores no NUL, and no reader sees one.
    return value.replace("\0", " ").strip()
