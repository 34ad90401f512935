"""Fonts of the share picture: which there are, and which characters each can draw."""

import struct
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from PIL import features

# Font packages, each with its files; the collection of Noto Sans CJK comes last: it has most.
BUNDLED = (
    ("fontpkg_noto_sans", "files/NotoSans[[]*.ttf"),
    ("fontpkg_noto_sans_arabic", "files/NotoSansArabic*.ttf"),
    ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"),
)
# Where each form of Chinese, Japanese and Korean stands in the collection.
PLACES = {"ja": 0, "ko": 1, "zh-Hans": 2, "zh-Hant": 3}
UNENCODED = 0xFFFF


class UnreadableFont(ValueError):
    """A file that is not a font, or has no table of characters."""


@dataclass(frozen=True)
class Face:
    """One font of a file; `place` counts the fonts of a collection."""

    path: Path
    place: int = 0


def faces_for(locale: str) -> tuple[Face, ...]:
    """Return every font in the order in which they are asked for a character."""
    return tuple(
        Face(path, PLACES.get(locale, PLACES["zh-Hans"]) if path.suffix == ".ttc" else 0)
        for path in files(tuple(settings.WIKI_SHARE_FONTS))
    )


@lru_cache
def files(configured: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the configured font files, then those of installed font packages."""
    bundled: list[Path] = []
    for package, pattern in BUNDLED:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            bundled += sorted(Path(spec.origin).parent.glob(pattern))
    return (*map(Path, configured), *bundled)


@lru_cache
def can_shape() -> bool:
    """Return whether letters can be joined and set from right to left.

    Pillow's wheels bring what that takes but FriBidi, which they look for in the system.
    """
    return bool(features.check_feature("raqm"))


def needs_shaping(text: str) -> bool:
    """Return whether letters of a text change beside others, or run from right to left."""
    return any(
        unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.category(letter)[0] == "M"
        for letter in unicodedata.normalize("NFC", text)
    )


def missing_from(text: str, locale: str) -> str:
    """Return the characters that no font of a locale can draw, each once."""
    return "".join(
        sorted({letter for letter in text if face_of(letter, locale) is None and letter.strip()})
    )


def face_of(letter: str, locale: str) -> Face | None:
    """Return the first font that can draw a character, None when there is none."""
    point = ord(letter)
    return next((face for face in faces_for(locale) if point in characters_of(face)), None)


@lru_cache(maxsize=32)
def characters_of(face: Face) -> frozenset[int]:
    """Return the characters that a font can draw, from its `cmap` table.

    Raises:
        UnreadableFont: when the file has no such table.
        OSError: when there is no such file.

    Source:
        OpenType specification, `cmap`, formats 4 and 12.
    """
    data = face.path.read_bytes()
    try:
        start = 0
        if data[:4] == b"ttcf":
            start = struct.unpack_from(">I", data, 12 + 4 * face.place)[0]
        count = struct.unpack_from(">H", data, start + 4)[0]
        records = [struct.unpack_from(">4sIII", data, start + 12 + 16 * n) for n in range(count)]
        table = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
        found: set[int] = set()
        for number in range(struct.unpack_from(">H", data, table + 2)[0]):
            offset = struct.unpack_from(">I", data, table + 4 + 8 * number + 4)[0]
            found |= _subtable(data, table + offset)
    except (struct.error, StopIteration, IndexError) as error:
        raise UnreadableFont(str(face.path)) from error
    return frozenset(found)


def _subtable(data: bytes, start: int) -> set[int]:
    form = struct.unpack_from(">H", data, start)[0]
    if form == 12:
        groups = struct.unpack_from(">I", data, start + 12)[0]
        spans = [struct.unpack_from(">II", data, start + 16 + 12 * n) for n in range(groups)]
        return {point for first, last in spans for point in range(first, last + 1)}
    if form != 4:
        return set()
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, start + 14)
    starts = struct.unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
    return {
        point
        for first, last in zip(starts, ends, strict=True)
        for point in range(first, last + 1)
        if point != UNENCODED
    }
