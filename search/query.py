"""From a query to hits: what was asked, what matches, what is shown of it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from content_models import locales as wiki_locales
from content_models.publishing import documents
from search import parsing, ranking, vocabulary, words
from search.entries import spell
from search.facets import Facets, count
from search.models import Entry, IndexedDocument, Posting
from search.parsing import Asked, Wanted
from search.ranking import Scored
from search.snippets import Marker, Snippet, Span
from search.vocabulary import Statistics, Weighted

MAX_SECTIONS = 3
MAX_CANDIDATES = 10
# Entries are ranked, documents are shown: so many entries are read for each document wanted.
ENTRIES_A_HIT = 6
FIRST_ENTRIES = 200
MAX_SEQUENCE = 400

Known = dict[str, dict[str, tuple[int, int]]]
Groups = dict[UUID, list[Scored]]


class IndexMissing(Exception):
    """There are documents but no index of them: it has to be rebuilt."""


@dataclass(frozen=True)
class Ask:
    """A search. `locales` are where to look, `reading` is the order in which a reader prefers
    them; `after` is the last key of the previous page, when a cursor is used."""

    text: str
    locales: tuple[str, ...]
    reading: tuple[str, ...]
    kind: str | None = None
    relations: tuple[tuple[str, UUID], ...] = ()
    order: str = "relevance"
    limit: int = 20
    offset: int = 0
    after: UUID | None = None


@dataclass(frozen=True)
class Section:
    """A piece of a document that matched, with the place that answers."""

    block_id: str
    kind: str
    heading: str
    anchor: str
    snippet: Snippet
    heading_highlights: list[Span]


@dataclass(frozen=True)
class Hit:
    """A document that matched: `card` is shown, `sections` are of `matched_locale`."""

    card: dict[str, Any]
    matched_locale: str
    matched_url: str | None
    score: int
    title_highlights: list[Span]
    sections: list[Section]


@dataclass
class Answer:
    """What a search found. `corrected` holds the query as typed and as it was understood."""

    hits: list[Hit] = field(default_factory=list)
    facets: Facets = field(default_factory=Facets)
    terms: list[str] = field(default_factory=list)
    corrected: tuple[str, str] | None = None
    relaxed: list[str] = field(default_factory=list)
    locales: tuple[str, ...] = ()
    cut: bool = False
    more: bool = False
    last: UUID | None = None


@dataclass(frozen=True)
class _Plan:
    """A query ready to run: its terms, the readable documents it may find and those it finds."""

    asked: Asked
    terms: list[Weighted]
    totals: dict[str, Statistics]
    visible: QuerySet[IndexedDocument]
    matched: QuerySet[IndexedDocument]
    unknown: tuple[str, ...]


def search(ask: Ask, at: datetime | None = None) -> Answer:
    """Return what a query finds, relaxed step by step when it would find nothing.

    Raises:
        IndexMissing: when there is no index of what is published.
    """
    moment = at or timezone.now()
    asked = parsing.parse(ask.text)
    answer = Answer(cut=asked.cut, locales=ask.locales)
    plan = _plan(ask, asked, moment)
    if plan.unknown:
        plan = _correct(ask, plan, answer, moment)
    answer.facets = count(plan.matched, ask.reading)
    if not answer.facets.total:
        plan = _relax(ask, plan, answer, moment)
    answer.terms = sorted({term.text for term in plan.terms})
    if answer.facets.total:
        _fill(ask, plan, answer)
    elif not is_there():
        raise IndexMissing
    return answer


def is_there() -> bool:
    """Return whether there is an index, or nothing to index."""
    return IndexedDocument.objects.exists() or not documents.readable().exists()


def visible(ask: Ask, moment: datetime) -> QuerySet[IndexedDocument]:
    """Return the documents that may be found at a moment: readable, and passing every filter."""
    rows = readable(moment).filter(locale__in=ask.locales)
    if ask.kind is not None:
        rows = rows.filter(kind=ask.kind)
    for name, key in ask.relations:
        related = documents.relations().filter(document=OuterRef("pk"), name=name, target_key=key)
        rows = rows.filter(Exists(related))
    return rows


def readable(moment: datetime) -> QuerySet[IndexedDocument]:
    """Return the indexed editions that the public may read at a moment."""
    return IndexedDocument.objects.filter(
        Q(hidden_after=None) | Q(hidden_after__gt=moment), visible_from__lte=moment
    )


def _plan(ask: Ask, asked: Asked, moment: datetime, *, loose: bool = False) -> _Plan:
    """Return what a query looks for.

    Args:
        loose: phrases count as words and single characters are enough to match.
    """
    if loose:
        asked = replace(asked, phrases=())
    wanted = {locale: parsing.analyse(asked.text, locale) for locale in ask.locales}
    if loose:
        wanted = {
            locale: Wanted(found.strong | found.weak, {}, found.words)
            for locale, found in wanted.items()
        }
    known, behind = vocabulary.lookup(
        {
            locale: [*found.strong, *found.weak, *found.words.values(), *_hard(asked, locale)]
            for locale, found in wanted.items()
        },
        asked.prefixes,
    )
    for locale, terms_behind in behind.items():
        expanded = dict.fromkeys((text for terms in terms_behind.values() for text in terms), 1)
        wanted[locale] = replace(wanted[locale], strong=expanded | wanted[locale].strong)
    totals = vocabulary.statistics(ask.locales)
    terms = vocabulary.weigh(wanted, known, totals)
    rows = _narrowed(visible(ask, moment), asked, known)
    matched = rows.filter(pk__in=ranking.matching(terms).values("document"))
    return _Plan(asked, terms, totals, rows, matched, _unknown(wanted, known))


def _hard(asked: Asked, locale: str) -> list[str]:
    """Return the terms of what must or must not stand in a document."""
    texts = (*asked.excluded, *asked.excluded_phrases, *asked.phrases)
    return [text for part in texts for text in parsing.analyse(part, locale).strong]


def _unknown(wanted: dict[str, Wanted], known: Known) -> tuple[str, ...]:
    """Return the words that no locale's vocabulary has."""
    missing: dict[str, bool] = {}
    for locale, found in wanted.items():
        for word, term in found.words.items():
            missing[word] = missing.get(word, True) and term not in known[locale]
    return tuple(word for word, is_missing in missing.items() if is_missing)


