"""From a document's JSON to its searchable pieces; pure, so the same document gives the same."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from content_models.publishing.reading import texts
from search import words

JSON = dict[str, Any]

# Parts of a section that readers can be sent to by an address of their own.
_ADDRESSABLE = ("concept", "practice_step")
_EMBEDDED = {"case_studies": ("items", "case"), "expert_advice": ("entries", "advice")}


@dataclass(frozen=True)
class Piece:
    """A searchable piece: what is shown of it and what it is found by beside that.

    `context` is found but never shown: the document's title in a section, topics and people in
    the head.
    """

    kind: str
    block_id: str
    heading: str
    anchor: str
    text: str
    context: str = ""

    def digest(self, locale: str) -> str:
        shown = json.dumps([words.ANALYSIS, locale, *asdict(self).values()], ensure_ascii=False)
        return hashlib.sha256(shown.encode()).hexdigest()[:32]

    def words(self) -> str:
        """Return everything it is found by, parts apart from one another."""
        return "\n".join(part for part in (self.heading, self.text, self.context) if part)


def pieces(kind: str, body: JSON) -> list[Piece]:
    """Return the pieces of a document in reading order, its head first.

    Topics, people and sources are found through the documents that name them, so they have none.
    """
    if kind == "glossary-term":
        text = _plain({"definition_html": body["definition_html"]})
        return [Piece("term", "", body["title"], "", text, "\n".join(body["forbidden"]))]
    if "summary" not in body:
        return []
    title = body["title"]
    return [_head(body), *(piece for piece in _parts(body, title) if piece.text)]


def _head(body: JSON) -> Piece:
    lines = [body["subtitle"], body["summary"]]
    people = [*body["authors"], *body["reviewers"], *(body.get("advice") or {}).get("experts", [])]
    named = [body["title"], *(card["title"] for card in [*body["topics"], *people])]
    shown = "\n".join(line for line in lines if line)
    return Piece("head", "", body["title"], "", shown, "\n".join(dict.fromkeys(named)))


def _parts(body: JSON, title: str) -> Iterator[Piece]:
    introduction = (body.get("definition") or body).get("introduction_html")
    if introduction:
        yield Piece(
            "introduction", "", title, "", _plain({"introduction_html": introduction}), title
        )
    for name in ("case", "advice"):
        if body.get(name):
            yield Piece(name, "", title, "", _plain(body[name]), title)
    for section in body["sections"]:
        yield from _section(section, title, body["locale"])
    if body["phrases"]:
        heading = body["labels"]["phrases"]
        yield Piece("phrases", "", heading, "phrases", _plain(body["phrases"]), title)
    for entry in body["faq"]:
        answer = _plain({"answer_html": entry["answer_html"]})
        yield Piece("faq", entry["id"], entry["question"], entry["id"], answer, title)


def _section(section: JSON, title: str, locale: str) -> Iterator[Piece]:
    heading = section["heading"] or section["label"] or ""
    anchor = section["anchor"]
    own = [block for block in section["blocks"] if block["type"] not in _ADDRESSABLE]
    rest = [
        {name: value for name, value in block.items() if name not in ("items", "entries")}
        if block["type"] in _EMBEDDED
        else block
        for block in own
    ]
    yield Piece("section", section["id"], heading, anchor, _plain(rest), title)
    for block in section["blocks"]:
        if block["type"] in _ADDRESSABLE:
            kind = block["type"].replace("_", "-")
            yield Piece(
                kind, block["id"], block["title"], block["anchor"], _plain(block["blocks"]), title
            )
        elif block["type"] in _EMBEDDED:
            items, part = _EMBEDDED[block["type"]]
            for card in block[items]:
                # What is not translated yet would be read, and found, in the wrong language.
                if card["locale"] == locale:
                    text = _plain(card[part])
                    yield Piece(part, block["id"], card["title"], anchor, text, title)


def _plain(part: Any) -> str:
    """Return what a reader reads of it, without the names of the experts it is by."""
    if isinstance(part, dict):
        part = {name: value for name, value in part.items() if name != "experts"}
    return "\n".join(texts(part))


def folded(piece: Piece, locale: str) -> str:
    """Return what a phrase is looked for in: words with one blank between, characters without.

    A section goes without its context, which is the title that stands in the head.
    """
    context = piece.context.split("\n") if piece.kind in ("head", "term") else ()
    return "\n".join(spell(text, locale) for text in (piece.heading, piece.text, *context))


def spell(text: str, locale: str) -> str:
    """Return the words of a text in one spelling, with blanks around words but not characters."""
    return join(
        [
            token.word if token.gram else spell_word(token.word)
            for token in words.tokens(text, locale)
        ]
    )


def spell_word(word: str) -> str:
    """Return a folded word as it stands between others."""
    return f" {words.without_marks(word)} "


def join(spelled: Sequence[str]) -> str:
    """Return spelled words side by side."""
    return "".join(spelled).replace("  ", " ")
