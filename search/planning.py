"""What a query looks for: its terms, and the documents it may find and does find."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from content_models.publishing import documents
from search import meaning, parsing, ranking, synonyms, vocabulary, words
from search.entries import spell
from search.models import Entry, IndexedDocument, Posting
from search.parsing import Asked, Wanted
from search.ranking import Scored
from search.visible import readable
from search.vocabulary import Statistics, Weighted

Known = dict[str, dict[str, tuple[int, int]]]


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
class Plan:
    """A query ready to run.

    `visible` holds the documents it may find, `matched` those it does find; `unknown` are words
    that no vocabulary has; `meant` are the entries nearest in meaning, when that is looked for.
    """

    asked: Asked
    terms: list[Weighted]
    totals: dict[str, Statistics]
    visible: QuerySet[IndexedDocument]
    matched: QuerySet[IndexedDocument]
    unknown: tuple[str, ...]
    meant: list[Scored]


def plan(
    ask: Ask,
    asked: Asked,
    moment: datetime,
    *,
    promoted: Sequence[UUID] = (),
    loose: bool = False,
) -> Plan:
    """Return what a query looks for.

    Args:
        promoted: keys that are found whatever their words.
        loose: phrases count as words and single characters are enough to match.
    """
    if loose:
        asked = replace(asked, phrases=())
    wanted = _wanted(ask, asked, moment, loose=loose)
    known, behind = vocabulary.lookup(
        {
            locale: [*found.strong, *found.weak, *found.words.values(), *_hard(asked, locale)]
            for locale, found in wanted.items()
        },
        asked.prefixes,
    )
    for locale, beginnings in behind.items():
        expanded = [text for terms in beginnings.values() for text in terms]
        wanted[locale] = wanted[locale].with_more(expanded, 1)
    totals = vocabulary.statistics(ask.locales)
    terms = vocabulary.weigh(wanted, known, totals)
    rows = _narrowed(visible(ask, moment), asked, known)
    holding = Q(pk__in=ranking.matching(terms).values("document"))
    if promoted:
        holding |= Q(key__in=promoted)
    meant = [] if loose else _meant(ask, asked, rows)
    if meant:
        holding |= Q(pk__in={entry.document for entry in meant})
    return Plan(asked, terms, totals, rows, rows.filter(holding), _unknown(wanted, known), meant)


def _meant(ask: Ask, asked: Asked, rows: QuerySet[IndexedDocument]) -> list[Scored]:
    """Return the nearest entries; a phrase or an order by time asks for words only."""
    if asked.phrases or asked.prefixes or ask.order != "relevance":
        return []
    return meaning.nearest(asked.text, rows, ask.locales)


def _wanted(ask: Ask, asked: Asked, moment: datetime, *, loose: bool) -> dict[str, Wanted]:
    """Return the terms to look for in each locale, with synonyms at half their worth."""
    wanted = {locale: parsing.analyse(asked.text, locale) for locale in ask.locales}
    for locale, forms in synonyms.of(asked.text, ask.locales, readable(moment)).items():
        more = [text for form in forms for text in parsing.analyse(form, locale).strong]
        wanted[locale] = wanted[locale].with_more(more, synonyms.WORTH)
    if loose:
        return {locale: found.all_strong() for locale, found in wanted.items()}
    return wanted


def visible(ask: Ask, moment: datetime) -> QuerySet[IndexedDocument]:
    """Return the documents that may be found at a moment: readable, and passing every filter."""
    rows = readable(moment).filter(locale__in=ask.locales)
    if ask.kind is not None:
        rows = rows.filter(kind=ask.kind)
    for name, key in ask.relations:
        related = documents.relations().filter(document=OuterRef("pk"), name=name, target_key=key)
        rows = rows.filter(Exists(related))
    return rows


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


def verbatim(of: Plan, ids: Collection[int], units: int) -> set[int]:
    """Return those of some documents in which a query stands word for word.

    Args:
        units: of how many words or characters a query has to be to be looked for.
    """
    locales = {term.locale for term in of.terms}
    text = of.asked.text
    if not ids or all(len(words.tokens(text, locale)) < units for locale in locales):
        return set()
    spelled = {spell(text, locale).strip() for locale in locales}
    holding = reduce(or_, (Q(folded__contains=text) for text in spelled), Q(pk__in=[]))
    return set(Entry.objects.filter(holding, document__in=ids).values_list("document", flat=True))


def corrected(ask: Ask, of: Plan) -> Asked | None:
    """Return the query with misspelt words put right; None when nothing better is known."""
    meant = vocabulary.corrections(of.unknown, ask.locales, of.visible)
    if not meant:
        return None
    text, _offsets = words.fold(of.asked.text)
    for word, right in meant.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", right, text)
    return replace(of.asked, text=text, phrases=())
