"""From lines to pieces: headings, paragraphs, lists, tables, pictures, each with its line."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cms.importing.headings import kind_of
from cms.importing.inline import LINE_BREAK, Run, Runs, joint, plain_of, trim
from cms.importing.manuscripts import Manuscript
from cms.importing.pieces import Grid, Heading, Item, Items, Paragraph, Picture, Piece, Quotation
from cms.importing.report import Report
from content_models.quality import starts_with_typed_number
from content_models.quality.sentences import is_cut_off

_HAN_LIST = re.compile(r"^(\s*\d{1,2})[、．）]\s*")
_LIST_OR_MARK = re.compile(r"^\s*(?:\d{1,3}[.)]\s|[-*+]\s|[#>|*_])")
_ENDS_SENTENCE = re.compile(r"[.!?。！？…:：;；,，\"'”’」』]$")
_SERIES_LINE = re.compile(r"^(?P<series>.*\S)\s+(?P<part>\d{1,3})\s*[:：]\s*(?P<title>\S.*)$")
HEADING_LENGTH = 160
SHORT_LENGTH = 60
LEVELS = 4


def parse(manuscript: Manuscript, report: Report) -> list[Piece]:
    """Return the pieces of a manuscript.

    A file without any blank line between its lines is plain text: every line is a paragraph, and
    lines that read like headings are headings, which the report tells.

    Raises:
        UnreadableArticle: when the heading levels do not form a tree.
    """
    lines = [_HAN_LIST.sub(r"\1. ", line) for line in manuscript.body]
    if _is_plain(lines):
        source, step = _with_blank_lines(lines, manuscript, report), 2
    else:
        source, step = lines, 1
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tree = SyntaxTreeNode(parser.parse("\n".join(source)))
    reader = _Reader(report, first=manuscript.first, step=step)
    pieces = list(reader.pieces(tree))
    _check_levels(pieces, manuscript)
    return pieces


def split_series(title: str) -> re.Match[str] | None:
    """Return series, part and title of “Series 3: Title”, None when it is not of that form."""
    return _SERIES_LINE.match(title)


def _is_plain(lines: Sequence[str]) -> bool:
    """Return whether lines are paragraphs: a text of several lines in which blank ones are rare."""
    written = sum(bool(line.strip()) for line in lines)
    inner = "\n".join(lines).strip().split("\n")
    blank = sum(not line.strip() for line in inner)
    return written > 3 and blank * 4 < written


def _with_blank_lines(lines: Sequence[str], manuscript: Manuscript, report: Report) -> list[str]:
    """Return the lines with a blank one behind each, headings marked as Markdown marks them."""
    report.guessed(manuscript.first, "plain_text", "Every line is read as a paragraph.")
    title = next((number for number, line in enumerate(lines) if split_series(line)), None)
    source: list[str] = []
    for number, line in enumerate(lines):
        if number == title:
            line = f"# {line}"
        elif title is not None and number < title and line.strip():
            report.dropped(
                manuscript.first + number, "above_title", "Stands above the title.", line
            )
            line = ""
        elif _reads_like_heading(line):
            report.guessed(
                manuscript.first + number, "heading", "The line is read as a heading.", line
            )
            line = f"## {line}"
        source += [line, ""]
    return source


def _reads_like_heading(line: str) -> bool:
    line = line.strip()
    if not line or len(line) > HEADING_LENGTH or _LIST_OR_MARK.match(line):
        return False
    if _ENDS_SENTENCE.search(line) or is_cut_off(line):
        return False
    return starts_with_typed_number(line) or bool(kind_of(line)) or len(line) <= SHORT_LENGTH


def _check_levels(pieces: list[Piece], manuscript: Manuscript) -> None:
    above = 0
    titles = 0
    for heading in (piece for piece in pieces if isinstance(piece, Heading)):
        titles += heading.level == 1
        if titles > 1:
            raise manuscript.error(heading.line, "A second title; an article has one “#” heading.")
        if heading.level > LEVELS:
            raise manuscript.error(
                heading.line, f"Headings go down to level {LEVELS}, this is {heading.level}."
            )
        if heading.level > max(above, 1) + 1:
            raise manuscript.error(
                heading.line,
                f"A heading of level {heading.level} follows one of level {max(above, 1)}; "
                "a level is missing between them.",
            )
        above = heading.level


class _Reader:
    """Turns the tree of the Markdown library into pieces."""

    def __init__(self, report: Report, *, first: int, step: int) -> None:
        self.report = report
        self.first = first
        self.step = step

    def line(self, node: SyntaxTreeNode) -> int:
        start = node.map[0] if node.map else 0
        return self.first + start // self.step

    def pieces(self, parent: SyntaxTreeNode) -> Iterator[Piece]:
        for node in parent.children:
            yield from self.piece(node)

    def piece(self, node: SyntaxTreeNode) -> Iterator[Piece]:
        line = self.line(node)
        if node.type == "heading":
            yield Heading(line, int(node.tag[1:]), self.runs(node))
        elif node.type == "paragraph":
            yield from self.paragraph(node)
        elif node.type in ("bullet_list", "ordered_list"):
            yield Items(
                line,
                ordered=node.type == "ordered_list",
                items=tuple(
                    Item(self.line(item), tuple(self.pieces(item))) for item in node.children
                ),
            )
        elif node.type == "blockquote":
            yield Quotation(line, tuple(self.pieces(node)))
        elif node.type == "table":
            yield self.grid(node)
        elif node.type in ("fence", "code_block"):
            self.report.guessed(line, "code", "Code is kept as text.", node.content)
            yield Paragraph(line, (Run(node.content.strip()),))
        elif node.type == "hr":
            self.report.dropped(line, "rule", "A line across the page says nothing.")
        else:
            self.report.unplaced(line, "markdown", f"“{node.type}” has no place in an article.")

    def paragraph(self, node: SyntaxTreeNode) -> Iterator[Piece]:
        """Yield a paragraph, its pictures after it."""
        line = self.line(node)
        runs = self.runs(node)
        if plain_of(runs).strip():
            yield Paragraph(line, runs)
        for image in _images(node):
            yield Picture(
                line,
                source=str(image.attrs.get("src", "")),
                alt=_alt(image),
                caption=str(image.attrs.get("title", "")),
            )

    def grid(self, node: SyntaxTreeNode) -> Grid:
        rows = [
            tuple(plain_of(self.runs(cell)).strip() for cell in row.children)
            for part in node.children
            for row in part.children
        ]
        return Grid(self.line(node), header=rows[0], rows=tuple(rows[1:]))

    def runs(self, node: SyntaxTreeNode) -> Runs:
        return trim(self._runs(node, Run("")))

    def _runs(self, node: SyntaxTreeNode, style: Run) -> Iterator[Run]:
        children = node.children
        for position, child in enumerate(children):
            if child.type == "inline":
                yield from self._runs(child, style)
            elif child.type in ("text", "code_inline"):
                yield Run(child.content, style.bold, style.italic, style.link)
            elif child.type == "softbreak":
                before = _content(children[position - 1]) if position else ""
                after = _content(children[position + 1]) if position + 1 < len(children) else ""
                yield Run(joint(before, after), style.bold, style.italic, style.link)
            elif child.type == "hardbreak":
                yield Run(LINE_BREAK)
            elif child.type == "strong":
                yield from self._runs(child, Run("", True, style.italic, style.link))
            elif child.type == "em":
                yield from self._runs(child, Run("", style.bold, True, style.link))
            elif child.type == "link":
                link = self.address(child)
                yield from self._runs(child, Run("", style.bold, style.italic, link))
            elif child.type != "image":
                yield from self._runs(child, style)

    def address(self, node: SyntaxTreeNode) -> str:
        """Return the address of a link, empty when readers could not follow it."""
        address = str(node.attrs.get("href", ""))
        if re.match(r"(?:https?://|mailto:|tel:)", address, re.IGNORECASE):
            return address
        parent = node.parent
        while parent is not None and not parent.map:
            parent = parent.parent
        line = self.line(parent) if parent is not None else self.first
        self.report.finding(
            line, "link", "The link leads to a file; choose a page in the editor.", address
        )
        return ""


def _content(node: SyntaxTreeNode) -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    return "".join(_content(child) for child in node.children)


def _images(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for child in node.children:
        if child.type == "image":
            yield child
        elif child.children:
            yield from _images(child)


def _alt(node: SyntaxTreeNode) -> str:
    return "".join(_content(child) for child in node.children) or node.content
