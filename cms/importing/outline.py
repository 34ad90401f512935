"""From pieces to the parts of an article: title, summary, sections, phrases, questions."""

import re
from dataclasses import dataclass, field

from cms.importing.front_matter import FrontMatter
from cms.importing.headings import kind_of, without_label
from cms.importing.inline import Runs, cut
from cms.importing.manuscripts import Manuscript
from cms.importing.markdown import split_series
from cms.importing.pieces import Heading, Items, Paragraph, Piece, Quotation, paragraphs
from cms.importing.report import Report
from content_models.models.base import SUMMARY_LENGTH
from content_models.quality import sentences, take_number
from content_models.quality.numbering import value_of

_QUESTION = re.compile(r"[?？][\"'”’」』]?$")
_BUTTON = re.compile(
    r"^(?:start|take|begin)\b.*\b(?:test|quiz)\b|^(?:开始|参加|做).*(?:测试|测验)|"
    r"^(?:empez|comenz|hacer|haz)\w*\b.*\b(?:test|cuestionario)\b",
    re.IGNORECASE,
)
_SUMMARY_LEAD = re.compile(r"^(?:summary|in short|摘要|概要|resumen)\s*[:：]\s*", re.IGNORECASE)
TITLE_LENGTH = 255


@dataclass
class Section:
    """A section: its kind, its heading without number and label, and what stands in it."""

    line: int
    kind: str
    heading: str
    pieces: list[Piece] = field(default_factory=list)

    def parts(self, level: int = 3) -> tuple[list[Piece], list[tuple[Heading, list[Piece]]]]:
        """Return what stands before the first sub-heading, and each sub-heading's own pieces."""
        before: list[Piece] = []
        parts: list[tuple[Heading, list[Piece]]] = []
        for piece in self.pieces:
            if isinstance(piece, Heading) and piece.level == level:
                parts.append((piece, []))
            else:
                (parts[-1][1] if parts else before).append(piece)
        return before, parts


@dataclass(frozen=True)
class Question:
    line: int
    text: str
    answer: tuple[Runs, ...]


