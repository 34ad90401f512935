"""From an outline to the fields of an article, its case studies and its advice."""

import html as escaping
import re
from dataclasses import dataclass, field

from cms.importing import identity
from cms.importing.outline import Outline, Section
from cms.importing.pieces import Heading, Piece
from cms.importing.report import Report
from cms.importing.shaping import Block, Shaper, block, items, rich
from cms.importing.stories import Story, advice, case_study
from content_models.models.base import SUMMARY_LENGTH
from content_models.quality import references, sentences, take_number
from content_models.quality.numbering import STEP_REFERENCE, value_of

HEADING_LENGTH = 200


@dataclass
class Draft:
    """What is to be stored. Blocks that quote stories hold their positions, to become page ids."""

    summary: str
    body: list[Block] = field(default_factory=list)
    phrases: list[Block] = field(default_factory=list)
    faq: list[Block] = field(default_factory=list)
    cases: list[Story] = field(default_factory=list)
    advice: list[Story] = field(default_factory=list)


def draft(outline: Outline, shaper: Shaper, report: Report) -> Draft:
    """Return the article's blocks; stories are taken out of it to become pages."""
    made = Draft(outline.summary)
    drafter = _Drafter(made, shaper, report)
    made.body = [drafter.section(section) for section in outline.sections]
    made.phrases = [
        block("phrase", {"text": text, "situation": ""}) for _line, text in outline.phrases
    ]
    made.faq = [
        block("question", {"question": entry.text, "answer": rich(list(entry.answer))})
        for entry in outline.questions
    ]
    _name_steps(made, report)
    report.counts.update(
        sections=len(made.body),
        phrases=len(made.phrases),
        questions=len(made.faq),
        cases=len(made.cases),
        advice=len(made.advice),
    )
    for section in made.body:
        report.counts.update(child["type"] for child in section["value"]["blocks"])
    return made


class _Drafter:
    def __init__(self, made: Draft, shaper: Shaper, report: Report) -> None:
        self.made = made
        self.shaper = shaper
        self.report = report

    def section(self, section: Section) -> Block:
        heading = section.heading
        if len(heading) > HEADING_LENGTH:
            self.report.finding(section.line, "long_heading", "The heading is too long.", heading)
            heading = heading[:HEADING_LENGTH].rsplit(" ", 1)[0]
        before, parts = section.parts()
        blocks = self.shaper.blocks(before, "section")
        if section.kind == "cases" and parts:
            stories = [case_study(part, pieces, self.report) for part, pieces in parts]
            blocks.append(self.quoted("case_studies", "cases", stories, self.made.cases))
        elif section.kind == "advice" and parts:
            stories = [advice(part, pieces, self.report) for part, pieces in parts]
            blocks.append(self.quoted("expert_advice", "entries", stories, self.made.advice))
        else:
            blocks += [self.part(section.kind, part, pieces) for part, pieces in parts]
        return block(
            "section", {"kind": section.kind, "label": "", "heading": heading, "blocks": blocks}
        )

    def quoted(self, name: str, field_name: str, stories: list[Story], known: list[Story]) -> Block:
        """Return the block that shows stories, by their positions among all of the article."""
        positions = range(len(known), len(known) + len(stories))
        known += stories
        return block(name, {"introduction": "", field_name: items(list(positions))})

    def part(self, kind: str, heading: Heading, pieces: list[Piece]) -> Block:
        """Return what a sub-heading and its text become in a section of a kind."""
        numbered = take_number(heading.text)
        if numbered.number:
            self.report.dropped(heading.line, "typed_number", "Counted for you.", numbered.number)
        title = self.shaper.title(numbered.words, heading.line)
        if kind == "practice":
            inside = self.shaper.blocks(pieces, "step")
            return block("practice_step", {"title": title, "minutes": None, "blocks": inside})
        if kind != "concepts":
            self.report.guessed(
                heading.line, "concept", "A sub-heading here becomes a concept.", heading.text
            )
        return block("concept", {"title": title, "blocks": self.shaper.blocks(pieces, "concept")})


def _name_steps(made: Draft, report: Report) -> None:
    """Replace “Step Three” in running text by the step's title: numbers are never typed."""
    steps = [
        child["value"]["title"]
        for section in made.body
        for child in section["value"]["blocks"]
        if child["type"] == "practice_step"
    ]

    def named(text: str) -> str:
        is_html = text.startswith("<p")

        def name(found: re.Match[str]) -> str:
            number = value_of(found.group())
            if number is None or number > len(steps):
                return found.group()
            title = steps[number - 1]
            message = f"“{found.group()}” now names the step “{title}”."
            report.guessed(report.line_of(found.group()), "reference", message)
            return f"“{escaping.escape(title, quote=False) if is_html else title}”"

        changed = STEP_REFERENCE.sub(name, text)
        for left in references(changed):
            message = "The text counts what is counted for you."
            report.finding(report.line_of(left), "reference", message, left)
        return changed

    for blocks in (made.body, made.phrases, made.faq):
        blocks[:] = identity.strings(blocks, named)
    made.summary = named(made.summary)
    for story in (*made.cases, *made.advice):
        story.fields = identity.strings(story.fields, named)
        story.summary = sentences.fitting(named(story.summary), SUMMARY_LENGTH) or story.title
