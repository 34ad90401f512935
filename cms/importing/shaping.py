"""From the pieces of a section to blocks, in the form in which Wagtail stores them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Any

from cms.importing.inline import Lead, Runs, lead_of, paragraph, plain, to_html
from cms.importing.pieces import (
    Grid,
    Heading,
    Item,
    Items,
    Paragraph,
    Picture,
    Piece,
    Quotation,
)
from cms.importing.report import Report
from content_models.quality import take_number

Block = dict[str, Any]

TITLE_LENGTH = 160
_REFLECTION = re.compile(r"reflect\w*|反思|思考|reflexi\w*", re.IGNORECASE)
_EXPERIMENT = re.compile(r"^(?:micro-?\s?)?(?:experiment\w*|实验|experimentos?)", re.IGNORECASE)
_LAYER = re.compile(r"\blayer\b|层(?!级|次)|\bcapa\b", re.IGNORECASE)
_LEVEL = re.compile(r"\blevel\b|层级|层次|层面|\bnivel\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^[(（]\s*(.+?)\s*[)）]$")
_QUOTED = re.compile(
    r"^[\"“「『](?P<say>.+?)[\"”」』](?:\s*(?:[—–-]+|[:：])\s*(?P<note>.+))?$", re.DOTALL
)
_ATTRIBUTION = re.compile(r"^\s*[—–-]+\s*(.+)$", re.DOTALL)

# Where a kind of block may stand; elsewhere it becomes a list or a text.
_ONLY_TO_PRACTISE = {"experiment", "script", "reflection_questions"}
_ONLY_IN_CONCEPTS = {"quote", "statistic", "picture", "table"}
ALLOWED: dict[str, Callable[[str], bool]] = {
    "section": lambda name: True,
    "concept": lambda name: name not in _ONLY_TO_PRACTISE,
    "step": lambda name: name not in _ONLY_IN_CONCEPTS,
}


def block(name: str, value: Any) -> Block:
    """Return a stream child; its id is given when it is stored."""
    return {"type": name, "value": value, "id": None}


def items(values: list[Any]) -> list[Block]:
    return [block("item", value) for value in values]


@dataclass
class Shaper:
    """Makes blocks of pieces. `picture` stores an image and returns its id, or None."""

    report: Report
    picture: Callable[[Picture], int | None]

    def blocks(self, pieces: list[Piece], place: str) -> list[Block]:
        """Return the blocks for pieces that stand in a section, a concept or a step."""
        made: list[Block] = []
        texts: list[str] = []
        queue = list(pieces)

        def flush() -> None:
            if texts:
                made.append(block("text", "".join(texts)))
                texts.clear()

        while queue:
            leads = _leads(queue)
            if leads:
                del queue[: len(leads)]
                follows = queue[0] if queue else None
                if len(leads) == 1 and not leads[0][1].rest and isinstance(follows, Items):
                    del queue[0]
                    flush()
                    made.append(self.headed_list(leads[0][1], follows, place))
                else:
                    flush()
                    made += self.labelled(leads, place)
                continue
            piece = queue.pop(0)
            if isinstance(piece, Paragraph):
                texts.append(paragraph(piece.runs))
                continue
            flush()
            made += self.other(piece, place)
        flush()
        return made

    def other(self, piece: Piece, place: str) -> list[Block]:
        if isinstance(piece, Items):
            return [self.plain_list(piece, heading="")]
        if isinstance(piece, Quotation):
            return self.quotation(piece, place)
        if isinstance(piece, Grid):
            return self.table(piece, place)
        if isinstance(piece, Picture):
            return self.shown_picture(piece, place)
        assert isinstance(piece, Heading)  # noqa: S101 - nothing else is left.
        self.report.guessed(piece.line, "heading", "Kept as bold words.", piece.text)
        words = take_number(piece.text).words
        return [block("text", f"<p><b>{to_html((replace(piece.runs[0], text=words),))}</b></p>")]

    def labelled(self, leads: list[tuple[int, Lead]], place: str) -> list[Block]:
        """Return what paragraphs become that each begin with bold words."""
        made: list[Block] = []
        for kind, group in groupby(leads, key=lambda entry: _kind_of(entry[1])):
            made += self.of_a_kind(kind, list(group), place)
        return made

    def of_a_kind(self, kind: str, leads: list[tuple[int, Lead]], place: str) -> list[Block]:
        if kind == "script" and len(leads) == 1:
            kind = "bullets"
        if kind in _ONLY_TO_PRACTISE and not ALLOWED[place](kind):
            message = f"A block “{kind}” stands in practice steps; kept as a list."
            self.report.guessed(leads[0][0], kind, message)
            kind = "bullets"
        if kind == "script":
            return [self.layers(leads)]
        entries = [(self.lead_title(line, lead), paragraph(lead.rest)) for line, lead in leads]
        if kind == "experiment":
            return [block(kind, {"title": term, "instructions": text}) for term, text in entries]
        listed = [{"term": term, "text": text} for term, text in entries]
        return [block("list", {"heading": "", "style": kind, "items": items(listed)})]

    def lead_title(self, line: int, lead: Lead) -> str:
        """Return the words of a label without the number that was typed."""
        taken = take_number(lead.words)
        if taken.number:
            self.report.dropped(line, "typed_number", "Counted for you.", taken.number)
        return self.title(taken.words, line)

    def layers(self, leads: list[tuple[int, Lead]]) -> Block:
        lines = []
        for line, lead in leads:
            name = self.lead_title(line, lead)
            bracketed = _IN_BRACKETS.match(name)
            said = _QUOTED.match(plain(lead.rest))
            if said is None:
                self.report.guessed(line, "script", "No quotation marks; all of it is said.")
            lines.append(
                {
                    "name": bracketed[1] if bracketed else name,
                    "say": said["say"] if said else plain(lead.rest),
                    "note": (said["note"] or "").strip() if said else "",
                }
            )
        return block("script", {"situation": "", "style": "layers", "lines": items(lines)})

    def headed_list(self, lead: Lead, listed: Items, place: str) -> Block:
        if _REFLECTION.search(lead.words):
            if ALLOWED[place]("reflection_questions"):
                questions = [_joined(item) for item in listed.items]
                introduction = "" if _REFLECTION.fullmatch(lead.words) else lead.words
                return block(
                    "reflection_questions",
                    {"introduction": introduction, "questions": items(questions)},
                )
            self.report.guessed(listed.line, "questions", "These stand in steps; kept as a list.")
        return self.plain_list(listed, heading=self.title(lead.words, listed.line))

    def plain_list(self, listed: Items, *, heading: str) -> Block:
        entries = [self.entry(item) for item in listed.items]
        style = "numbers" if listed.ordered else "bullets"
        return block("list", {"heading": heading, "style": style, "items": items(entries)})

    def entry(self, item: Item) -> dict[str, str]:
        term, html = "", ""
        for position, piece in enumerate(item.pieces):
            if isinstance(piece, Paragraph):
                lead = lead_of(piece.runs) if position == 0 else None
                if lead and lead.rest:
                    taken = take_number(lead.words)
                    term, html = self.title(taken.words, piece.line), paragraph(lead.rest)
                else:
                    html += paragraph(piece.runs)
            elif isinstance(piece, Items):
                inner = "".join(f"<li>{item_html(child)}</li>" for child in piece.items)
                tag = "ol" if piece.ordered else "ul"
                html += f"<{tag}>{inner}</{tag}>"
            else:
                self.report.unplaced(item.line, "list", "Lists hold paragraphs and lists only.")
        return {"term": term, "text": html or "<p></p>"}

    def quotation(self, piece: Quotation, place: str) -> list[Block]:
        inner = [child for child in piece.pieces if isinstance(child, Paragraph)]
        if len(inner) != len(piece.pieces):
            self.report.unplaced(piece.line, "quote", "Quotations hold paragraphs only.")
        if not inner:
            return []
        last = _ATTRIBUTION.match(inner[-1].text) if len(inner) > 1 else None
        words = inner[:-1] if last else inner
        text = "\n\n".join(child.text for child in words)
        if not ALLOWED[place]("quote"):
            self.report.guessed(piece.line, "quote", "Quotations stand in concepts; kept as text.")
            return [block("text", "".join(paragraph(child.runs) for child in inner))]
        return [
            block(
                "quote",
                {
                    "text": text,
                    "attribution": last[1] if last else "",
                    "person": None,
                    "source": None,
                },
            )
        ]

    def table(self, piece: Grid, place: str) -> list[Block]:
        if not ALLOWED[place]("table"):
            self.report.guessed(piece.line, "table", "Tables stand in concepts; kept as a list.")
            entries = [
                {"term": row[0], "text": f"<p>{escape(' · '.join(row[1:]))}</p>"}
                for row in piece.rows
            ]
            return [block("list", {"heading": "", "style": "bullets", "items": items(entries)})]
        rows = [items(list(row)) for row in piece.rows]
        header = items(list(piece.header))
        return [block("table", {"caption": "", "header": header, "rows": items(rows)})]

    def shown_picture(self, piece: Picture, place: str) -> list[Block]:
        image = self.picture(piece)
        if image is None:
            return []
        if not ALLOWED[place]("picture"):
            self.report.unplaced(piece.line, "picture", "Pictures stand in concepts and sections.")
            return []
        shown = {"image": image, "decorative": not piece.alt, "alt_text": piece.alt}
        return [block("picture", {"image": shown, "caption": piece.caption})]

    def title(self, words: str, line: int) -> str:
        """Return words that fit a title; what does not fit is told."""
        if len(words) <= TITLE_LENGTH:
            return words
        self.report.finding(line, "long_title", f"Longer than {TITLE_LENGTH} characters.", words)
        return words[:TITLE_LENGTH].rsplit(" ", 1)[0]


def _kind_of(lead: Lead) -> str:
    """Return what a paragraph with a label is: an experiment, a layer to say, or an entry."""
    if _EXPERIMENT.match(lead.words):
        return "experiment"
    if _LAYER.search(lead.words):
        return "script"
    return "levels" if _LEVEL.search(lead.words) else "bullets"


def _leads(queue: list[Piece]) -> list[tuple[int, Lead]]:
    """Return the labels at the head of the queue: paragraphs in a row that begin with one.

    A label without words of its own behind it stands alone: what follows belongs to it.
    """
    found: list[tuple[int, Lead]] = []
    for piece in queue:
        lead = lead_of(piece.runs) if isinstance(piece, Paragraph) else None
        if lead is None or (found and not lead.rest):
            break
        found.append((piece.line, lead))
        if not lead.rest:
            break
    if len(found) == 1 and not found[0][1].rest and not _lists_follow(queue):
        return []
    return found


def _lists_follow(queue: list[Piece]) -> bool:
    return len(queue) > 1 and isinstance(queue[1], Items)


def _joined(item: Item) -> str:
    return "\n".join(piece.text for piece in item.pieces if isinstance(piece, Paragraph))


def item_html(item: Item) -> str:
    return "<br/>".join(to_html(p.runs) for p in item.pieces if isinstance(p, Paragraph))


def rich(pieces: list[Runs]) -> str:
    return "".join(paragraph(runs) for runs in pieces if runs)
