"""What is shown of the documents that a query finds."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from content_models.publishing import documents
from search.entries import spell
from search.models import Entry
from search.planning import Ask, Plan
from search.ranking import Scored
from search.snippets import Marker, Snippet, Span

MAX_SECTIONS = 3
MAX_CANDIDATES = 10

Groups = dict[UUID, list[Scored]]


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
    """A document that matched: `card` is shown, `sections` are of `matched_locale`.

    `promoted` says that an editor put it first for this query.
    """

    card: dict[str, Any]
    matched_locale: str
    matched_url: str | None
    score: int
    title_highlights: list[Span]
    sections: list[Section]
    promoted: bool


def hits(ask: Ask, plan: Plan, page: Groups, promoted: Collection[UUID]) -> list[Hit]:
    """Return the hits of a page: each key once, in the locale that its reader prefers.

    A document that may not be read any more is left out, whatever the index says.
    """
    cards = _cards(page)
    markers: dict[str, Marker] = {}
    whole: dict[str, list[str]] = {}
    chosen: dict[UUID, list[Scored]] = {}
    for key, entries in page.items():
        matched = {entry.locale for entry in entries if (key, entry.locale) in cards}
        locale = next((code for code in ask.reading if code in matched), None)
        if locale is not None:
            chosen[key] = [entry for entry in entries if entry.locale == locale][:MAX_CANDIDATES]
    stored = _entries(chosen.values())
    meant = {(entry.document, entry.number) for entry in plan.meant}
    shown_hits = []
    for key, scored in chosen.items():
        locale = scored[0].locale
        if locale not in markers:
            markers[locale] = _marker(plan, locale)
            whole[locale] = [spell(sequence, locale) for sequence in _sequences(plan)]
        shown = next(cards[key, code] for code in ask.reading if (key, code) in cards)
        found = [stored[item.document, item.number] for item in scored]
        shown_hits.append(
            Hit(
                card=shown,
                matched_locale=locale,
                matched_url=cards[key, locale].get("url"),
                score=page[key][0].score,
                title_highlights=markers[locale].highlights(shown["title"]),
                sections=_sections(found, markers[locale], whole[locale], meant),
                promoted=key in promoted,
            )
        )
    return shown_hits


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


def _sequences(plan: Plan) -> list[str]:
    """Return the texts that count as a whole: the phrases, and the query itself."""
    return [*plan.asked.phrases, plan.asked.text]


def _marker(plan: Plan, locale: str) -> Marker:
    terms = [term.text for term in plan.terms if term.locale == locale]
    return Marker(locale, terms, _sequences(plan))


def _sections(
    entries: list[Entry],
    marker: Marker,
    whole: list[str],
    meant: Collection[tuple[int, int]],
) -> list[Section]:
    """Return the pieces to show: first those in which the query stands word for word.

    A piece that was found only through its document's title is not shown, unless there is no
    other.
    """
    ordered = sorted(
        entries, key=lambda entry: not any(sequence in entry.folded for sequence in whole)
    )
    sections: list[Section] = []
    others: list[Section] = []
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
        shown = is_own or (entry.document_id, entry.number) in meant
        (sections if shown else others).append(section)
        if len(sections) == MAX_SECTIONS:
            break
    return sections or others[:1]
