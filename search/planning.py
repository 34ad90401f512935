"""What a query looks for: its terms, and the documents it may find and does find."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from content_models.publishing import documents, listing
from content_models.publishing.statements import (
    among,
    fetch,
    fetch_each,
    places,
    prepared_key,
    several,
)
from search import meaning, parsing, promotions, spelling, synonyms, vocabulary, words
from search.entries import spell
from search.parsing import Parsed, Terms
from search.patterns import LIKE, anywhere
from search.ranking import Ranked, Scored
from search.visible import Scope, ask_scope, read_scope
from search.vocabulary import Known, Statistics, Weighted


@dataclass(frozen=True)
class Search:
    """What a reader asks for. `locales` are where to look, `reading` is the order in which they
    are preferred; no `kinds` are all; `filters` are values by the names of `listing.FILTERS`;
    `after` is the last key of the previous page, when a cursor is used."""

    text: str
    locales: tuple[str, ...]
    reading: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    order: str = "relevance"
    limit: int = 20
    offset: int = 0
    after: str | None = None


@dataclass(frozen=True)
class Understood:
    """A query in the words of the index: what to look for in each locale, and what is known.

    `typed` are the terms of what was typed, whether the index knows them or not; `promoted` are
    the keys that an editor wants first for it. `readable` is what may be found; at `end` something
    of it is hidden.
    """

    parsed: Parsed
    typed: list[str]
    wanted: dict[str, Terms]
    known: Known
    totals: dict[str, Statistics]
    promoted: list[str]
    readable: Scope
    end: datetime | None

    def unknown(self) -> tuple[str, ...]:
        """Return the words that no locale's vocabulary has."""
        missing: dict[str, bool] = {}
        for locale, found in self.wanted.items():
            for word, term in found.words.items():
                missing[word] = missing.get(word, True) and term not in self.known[locale]
        return tuple(word for word, is_missing in missing.items() if is_missing)


@dataclass(frozen=True)
class Plan:
    """A query ready to run.

    `typed` are the terms of the query, `terms` those to look for; `known` is what the index knows
    of words, `scope` what may be found, in which `locales` and of which `kinds`, none for all.
    `promoted` and `meant`, the entries nearest in meaning when that is looked for, are found
    whatever their words. With `newest` time decides, not relevance; with `loose` most of the single
    characters are enough to match.
    """

    parsed: Parsed
    typed: list[str]
    terms: list[Weighted]
    known: Known
    scope: Scope
    locales: Sequence[str]
    kinds: Sequence[str]
    newest: bool
    promoted: Sequence[str] = ()
    meant: Sequence[Scored] = ()
    loose: bool = False


def understand(parsed: Parsed, locales: Sequence[str], moment: datetime) -> Understood:
    """Return what a query looks for, with synonyms at half their worth.

    A synonym of several words says something else word by word, so an entry has to hold them all.
    """
    wanted = {locale: parsing.analyse(parsed.text, locale) for locale in locales}
    typed = sorted({text for found in wanted.values() for text in (*found.strong, *found.weak)})
    if parsed.prefixes:
        for locale, behind in vocabulary.begin_with(parsed.prefixes, locales).items():
            wanted[locale] = wanted[locale].with_more(behind, 1)
    runs = synonyms.runs_of(parsed.text, locales)
    of_words, of_synonyms, of_promotions, of_scope, of_end = fetch_each(
        [
            vocabulary.ask(_looked_up(parsed, wanted)),
            synonyms.ask(runs, moment),
            promotions.ask(parsed.query),
            ask_scope(moment),
            documents.ask_next_end(moment),
        ]
    )
    known, totals = vocabulary.read(of_words, locales)
    others = synonyms.read(of_synonyms, runs)
    for locale, forms in others.items():
        for form in forms:
            more = parsing.analyse(form, locale).strong
            wanted[locale] = wanted[locale].with_synonym(more, synonyms.WORTH)
    if others:
        known, totals = vocabulary.look_up(_looked_up(parsed, wanted))
    return Understood(
        parsed,
        typed,
        wanted,
        known,
        totals,
        promoted=promotions.read(of_promotions),
        readable=read_scope(of_scope, moment),
        end=documents.read_next_end(of_end),
    )