def _narrowed(
    rows: QuerySet[IndexedDocument], asked: Asked, known: Known
) -> QuerySet[IndexedDocument]:
    """Keep the documents that hold every phrase and nothing that is excluded."""
    for phrase in asked.phrases:
        rows = rows.filter(pk__in=_holding(phrase, known).values("document"))
    for phrase in asked.excluded_phrases:
        rows = rows.exclude(pk__in=_holding(phrase, known).values("document"))
    for word in asked.excluded:
        ids = [
            terms[text][0]
            for locale, terms in known.items()
            for text in parsing.analyse(word, locale).strong
            if text in terms
        ]
        holding = Posting.objects.filter(term__in=ids)
        rows = rows.exclude(pk__in=holding.values("document"))
    return rows


def _holding(phrase: str, known: Known) -> QuerySet[Entry]:
    """Return the entries in which a phrase stands word for word."""
    found = Q(pk__in=[])
    for locale, terms in known.items():
        asked = parsing.analyse(phrase, locale).strong
        if asked and all(text in terms for text in asked):
            rarest = min((terms[text] for text in asked), key=lambda term: term[1])[0]
            documents_with_it = Posting.objects.filter(term=rarest).values("document")
            found |= Q(document__in=documents_with_it, folded__contains=spell(phrase, locale))
    return Entry.objects.filter(found)


def _correct(ask: Ask, plan: _Plan, answer: Answer, moment: datetime) -> _Plan:
    """Ask again with misspelt words put right, when the index knows what was meant."""
    meant = vocabulary.corrections(plan.unknown, ask.locales, plan.visible)
    if not meant:
        return plan
    text, _offsets = words.fold(plan.asked.text)
    for word, right in meant.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", right, text)
    answer.corrected = (plan.asked.text, text)
    answer.relaxed.append("correction")
    return _plan(ask, replace(plan.asked, text=text, phrases=()), moment)


def _relax(ask: Ask, plan: _Plan, answer: Answer, moment: datetime) -> _Plan:
    """Ask for less until something is found: first for fewer terms, then in other locales."""
    everywhere = replace(ask, locales=wiki_locales.configured())
    steps = [("fewer_terms", ask)]
    if set(everywhere.locales) - set(ask.locales):
        steps.append(("other_locales", everywhere))
    for step, wider in steps:
        looser = _plan(wider, plan.asked, moment, loose=True)
        counted = count(looser.matched, ask.reading)
        if counted.total:
            answer.facets = counted
            answer.relaxed.append(step)
            answer.locales = wider.locales
            return looser
    return plan


def _fill(ask: Ask, plan: _Plan, answer: Answer) -> None:
    """Add the hits of the page that was asked for."""
    groups = _newest(ask, plan) if ask.order == "newest" else _best(ask, plan)
    start = ask.offset
    if ask.after is not None:
        keys = list(groups)
        start = keys.index(ask.after) + 1 if ask.after in groups else start
    page = dict(islice(groups.items(), start, start + ask.limit))
    answer.more = len(groups) > start + ask.limit
    answer.hits = _hits(ask, plan, page)
    answer.last = next(reversed(page), None)


