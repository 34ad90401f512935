"""What is shown of the documents that a query finds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from content_models.publishing import documents
from content_models.publishing.statements import Question, fetch, numbers
from search.planning import Plan
from search.ranking import Ranked, scored
from search.snippets import Marker, Snippet, Span

MAX_SECTIONS = 3
MAX_CANDIDATES = 10

Groups = dict[str, list[Ranked]]
# Of each key the cards by locale, those first that a reader prefers.
Cards = Mapping[str, Mapping[str, documents.StoredCard]]


class Section(NamedTuple):
    """A piece of a document that matched, with the place that answers."""

    block_id: str
    kind: str
    heading: str
    anchor: str
    snippet: Snippet
    heading_highlights: list[Span]


class Hit(NamedTuple):
    """A document that matched: `card` is shown, `sections` are of the document at `matched`.

    `promoted` says that an editor put it first for this query.
    """

    card: documents.StoredCard
    matched: documents.StoredCard
    score: int
    title_highlights: list[Span]
    sections: list[Section]
    promoted: bool


class ShownEntry(NamedTuple):
    """An entry of a document that is shown."""

    document: int
    number: int
    kind: str
    block_id: str
    heading: str
    anchor: str
    text: str
    folded: str


# Of each document the entries to choose from, the best first.
Entries = Mapping[int, Sequence[ShownEntry]]


def chosen(page: Groups, reading: Sequence[str]) -> dict[str, Ranked]:
    """Return for each key the document in the locale that its reader prefers."""
    place = {locale: number for number, locale in enumerate(reading)}
    return {key: min(found, key=lambda ranked: place[ranked.locale]) for key, found in page.items()}


def hits(
    plan: Plan,
    page: Groups,
    matched: Mapping[str, Ranked],
    cards: Cards,
    entries: Entries,
    markers: Mapping[str, Marker],
) -> list[Hit]:
    """Return the hits of a page: each key once, found by the document that was chosen for it.

    A document that may not be read any more has no card and is left out, whatever the index says.
    """
    meant = {(entry.document, entry.number) for entry in plan.meant}
    found = []
    for key, document in matched.items():
        if document.locale not in cards.get(key, {}):
            continue
        card, marker = next(iter(cards[key].values())), markers[document.locale]
        found.append(
            Hit(
                card=card,
                matched=cards[key][document.locale],
                score=max(ranked.score for ranked in page[key]),
                title_highlights=marker.highlights(card.title),
                sections=_sections(entries.get(document.document, ()), marker, meant),
                promoted=key in plan.promoted,
            )
        )
    return found


def read_cards(rows: Iterable[Sequence[Any]], reading: Sequence[str]) -> Cards:
    """Return the cards of keys, those first in the locales that their reader prefers.

    Args:
        rows: what `documents.ask_cards` asks for.
    """
    place = {locale: number for number, locale in enumerate(reading)}
    cards: dict[str, dict[str, documents.StoredCard]] = defaultdict(dict)
    for card in sorted(documents.read_cards(rows), key=lambda card: place[card.locale]):
        cards[card.key][card.locale] = card
    return cards


def names(
    keys: Iterable[str],
    titles: documents.Titles,
    locales: Collection[str],
    reading: Sequence[str],
) -> dict[str, str]:
    """Return what some keys are called, as text.

    Args:
        titles: what they are called in `locales`; others are called as elsewhere.
        reading: locales in the order in which the reader prefers them.
    """
    found = _preferred(titles, reading)
    unknown = [key for key in keys if key not in found]
    others = [locale for locale in reading if locale not in locales]
    if unknown and others:
        more = documents.read_titles(fetch(*documents.ask_titles(unknown, others)))
        found |= _preferred(more, reading)
    return found


def _preferred(titles: documents.Titles, reading: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in reversed(reading):
        found |= titles.get(locale, {})
    return found


def ask_entries(plan: Plan, chosen: Iterable[Ranked]) -> Question:
    """Return what asks for the best entries of documents, the head where no word was found; read
    it with `read_entries`."""
    ids = [ranked.document for ranked in chosen]
    meant = [(entry.document, entry.number) for entry in plan.meant if entry.document in ids]
    also = "".join(f" UNION ALL SELECT {document}, {number}, 0" for document, number in meant)
    # Of documents that are told as `among` tells them PostgreSQL reads all postings of a term; told
    # as a table, it does so only where they are few.
    listed, values_of_shown = numbers("listed", [(document,) for document in ids] or [(0,)])
    holding, values = scored(
        plan.terms, "AND posting.document_id IN (SELECT id FROM shown)", loose=plan.loose
    )
    statement = (
        f"WITH shown AS (SELECT column1 AS id FROM {listed}), scored AS ({holding}),"  # noqa: S608
        f" wanted AS (SELECT id AS document_id, number, score FROM scored{also}"
        " UNION ALL SELECT document_id, number, 0 FROM search_entry"
        " WHERE position = 0 AND document_id IN (SELECT id FROM shown)"
        " AND document_id NOT IN (SELECT id FROM scored)"
        "), placed AS (SELECT document_id, number, ROW_NUMBER() OVER"
        " (PARTITION BY document_id ORDER BY MAX(score) DESC, number) AS place"
        " FROM wanted GROUP BY document_id, number)"
        " SELECT place, entry.document_id, entry.number, entry.kind, entry.block_id,"
        " entry.heading, entry.anchor, entry.text, entry.folded"
        " FROM placed CROSS JOIN search_entry AS entry"
        f" WHERE entry.document_id = placed.document_id AND entry.number = placed.number"
        f" AND place <= {MAX_CANDIDATES}"
    )
    return Question(statement, [*values_of_shown, *values])


def read_entries(rows: Iterable[Sequence[Any]]) -> Entries:
    entries: dict[int, list[ShownEntry]] = defaultdict(list)
    for _place, *columns in sorted(rows, key=itemgetter(0)):
        entries[columns[0]].append(ShownEntry(*columns))
    return entries


def markers(plan: Plan, found: Iterable[Ranked]) -> dict[str, Marker]:
    """Return for the locales of some documents what marks a query in their texts."""
    return {locale: _marker(plan, locale) for locale in {ranked.locale for ranked in found}}


def _marker(plan: Plan, locale: str) -> Marker:
    """Return what marks a query: its terms, and as a whole the phrases and the query itself."""
    terms = [term.text for term in plan.terms if term.locale == locale]
    behind = {text: term.words for text, term in plan.known[locale].items()}
    return Marker(locale, terms, [*plan.parsed.phrases, plan.parsed.text], behind)


def _sections(
    found: Sequence[ShownEntry], marker: Marker, meant: Collection[tuple[int, int]]
) -> list[Section]:
    """Return the pieces to show: first those in which the query stands word for word.

    A piece that was found only through its document's title is not shown, unless there is no
    other.
    """
    sections: list[Section] = []
    others: list[Section] = []
    for entry in sorted(found, key=lambda entry: not marker.stands_in(entry.folded)):
        section = Section(
            block_id=entry.block_id,
            kind=entry.kind,
            heading=entry.heading,
            anchor=entry.anchor,
            snippet=marker.snippet(entry.text),
            heading_highlights=marker.highlights(entry.heading),
        )
        is_own = section.snippet.highlights or (section.heading_highlights and entry.anchor)
        shown = is_own or (entry.document, entry.number) in meant
        (sections if shown else others).append(section)
        if len(sections) == MAX_SECTIONS:
            break
    return sections or others[:1]