def _looked_up(parsed: Parsed, wanted: Mapping[str, Terms]) -> dict[str, set[str]]:
    """Return the terms of each locale that have to be known to run a query."""
    return {
        locale: {
            *found.apart().strong,
            *found.weak,
            *found.words.values(),
            *_hard(parsed, locale),
        }
        for locale, found in wanted.items()
    }


def plan(
    search: Search,
    understood: Understood,
    *,
    promoted: Sequence[str] = (),
    by_meaning: bool = True,
    loose: bool = False,
) -> Plan:
    """Return what to run.

    Args:
        promoted: keys that are found whatever their words, and first when relevance decides.
        by_meaning: the nearest in meaning are found as well, when that is looked for.
        loose: phrases count as words, and most of the single characters are enough to match.
    """
    parsed, wanted = understood.parsed, understood.wanted
    if loose:
        parsed = replace(parsed, phrases=())
        wanted = {locale: found.apart() for locale, found in wanted.items()}
    terms = vocabulary.weigh(wanted, understood.known, understood.totals)
    scope = _narrowed(_scope(search, understood), parsed, understood.known)
    listed = _listed(scope, search.locales, search.kinds)
    meant = _meant(search, parsed, listed) if by_meaning else []
    return Plan(
        parsed,
        understood.typed,
        terms,
        understood.known,
        scope,
        locales=search.locales,
        kinds=search.kinds,
        newest=search.order == "newest",
        promoted=promoted if search.order == "relevance" else (),
        meant=meant,
        loose=loose,
    )


def anyway(of: Plan) -> Scope | None:
    """Return what a plan finds whatever its words, None when there is nothing of the kind."""
    if not of.promoted and not of.meant:
        return None
    keys = several(map(prepared_key, of.promoted))
    ids = several({entry.document for entry in of.meant})
    more = Scope(f"({among('document.key')} OR {among('document.id')})", [keys, ids])
    return _listed(more, of.locales)


def promoted(of: Plan) -> list[Ranked]:
    """Return the documents that are promoted and may be found."""
    found = _listed(of.scope, of.locales, of.kinds).documents()
    rows = found.filter(key__in=of.promoted).order_by("key", "locale")
    return [
        Ranked(document, str(key), locale, score=0)
        for document, key, locale in rows.values_list("pk", "key", "locale")
    ]


def _meant(search: Search, parsed: Parsed, scope: Scope) -> list[Scored]:
    """Return the nearest entries; a phrase or an order by time asks for words only."""
    if not meaning.is_on() or parsed.phrases or parsed.prefixes or search.order != "relevance":
        return []
    return meaning.nearest(parsed.text, scope.documents(), search.locales)


def _scope(search: Search, understood: Understood) -> Scope:
    """Return the documents that may be found: readable, and passing every filter but that of kinds,
    which a reader can still change to others. Terms are of one locale anyway."""
    scope = understood.readable
    for name, value in search.filters.items():
        condition, values = listing.FILTERS[name](value)
        listed = f"SELECT id FROM {documents.DOCUMENTS} WHERE {condition}"  # noqa: S608
        scope = scope.narrowed(f"document.id IN ({listed})", values)
    return scope


def _listed(scope: Scope, locales: Sequence[str], kinds: Sequence[str] = ()) -> Scope:
    """Return the documents of a scope in some locales and of some kinds, none for all."""
    scope = scope.narrowed(f"document.locale IN ({places(locales)})", locales)
    return scope.narrowed(f"document.kind IN ({places(kinds)})", kinds) if kinds else scope


def _hard(parsed: Parsed, locale: str) -> list[str]:
    """Return the terms of what must or must not stand in a document."""
    texts = (*parsed.excluded, *parsed.excluded_phrases, *parsed.phrases)
    return [text for part in texts for text in parsing.analyse(part, locale).strong]