def _best(ask: Ask, plan: _Plan) -> Groups:
    """Return the entries of the best documents by key, enough for the page that was asked for."""
    enough = ask.offset + ask.limit + 1
    limit: int | None = max(FIRST_ENTRIES, ENTRIES_A_HIT * enough)
    found = ranking.scored(plan.terms, plan.totals, plan.visible, limit)
    groups = _grouped(found)
    if len(groups) < enough and len(found) == limit:
        groups = _grouped(ranking.scored(plan.terms, plan.totals, plan.visible, None))
    return groups


def _newest(ask: Ask, plan: _Plan) -> Groups:
    """Return the entries of the newest documents that match, by key."""
    enough = (ask.offset + ask.limit + 1) * len(ask.locales)
    rows = plan.matched.order_by("-published_at", "key", "locale")
    newest = list(rows.values_list("pk", "key")[:enough])
    among = plan.visible.filter(pk__in=[pk for pk, _key in newest])
    by_key = _grouped(ranking.scored(plan.terms, plan.totals, among, None))
    return {key: by_key[key] for _pk, key in newest if key in by_key}


def _grouped(found: list[Scored]) -> Groups:
    groups: Groups = {}
    for entry in found:
        groups.setdefault(entry.key, []).append(entry)
    return groups


def _hits(ask: Ask, plan: _Plan, page: Groups) -> list[Hit]:
    cards = _cards(page)
    markers: dict[str, Marker] = {}
    chosen: dict[UUID, list[Scored]] = {}
    for key, entries in page.items():
        matched = {entry.locale for entry in entries if (key, entry.locale) in cards}
        locale = next((code for code in ask.reading if code in matched), None)
        if locale is not None:
            chosen[key] = [entry for entry in entries if entry.locale == locale][:MAX_CANDIDATES]
    stored = _entries(chosen.values())
    hits = []
    for key, scored in chosen.items():
        locale = scored[0].locale
        if locale not in markers:
            markers[locale] = _marker(plan, locale)
        shown = next(cards[key, code] for code in ask.reading if (key, code) in cards)
        found = [stored[item.document, item.number] for item in scored]
        hits.append(
            Hit(
                card=shown,
                matched_locale=locale,
                matched_url=cards[key, locale].get("url"),
                score=page[key][0].score,
                title_highlights=markers[locale].highlights(shown["title"]),
                sections=_sections(found, markers[locale], _sequences(plan), locale),
            )
        )
    return hits


def _cards(page: Groups) -> dict[tuple[UUID, str], dict[str, Any]]:
    """Return the cards of all readable documents of the keys, as they were stored."""
    rows = documents.readable().filter(key__in=list(page))
    return {
        (key, locale): json.loads(bytes(card))
        for key, locale, card in rows.values_list("key", "locale", "card")
    }


def _entries(chosen: Iterable[list[Scored]]) -> dict[tuple[int, int], Entry]:
    conditions = [
        Q(document=scored[0].document, number__in=[item.number for item in scored])
        for scored in chosen
    ]
    found = Entry.objects.filter(reduce(or_, conditions, Q(pk__in=[])))
    return {(entry.document_id, entry.number): entry for entry in found.defer("digest")}


def _sequences(plan: _Plan) -> list[str]:
    """Return the texts that count as a whole: the phrases, and the query itself when short."""
    whole = [plan.asked.text] if len(plan.asked.text) <= MAX_SEQUENCE else []
    return [*plan.asked.phrases, *whole]


def _marker(plan: _Plan, locale: str) -> Marker:
    terms = [term.text for term in plan.terms if term.locale == locale]
    return Marker(locale, terms, _sequences(plan))


def _sections(
    entries: list[Entry], marker: Marker, sequences: list[str], locale: str
) -> list[Section]:
    """Return the pieces to show: first those in which the query stands word for word.

    A piece that was found only through its document's title is not shown, unless there is no
    other.
    """
    whole = [spell(sequence, locale) for sequence in sequences]
    ordered = sorted(
        entries, key=lambda entry: not any(sequence in entry.folded for sequence in whole)
    )
    sections: list[Section] = []
    for entry in ordered:
        section = Section(
            block_id=entry.block_id,
            kind=entry.kind,
            heading=entry.heading,
            anchor=entry.anchor,
            snippet=marker.snippet(entry.text),
            heading_highlights=marker.highlights(entry.heading),
        )
        is_own = section.snippet.highlights or (section.heading_highlights and entry.anchor)
        if is_own:
            sections.append(section)
        if len(sections) == MAX_SECTIONS:
            break
    return sections
