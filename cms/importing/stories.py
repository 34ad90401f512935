"""Case studies and advice: parts of an article that become pages of their own."""

import re
from dataclasses import dataclass, field

from cms.importing.inline import Runs, cut, lead_of
from cms.importing.pieces import Heading, Items, Paragraph, Piece, paragraphs
from cms.importing.report import Report
from cms.importing.shaping import rich
from content_models.models.base import SUMMARY_LENGTH
from content_models.quality import sentences, take_number

_KEY_LEARNING = re.compile(
    r"key (?:learning|takeaway|lesson)|lesson|关键收获|关键学习|核心启示|启示|收获|"
    r"aprendizaje|lecci[oó]n",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^why (?:it|this) works|为什么有效|有效的原因|por qu[eé] funciona", re.IGNORECASE
)
_PRACTICE_WORDS = r"(?:how to )?practi[cs]e(?: it)?|练习|做法|pr[aá]ctica"
_PRACTICE = re.compile(rf"^(?:{_PRACTICE_WORDS})$", re.IGNORECASE)
# A last sentence such as “Practice: Say thank you once a day.”
_PRACTICE_WITHIN = re.compile(
    rf"(?:^|(?<=[.!?。！？\"”’')）])\s*)(?:{_PRACTICE_WORDS})\s*[:：]\s*", re.IGNORECASE
)
_TURNING = re.compile(
    r"turning point|转折|punto de inflexi[oó]n|one (?:day|evening|night)\b|finally\b|终于",
    re.IGNORECASE,
)


@dataclass
class Story:
    """What becomes a case study or an advice page: rich text by field name."""

    line: int
    title: str
    summary: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def case_study(heading: Heading, pieces: list[Piece], report: Report) -> Story:
    """Return a case study: situation, turning point and outcome, with its key learning."""
    story = _story(heading, pieces, report)
    told: list[Runs] = []
    learning: list[Runs] = []
    for runs in _told(pieces, report):
        lead = lead_of(runs)
        if lead and _KEY_LEARNING.search(lead.words):
            report.dropped(heading.line, "typed_label", "The page gives the label.", lead.words)
            learning.append(lead.rest)
        elif learning:
            learning.append(runs)
        else:
            told.append(runs)
    if not learning:
        report.finding(heading.line, "key_learning", "The case has no key learning.", story.title)
    turn = _turn(told)
    if len(told) > 1:
        report.guessed(
            heading.line,
            "case_parts",
            "Where situation, turning point and outcome begin is a guess.",
            story.title,
        )
    report.finding(heading.line, "people", "Add the people of the story.", story.title)
    story.fields = {
        "situation": rich(told[:turn]),
        "turning_point": rich(told[turn:-1]) if len(told) > turn + 1 else "",
        "outcome": rich(told[-1:]) if len(told) > turn else "",
        "key_learning": rich(learning),
    }
    return story


def _turn(told: list[Runs]) -> int:
    """Return the position of the paragraph in which the story turns, 1 when nothing says so."""
    for position, runs in enumerate(told[1:], start=1):
        if _TURNING.search("".join(run.text for run in runs)):
            return position
    return min(1, len(told))


def advice(heading: Heading, pieces: list[Piece], report: Report) -> Story:
    """Return advice: what is advised, why it works, and how to practise it."""
    story = _story(heading, pieces, report)
    fields: dict[str, list[Runs]] = {"advice": [], "why_it_works": [], "practice": []}
    for runs in _told(pieces, report):
        lead = lead_of(runs)
        if lead and _WHY.search(lead.words):
            fields["why_it_works"].append(lead.rest)
        elif lead and _PRACTICE.search(lead.words):
            fields["practice"].append(lead.rest)
        else:
            before, practice = _without_practice(runs)
            fields["advice"].append(before)
            if practice:
                fields["practice"].append(practice)
                report.guessed(
                    heading.line, "practice", "How to practise it is taken from the text."
                )
    story.fields = {name: rich(value) for name, value in fields.items()}
    return story


def _without_practice(runs: Runs) -> tuple[Runs, Runs]:
    text = "".join(run.text for run in runs)
    found = _PRACTICE_WITHIN.search(text)
    if not found:
        return runs, ()
    return cut(runs, 0, found.start()), cut(runs, found.end())


def _story(heading: Heading, pieces: list[Piece], report: Report) -> Story:
    numbered = take_number(heading.text)
    if numbered.number:
        report.dropped(heading.line, "typed_number", "The order gives it.", numbered.number)
    title = numbered.words
    first = next(paragraphs(pieces), None)
    summary = sentences.fitting(first.text, SUMMARY_LENGTH) if first else ""
    if not summary:
        report.finding(heading.line, "summary", "No sentence fits a summary; write one.", title)
    return Story(heading.line, title, summary or title)


def _told(pieces: list[Piece], report: Report) -> list[Runs]:
    told: list[Runs] = []
    for piece in pieces:
        if isinstance(piece, Paragraph):
            told.append(piece.runs)
        elif isinstance(piece, Items):
            told += [paragraph.runs for paragraph in paragraphs([piece])]
            report.guessed(piece.line, "list", "The list is kept as paragraphs.")
        else:
            report.unplaced(piece.line, "story", "Stories and advice hold text only.")
    return told
