"""The texts of a page as the checks see them, and what they link to and show."""

import html as escaping
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from content_models.quality import sentences

# What a passage is: headings count themselves, names and citations keep their script.
HEADING, PROSE, LINE, NAME, SUMMARY = "heading", "prose", "line", "name", "summary"
HEADING_LENGTH = 160

# A writer saves a text again and again with one word changed, so what is known of so many
# paragraphs is remembered.
REMEMBERED = 4096

_BLOCK_TAG = re.compile(r"</?(?:p|li|ul|ol|div|h[1-6]|blockquote|br|hr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Passage:
    """One text of a page. `limit` is the most characters it may have; None means any number."""

    path: str
    text: str
    kind: str = PROSE
    html: bool = False
    required: bool = False
    limit: int | None = None

    @cached_property
    def paragraphs(self) -> list[str]:
        """The paragraphs as readers see them, without the tags of rich text; no empty ones."""
        return [plain(paragraph) for paragraph in self.marked] if self.html else self.marked

    @cached_property
    def marked(self) -> list[str]:
        """The paragraphs with the tags inside them."""
        parts = _BLOCK_TAG.split(self.text) if self.html else self.text.splitlines()
        return [part.strip() for part in parts if plain(part)] if self.html else _filled(parts)

    @property
    def words(self) -> str:
        return "\n".join(self.paragraphs) if self.html else self.text


@dataclass(frozen=True)
class Link:
    """A link of a page: `state` is `fine`, `missing` or `unpublished`."""

    path: str
    target: str
    words: str
    state: str = "fine"


@dataclass(frozen=True)
class Picture:
    """An image of a page with the words that stand for it.

    One that is not `readable` has lost its file, or the file is no image.
    """

    path: str
    name: str
    alt: str
    decorative: bool
    readable: bool = True


@dataclass(frozen=True)
class Defect:
    """A block whose parts do not fit together; `code` and `details` say what a finding says."""

    path: str
    code: str
    details: Mapping[str, str]


@dataclass(frozen=True)
class Content:
    """Everything the checks look at in one page or snippet; `locale` is BCP 47."""

    locale: str
    passages: Sequence[Passage]
    links: Sequence[Link] = ()
    pictures: Sequence[Picture] = ()
    defects: Sequence[Defect] = ()


def plain(marked: str) -> str:
    """Return the words of one paragraph of rich text."""
    return escaping.unescape(_TAG.sub("", marked)).replace("\xa0", " ").strip()


def of_raw_text(text: str, locale: str) -> Content:
    """Return a text without structure, one passage a line; `path` is `line:<number>`."""
    passages = [
        Passage(f"line:{number}", line.strip(), HEADING if _is_heading(line.strip()) else PROSE)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    return Content(locale, passages)


def _is_heading(line: str) -> bool:
    if line.startswith("#"):
        return True
    ended = sentences.is_complete(line) or sentences.is_cut_off(line)
    return len(line) <= HEADING_LENGTH and not ended and not line.startswith("**")


def _filled(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]
