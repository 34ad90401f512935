"""Files as they arrive: bytes in, lines with numbers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cms.importing.errors import UnreadableArticle

MAX_BYTES = 2 * 1024 * 1024
_BOM = "\ufeff"
# Byte order marks of encodings that are named in the message, so that a writer knows what to do.
_FOREIGN_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
# Separators that look like line ends to some programs and to no reader.
_LINE_SEPARATORS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\u0085": "\n"})


@dataclass(frozen=True)
class Manuscript:
    """The lines of a file; `front` lines are its YAML, `first` is the line the text begins on."""

    path: Path
    front: Sequence[str]
    body: Sequence[str]
    first: int

    def error(self, line: int, message: str) -> UnreadableArticle:
        return UnreadableArticle(self.path, line, message)


def read(path: Path) -> Manuscript:
    """Return the lines of a UTF-8 file, its front matter apart.

    Raises:
        UnreadableArticle: when the file cannot be opened, is not UTF-8, holds NUL, is empty or
            larger than 2 MB, or opens front matter without closing it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = error.strerror or "The file cannot be opened"
        raise UnreadableArticle(path, 1, f"{message}.") from error
    if len(content) > MAX_BYTES:
        raise UnreadableArticle(path, 1, f"The file is larger than {MAX_BYTES:,} bytes.")
    text = _decode(path, content).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.translate(_LINE_SEPARATORS).split("\n")
    if not text.strip():
        raise UnreadableArticle(path, 1, "The file is empty.")
    return _part_front_matter(path, [line.rstrip() for line in lines])


def _decode(path: Path, content: bytes) -> str:
    for mark, name in _FOREIGN_MARKS.items():
        if content.startswith(mark):
            raise UnreadableArticle(path, 1, f"The file is {name}; save it as UTF-8.")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise UnreadableArticle(path, line, "The line holds a NUL character.")
    try:
        return content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableArticle(
            path, line, f"Byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8."
        ) from error


def _part_front_matter(path: Path, lines: list[str]) -> Manuscript:
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[start].strip() != "---":
        return Manuscript(path, front=[], body=lines, first=1)
    for number in range(start + 1, len(lines)):
        if lines[number].strip() in {"---", "..."}:
            body = lines[number + 1 :]
            if not any(line.strip() for line in body):
                raise UnreadableArticle(
                    path, number + 1, "There is no text below the front matter."
                )
            front = [""] * (start + 1) + lines[start + 1 : number]
            return Manuscript(path, front=front, body=body, first=number + 2)
    raise UnreadableArticle(path, start + 1, "The front matter is not closed by a line “---”.")
