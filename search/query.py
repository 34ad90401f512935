"""From a query to hits: what was asked, what matches, in which order."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.utils import timezone

from content_models import locales as wiki_locales
from content_models.publishing import documents
from search import facets, meaning, parsing, planning, promotions, ranking, showing
from search.facets import Facets
from search.models import IndexedDocument
from search.planning import Ask, Plan, Understood
from search.ranking import Ranked, Ranking
from search.showing import Groups, Hit

VERBATIM_FROM = 6
VERBATIM_AMONG = 20


class IndexMissing(Exception):
    """There are documents but no index of them: it has to be rebuilt."""


@dataclass
class Answer:
    """What a search found. `corrected` holds the query as typed and as it was understood.

    `terms` are those of the query, never only those that the index knows: it also knows the words
    of texts that nobody may read any more.
    """

    hits: list[Hit] = field(default_factory=list)
    facets: Facets = field(default_factory=Facets)
    terms: list[str] = field(default_factory=list)
    corrected: tuple[str, str] | None = None
    relaxed: list[str] = field(default_factory=list)
    locales: tuple[str, ...] = ()
    cut: bool = False
    more: bool = False
    last: UUID | None = None


def search(ask: Ask) -> Answer:
    """Return what a query finds, relaxed step by step when it would find nothing.

    Raises:
        IndexMissing: when there is no index of what is published.
    """
    moment = timezone.now()
    asked = parsing.parse(ask.text)
    answer = Answer(cut=asked.cut, locales=ask.locales)
    promoted = promotions.of(ask.text) if ask.order == "relevance" else []
    query = planning.understand(asked, ask.locales, moment)
    better = planning.corrected(ask, query, moment)
    if better is not None:
        answer.corrected = (ask.text[: parsing.MAX_LENGTH], better)
        answer.relaxed.append("correction")
        query = planning.understand(parsing.parse(better), ask.locales, moment)
    plan = planning.plan(ask, query, moment, promoted=promoted)
    found = _found(ask, plan)
    if not found.documents:
        plan, found = _relax(ask, query, answer, moment) or (plan, found)
    answer.facets = facets.count(found)
    answer.terms = plan.typed
    if found.documents:
        _fill(replace(ask, locales=answer.locales), plan, found, answer)
    elif not is_there():
        raise IndexMissing
    return answer


def is_there() -> bool:
    """Return whether there is an index, or nothing to index."""
    return IndexedDocument.objects.exists() or not documents.readable().exists()


def _found(ask: Ask, plan: Plan, *, everything: bool = False) -> Ranking:
    """Return what a plan finds: the best documents, enough for the page that was asked for."""
    enough = max(ask.offset + ask.limit + 1, VERBATIM_AMONG)
    if plan.meant:
        enough = max(enough, meaning.FUSED)
    return ranking.rank(
        plan.terms,
        plan.scope,
        planning.anyway(plan),
        locales=ask.locales,
        newest=ask.order == "newest",
        limit=None if everything else enough,
    )


def _relax(
    ask: Ask, query: Understood, answer: Answer, moment: datetime
) -> tuple[Plan, Ranking] | None:
    """Ask for less until something is found, and say what was given up.

    Something is always near in meaning, so that decides nothing here.
    """
    for given_up, wider, understood in _wider(ask, query, moment):
        is_loose = "fewer_terms" in given_up
        looser = planning.plan(wider, understood, moment, by_meaning=False, loose=is_loose)
        found = _found(wider, looser)
        if found.documents:
            answer.relaxed += given_up
            answer.locales = wider.locales
            return looser, found
    return None


def _wider(
    ask: Ask, query: Understood, moment: datetime
) -> Iterator[tuple[list[str], Ask, Understood]]:
    """Yield what can be given up: some of the terms, the locales that were asked for, or both."""
    yield ["fewer_terms"], ask, _by_words(query, moment)
    everywhere = replace(ask, locales=wiki_locales.configured())
    if set(everywhere.locales) - set(ask.locales):
        understood = planning.understand(query.asked, everywhere.locales, moment)
        yield ["other_locales"], everywhere, understood
        yield ["fewer_terms", "other_locales"], everywhere, _by_words(understood, moment)


def _by_words(query: Understood, moment: datetime) -> Understood:
    """Return a query in which the beginnings of words count as words, too."""
    asked = query.asked
    if not asked.prefixes:
        return query
    text = " ".join([asked.text, *asked.prefixes])
    return planning.understand(replace(asked, text=text), [*query.wanted], moment)


def _fill(ask: Ask, plan: Plan, found: Ranking, answer: Answer) -> None:
    """Add the hits of the page that was asked for, and the names of the facets."""
    groups = _ordered(plan, _grouped(found.documents))
    start = _start(ask, groups)
    if start + ask.limit >= len(groups) < answer.facets.total:
        groups = _ordered(plan, _grouped(_found(ask, plan, everything=True).documents))
        start = _start(ask, groups)
    page = dict(islice(groups.items(), start, start + ask.limit))
    answer.more = len(groups) > start + ask.limit
    answer.last = next(reversed(page), None)
    cards = showing.cards(page, answer.facets.keys(), ask.reading)
    answer.hits = showing.hits(plan, page, cards)
    answer.facets.name(cards)


def _start(ask: Ask, groups: Groups) -> int:
    """Return where the page begins: behind the last key of the page before it, if it is there."""
    if ask.after is None or ask.after not in groups:
        return ask.offset
    return list(groups).index(ask.after) + 1


def _ordered(plan: Plan, groups: Groups) -> Groups:
    """Return groups in the order of relevance; the order of time stays as it is."""
    if plan.newest:
        return groups
    if plan.meant:
        groups = meaning.fuse(groups, plan.meant)
    groups = _verbatim_first(plan, groups)
    if plan.promoted:
        known = _grouped(planning.promoted(plan))
        first = {key: groups.get(key, known[key]) for key in plan.promoted if key in known}
        groups = first | {key: found for key, found in groups.items() if key not in first}
    return groups


def _verbatim_first(plan: Plan, groups: Groups) -> Groups:
    """Return the groups with those first, of the best few, in which a long query stands verbatim.

    Most of a pasted sentence can be stop words, and then its other words say too little.
    """
    best = dict(islice(groups.items(), VERBATIM_AMONG))
    ids = {found.document: key for key, documents in best.items() for found in documents}
    holding = planning.verbatim(plan, ids, VERBATIM_FROM)
    if not holding:
        return groups
    first = [key for key in best if key in {ids[document] for document in holding}]
    return {key: groups[key] for key in dict.fromkeys([*first, *groups])}


def _grouped(found: Collection[Ranked]) -> Groups:
    groups: Groups = {}
    for document in found:
        groups.setdefault(document.key, []).append(document)
    return groups