@dataclass
class Outline:
    """An article taken apart."""

    title: str = ""
    title_line: int = 1
    series: str = ""
    part: int | None = None
    summary: str = ""
    sections: list[Section] = field(default_factory=list)
    phrases: list[tuple[int, str]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    quiz_heading: str = ""
    quiz_text: str = ""


def outline(
    manuscript: Manuscript, pieces: list[Piece], front: FrontMatter, report: Report
) -> Outline:
    """Return the outline of an article; what had to be guessed or left is in the report.

    Raises:
        UnreadableArticle: when there is no title or no text.
    """
    found = Outline(series=front.series, part=front.part, summary=front.summary)
    rest = _take_title(manuscript, pieces, front, found, report)
    opening, groups = _grouped(rest)
    _take_opening(opening, found, report, alone=not groups)
    for position, (heading, inside) in enumerate(groups):
        following = groups[position + 1][0].text if position + 1 < len(groups) else ""
        _take_group(heading, inside, following, found, report)
    if not found.sections:
        raise manuscript.error(found.title_line, "There is no text below the title.")
    if not found.summary:
        _guess_summary(found, report)
    return found


def _take_title(
    manuscript: Manuscript,
    pieces: list[Piece],
    front: FrontMatter,
    found: Outline,
    report: Report,
) -> list[Piece]:
    heading = next((p for p in pieces if isinstance(p, Heading) and p.level == 1), None)
    if heading is None and not front.title:
        raise manuscript.error(
            manuscript.first, "There is no title: begin with “# Title”, or put it above the text."
        )
    line = heading.line if heading else front.line("title")
    title = front.title or (heading.text if heading else "")
    series = split_series(title)
    if series:
        report.guessed(line, "series", "Series, part and title are taken from one line.", title)
        found.series = found.series or series["series"]
        found.part = found.part or int(series["part"])
        title = series["title"]
    numbered = take_number(title)
    if numbered.number:
        report.dropped(line, "typed_number", "The order gives the number.", numbered.number)
        found.part = found.part or value_of(numbered.number)
    if len(numbered.words) > TITLE_LENGTH:
        raise manuscript.error(line, f"The title is longer than {TITLE_LENGTH} characters.")
    found.title, found.title_line = numbered.words, line
    return [piece for piece in pieces if piece is not heading]


def _grouped(pieces: list[Piece]) -> tuple[list[Piece], list[tuple[Heading, list[Piece]]]]:
    whole = Section(0, "", "", pieces)
    return whole.parts(level=2)


def _take_opening(opening: list[Piece], found: Outline, report: Report, *, alone: bool) -> None:
    """Place what stands between title and first heading: the summary, or a first section."""
    kept: list[Piece] = []
    for piece in opening:
        text = piece.text if isinstance(piece, Paragraph) else ""
        if text and sentences.is_cut_off(text):
            report.finding(piece.line, "cut_off", "The text is cut off; it was left out.", text)
        elif text and _repeats_title(text, found):
            report.dropped(piece.line, "repeated_title", "Repeats the title.", text)
        elif text and not (alone or found.summary or kept) and _fits_summary(text):
            found.summary = _SUMMARY_LEAD.sub("", text)
            report.guessed(piece.line, "summary", "Taken as the summary.", text)
        else:
            kept.append(piece)
    if kept:
        found.sections.append(Section(kept[0].line, "plain", "", kept))
        report.guessed(kept[0].line, "section", "Text before the first heading is a section.")


def _fits_summary(text: str) -> bool:
    text = _SUMMARY_LEAD.sub("", text)
    return len(text) <= SUMMARY_LENGTH and sentences.is_complete(text)


def _repeats_title(text: str, found: Outline) -> bool:
    """Return whether a line is the title again, perhaps with the series and a button before it."""
    words = set(re.findall(r"\w{3,}", found.title.casefold()))
    shown = re.findall(r"\w{3,}", text.casefold())
    if not words or len(shown) > 3 * len(words) + 20 or sentences.is_complete(text):
        return False
    return sum(word in words for word in set(shown)) * 3 >= len(words)


def _take_group(
    heading: Heading, inside: list[Piece], following: str, found: Outline, report: Report
) -> None:
    numbered = take_number(heading.text)
    kind = kind_of(heading.text)
    if numbered.number:
        report.dropped(heading.line, "typed_number", "The order gives it.", numbered.number)
    if kind == "phrases":
        _take_phrases(inside, found, report)
    elif kind == "faq":
        _take_questions(inside, found, report)
    elif _BUTTON.search(heading.text) and not inside:
        report.dropped(heading.line, "button", "The quiz brings its own button.", heading.text)
    elif kind is None and _BUTTON.search(following):
        found.quiz_heading = heading.text
        found.quiz_text = " ".join(piece.text for piece in inside if isinstance(piece, Paragraph))
        report.finding(heading.line, "quiz", "Choose the quiz this invites to.", heading.text)
    else:
        _take_section(heading, kind, numbered.words, inside, found, report)


def _take_section(
    heading: Heading,
    kind: str | None,
    words: str,
    inside: list[Piece],
    found: Outline,
    report: Report,
) -> None:
    if kind == "sources":
        report.unplaced(heading.line, "sources", "Choose or add each source.", heading.text)
        kind = None
    if kind is None:
        report.guessed(heading.line, "kind", "No kind fits; it has no label.", heading.text)
    label, proper = without_label(words) if kind else ("", words)
    if label:
        report.dropped(heading.line, "typed_label", "The kind gives the label.", label)
    section = Section(heading.line, kind or "plain", proper, inside)
    if not inside:
        report.finding(heading.line, "empty_section", "There is nothing below it.", heading.text)
        return
    found.sections.append(section)


def _take_phrases(inside: list[Piece], found: Outline, report: Report) -> None:
    for text, line in _texts(inside):
        kept = _complete(text, line, report)
        if kept:
            found.phrases.append((line, kept))


def _take_questions(inside: list[Piece], found: Outline, report: Report) -> None:
    question: tuple[int, str] | None = None
    answer: list[Runs] = []

    def close() -> None:
        if question is None:
            return
        if answer:
            found.questions.append(Question(question[0], question[1], tuple(answer)))
        else:
            report.finding(question[0], "no_answer", "The question has no answer.", question[1])

    for piece in inside:
        if isinstance(piece, Heading) or (
            isinstance(piece, Paragraph) and _QUESTION.search(piece.text) and len(piece.text) < 255
        ):
            close()
            question, answer = (piece.line, take_number(piece.text).words), []
        elif isinstance(piece, Paragraph) and question is not None:
            kept = _complete(piece.text, piece.line, report)
            runs = piece.runs if kept == piece.text else cut(piece.runs, 0, len(kept))
            if kept:
                answer.append(runs)
        else:
            report.unplaced(piece.line, "faq", "Only questions and answers stand here.")
    close()


def _texts(pieces: list[Piece]) -> list[tuple[str, int]]:
    """Return the plain texts of paragraphs, list entries and quotations."""
    found: list[tuple[str, int]] = []
    for piece in pieces:
        if isinstance(piece, Paragraph | Quotation | Items):
            found += [(paragraph.text, paragraph.line) for paragraph in paragraphs([piece])]
    return found


def _complete(text: str, line: int, report: Report) -> str:
    """Return the whole sentences of a text that may be cut off."""
    if not sentences.is_cut_off(text):
        return text
    kept = sentences.fitting(text, len(text))
    report.finding(
        line, "cut_off", "The text is cut off; its last sentence was left out.", text[len(kept) :]
    )
    return kept


def _guess_summary(found: Outline, report: Report) -> None:
    for section in found.sections:
        for paragraph in paragraphs(section.pieces):
            found.summary = sentences.fitting(paragraph.text, SUMMARY_LENGTH)
            if found.summary:
                report.guessed(
                    paragraph.line, "summary", "The summary is how the text begins.", found.summary
                )
                return
    found.summary = found.title
    report.finding(found.title_line, "summary", "There is no summary; write one.", found.title)