def _narrowed(scope: Scope, parsed: Parsed, known: Known) -> Scope:
    """Keep the documents that hold every phrase and nothing that is excluded."""
    for phrase in parsed.phrases:
        holding, values = _holding(phrase, known)
        scope = scope.narrowed(f"document.id IN ({holding})", values)
    for phrase in parsed.excluded_phrases:
        holding, values = _holding(phrase, known)
        scope = scope.narrowed(f"document.id NOT IN ({holding})", values)
    ids = [
        terms[text].id
        for word in parsed.excluded
        for locale, terms in known.items()
        for text in parsing.analyse(word, locale).strong
        if text in terms
    ]
    if ids:
        holding = f"SELECT document_id FROM search_posting WHERE {among('term_id')}"  # noqa: S608
        scope = scope.narrowed(f"document.id NOT IN ({holding})", [several(ids)])
    return scope


def _holding(phrase: str, known: Known) -> tuple[str, list[Any]]:
    """Return a statement for the documents with a phrase word for word, and its values."""
    selects, values = ["SELECT document_id FROM search_entry WHERE document_id IS NULL"], []
    for locale, terms in known.items():
        asked = parsing.analyse(phrase, locale).strong
        if asked and all(text in terms for text in asked):
            rarest = min((terms[text] for text in asked), key=lambda term: term.entries).id
            selects.append(
                "SELECT document_id FROM search_entry WHERE document_id IN"  # noqa: S608
                " (SELECT document_id FROM search_posting WHERE term_id = %s)"
                f" AND folded {LIKE}"
            )
            values += [rarest, anywhere(spell(phrase, locale))]
    return " UNION ALL ".join(selects), values


def has_units(of: Plan, number: int) -> bool:
    """Return whether a query is of at least so many words or characters in one of its locales."""
    return any(len(words.tokens(of.parsed.text, locale)) >= number for locale in _locales(of))


def verbatim(of: Plan, ids: Collection[int]) -> set[int]:
    """Return those of some documents in which a query stands word for word."""
    patterns = [anywhere(spell(of.parsed.text, locale).strip()) for locale in _locales(of)]
    statement = (
        f"SELECT document_id FROM search_entry WHERE {among('document_id')}"  # noqa: S608
        f" AND ({' OR '.join([f'folded {LIKE}'] * len(patterns))})"
    )
    return {document for (document,) in fetch(statement, [several(ids), *patterns])}


def _locales(of: Plan) -> set[str]:
    """Return the locales in which the index knows a word of a query."""
    return {term.locale for term in of.terms}


def corrected(search: Search, understood: Understood) -> str | None:
    """Return what was typed with misspelt words put right; None when nothing better is known."""
    unknown = understood.unknown()
    if not unknown:
        return None
    # A phrase with such a word stands nowhere as it was typed.
    kept = [part for part in understood.parsed.phrases if not _holds(part, unknown, search.locales)]
    parsed = replace(understood.parsed, phrases=tuple(kept))
    narrowed = _narrowed(_scope(search, understood), parsed, understood.known)
    scope = _listed(narrowed, search.locales, search.kinds)
    meant = spelling.corrections(unknown, search.locales, scope)
    typed = search.text[: parsing.MAX_LENGTH]
    better = _put_right(typed, meant, search.locales)
    return None if better == typed else better


def _holds(text: str, some: Collection[str], locales: Sequence[str]) -> bool:
    return any(unit.word in some for locale in locales for unit in words.tokens(text, locale))


def _put_right(text: str, meant: Mapping[str, str], locales: Sequence[str]) -> str:
    """Return a text with some of its words replaced, as each locale takes it apart."""
    for locale in locales:
        for unit in reversed(words.tokens(text, locale)):
            if unit.word in meant:
                text = text[: unit.start] + meant[unit.word] + text[unit.end :]
    return text
