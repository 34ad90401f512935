"""Text in a picture: any script, several fonts in one line, either direction."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TypedDict

from PIL import ImageDraw, ImageFont

from api.quizzes.fonts import Face, can_shape, characters_of, face_of, faces_for

_EAST_ASIAN = r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
# What may stand at the start of a line: a word, or an East Asian character with the punctuation
# behind it.
_PIECE = re.compile(rf"\s*(?:{_EAST_ASIAN}[，。！？；：、”’）》」』…—]*|(?:(?!{_EAST_ASIAN})\S)+)")
LINE_HEIGHT = 1.3


@dataclass(frozen=True)
class Style:
    """How a text is set. `direction` is `ltr` or `rtl`."""

    locale: str
    direction: str
    size: int
    color: str


@lru_cache(maxsize=64)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if can_shape() else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(face.path), size, index=face.place, layout_engine=engine)


def runs_of(text: str, locale: str) -> list[tuple[Face, str]]:
    """Return a line in parts that one font can draw; what no font can draw is left out."""
    for face in faces_for(locale):
        known = characters_of(face)
        if all(ord(letter) in known for letter in text):
            return [(face, text)]
    faces: list[tuple[Face, str]] = []
    for letter in text:
        if faces and ord(letter) in characters_of(faces[-1][0]):
            faces.append((faces[-1][0], letter))
            continue
        found = face_of(letter, locale)
        if found is not None:
            faces.append((found, letter))
    return [
        (face, "".join(letter for _face, letter in letters))
        for face, letters in groupby(faces, key=lambda pair: pair[0])
    ]


def _direction(text: str, style: Style) -> str:
    """Return the direction of the first letter that has one."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL", "L"):
            return "ltr" if kind == "L" else "rtl"
    return style.direction


class _Shaping(TypedDict, total=False):
    direction: str
    language: str


def _shaping(text: str, style: Style) -> _Shaping:
    """Return how a text is shaped; nothing where nothing can be."""
    if not can_shape():
        return {}
    return {"direction": _direction(text, style), "language": style.locale}


def width_of(text: str, style: Style) -> float:
    return sum(
        _font(face, style.size).getlength(part, **_shaping(part, style))
        for face, part in runs_of(text, style.locale)
    )


def lines_of(text: str, style: Style, width: int, most: int) -> list[str]:
    """Return a text broken to a width; what does not fit in the most lines ends in an ellipsis."""
    lines: list[str] = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        for part in _fitting(piece, style, width):
            longer = lines[-1] + part
            if lines[-1] and width_of(longer, style) > width:
                lines.append(part.lstrip())
            else:
                lines[-1] = longer if lines[-1] else part.lstrip()
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(f"{last}…", style) > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _fitting(piece: str, style: Style, width: int) -> list[str]:
    """Return a word in parts that fit into a line: nearly always the word itself."""
    parts = [piece]
    while width_of(parts[-1], style) > width and len(parts[-1]) > 1:
        whole = parts.pop()
        cut = next(n for n in range(len(whole) - 1, 0, -1) if width_of(whole[:n], style) <= width)
        parts += [whole[:cut], whole[cut:]]
    return parts


def write(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, style: Style, *, align: str
) -> None:
    """Draw one line on its baseline; `align` says which of its ends is at the place."""
    runs = runs_of(text, style.locale)
    if style.direction == "rtl":
        runs = list(reversed(runs))
    x, y = place
    length = width_of(text, style)
    x -= {"left": 0.0, "right": length, "middle": length / 2}[align]
    for face, part in runs:
        font, shaping = _font(face, style.size), _shaping(part, style)
        draw.text((x, y), part, font=font, fill=style.color, anchor="ls", **shaping)
        x += font.getlength(part, **shaping)
