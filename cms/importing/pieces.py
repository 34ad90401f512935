"""What a text is made of before its meaning is known: headings, paragraphs, lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from cms.importing.inline import Runs, plain


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title, 2 a section, 3 a part of a section."""

    line: int
    level: int
    runs: Runs

    @property
    def text(self) -> str:
        return " ".join(plain(self.runs).split())


@dataclass(frozen=True)
class Paragraph:
    line: int
    runs: Runs

    @property
    def text(self) -> str:
        return plain(self.runs)


@dataclass(frozen=True)
class Item:
    line: int
    pieces: "tuple[Piece, ...]"


@dataclass(frozen=True)
class Items:
    """A list, ordered or not."""

    line: int
    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Quotation:
    line: int
    pieces: "tuple[Piece, ...]"


@dataclass(frozen=True)
class Grid:
    """A table of plain words."""

    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    line: int
    source: str
    alt: str
    caption: str


Piece = Heading | Paragraph | Items | Quotation | Grid | Picture


def paragraphs(pieces: "tuple[Piece, ...] | list[Piece]") -> Iterator[Paragraph]:
    """Yield every paragraph, those inside lists and quotations too."""
    for piece in pieces:
        if isinstance(piece, Paragraph):
            yield piece
        elif isinstance(piece, Items):
            for item in piece.items:
                yield from paragraphs(item.pieces)
        elif isinstance(piece, Quotation):
            yield from paragraphs(piece.pieces)
