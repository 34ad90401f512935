"""What is shown of the documents that a query finds."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from content_models.publishing import documents
from content_models.publishing.statements import among, fetch, several
from search.planning import Plan, Search
from search.ranking import Ranked, scored
from search.snippets import Marker, Snippet, Span

MAX_SECTIONS = 3
MAX_CANDIDATES = 10

Groups = dict[UUID, list[Ranked]]
# Of each key the cards by locale, those first that a reader prefers.
Cards = Mapping[UUID, Mapping[str, documents.StoredCard]]


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


class _Found(NamedTuple):
    """An entry of a document that is shown."""

    document: int
    number: int
    kind: str
    block_id: str
    heading: str
    anchor: str
    text: str
    folded: str


def hits(plan: Plan, page: Groups, cards: Cards) -> list[Hit]:
    """Return the hits of a page: each key once, in the locale that its reader prefers.

    A document that may not be read any more has no card and is left out, whatever the index says.
    """
    chosen = {
        key: matched
        for key, found in page.items()
        if (matched := _preferred(found, cards.get(key, {}))) is not None
    }
    pieces = _pieces(plan, [matched.document for matched in chosen.values()])
    meant = {(entry.document, entry.number) for entry in plan.meant}
    locales = {matched.locale for matched in chosen.values()}
    markers = {locale: _marker(plan, locale) for locale in locales}
    shown_hits = []
    for key, matched in chosen.items():
        marker = markers[matched.locale]
        card = next(iter(cards[key].values()))
        shown_hits.append(
            Hit(
                card=card,
                matched=cards[key][matched.locale],
                score=max(document.score for document in page[key]),
                title_highlights=marker.highlights(card.title),
                sections=_sections(pieces[matched.document], marker, meant),
                promoted=key in plan.promoted,
            )
        )
    return shown_hits


def cards(
    keys: Collection[UUID], titled: Collection[str], search: Search
) -> tuple[Cards, dict[str, str]]:
    """Return the cards of what is readable of some keys where it was looked for, the preferred
    locale first, and what others are called.

    What is called nothing there is called as in another locale.
    """
    stored, titles = documents.cards(keys, titled, search.locales)
    known = {title.key for title in titles}
    unknown = [key for key in titled if key not in known]
    others = [locale for locale in search.reading if locale not in search.locales]
    if unknown and others:
        titles += documents.cards((), unknown, others)[1]
    found: dict[UUID, dict[str, documents.StoredCard]] = defaultdict(dict)
    place = {locale: number for number, locale in enumerate(search.reading)}
    for card in sorted(stored, key=lambda card: place[card.locale]):
        found[card.key][card.locale] = card
    best = sorted(titles, key=lambda title: place[title.locale], reverse=True)
    return found, {title.key: title.text for title in best}


def _preferred(found: list[Ranked], cards: Collection[str]) -> Ranked | None:
    """Return the document in the first of some locales, None when none can be read."""
    by_locale = {document.locale: document for document in found}
    return next((by_locale[locale] for locale in cards if locale in by_locale), None)


def _pieces(plan: Plan, ids: Sequence[int]) -> dict[int, list[_Found]]:
    """Return the best entries of documents, best first; the head where no word was found."""
    if not ids:
        return {}
    meant = [(entry.document, entry.number) for entry in plan.meant if entry.document in ids]
    also = "".join(f" UNION ALL SELECT {document}, {number}, 0" for document, number in meant)
    chosen, values = scored(plan.terms, f"AND {among('posting.document_id')}")
    shown = several(ids)
    statement = (
        f"WITH scored AS ({chosen}),"  # noqa: S608
        f" wanted AS (SELECT id AS document_id, number, score FROM scored{also}"
        " UNION ALL SELECT document_id, number, 0 FROM search_entry"
        f" WHERE position = 0 AND {among('document_id')}"
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
    pieces: dict[int, list[_Found]] = defaultdict(list)
    for _place, *columns in sorted(fetch(statement, [*values, shown, shown])):
        pieces[columns[0]].append(_Found(*columns))
    return pieces


def _marker(plan: Plan, locale: str) -> Marker:
    """Return what marks a query: its terms, and as a whole the phrases and the query itself."""
    terms = [term.text for term in plan.terms if term.locale == locale]
    behind = {text: term.words for text, term in plan.known[locale].items()}
    return Marker(locale, terms, [*plan.parsed.phrases, plan.parsed.text], behind)


def _sections(
    found: list[_Found], marker: Marker, meant: Collection[tuple[int, int]]
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
