"""From a query to hits: what was asked, what matches, in which order."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from django.utils import timezone

from content_models import locales as wiki_locales
from content_models.publishing import documents
from content_models.publishing.statements import together
from search import facets, meaning, parsing, planning, ranking, showing
from search.facets import Facets
from search.models import IndexedDocument
from search.planning import Plan, Search, Understood
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
    of texts that nobody may read any more. At `end` something may be gone of it.
    """

    hits: list[Hit] = field(default_factory=list)
    facets: Facets = field(default_factory=Facets)
    terms: list[str] = field(default_factory=list)
    corrected: tuple[str, str] | None = None
    relaxed: list[str] = field(default_factory=list)
    locales: tuple[str, ...] = ()
    cut: bool = False
    more: bool = False
    last: str | None = None
    end: datetime | None = None


def find(search: Search) -> Answer:
    """Return what a query finds, relaxed step by step when it would find nothing.

    Raises:
        IndexMissing: when there is no index of what is published.
    """
    moment = timezone.now()
    parsed = parsing.parse(search.text)
    understood = planning.understand(parsed, search.locales, moment)
    answer = Answer(cut=parsed.cut, locales=search.locales, end=understood.end)
    promoted = understood.promoted
    better = planning.corrected(search, understood)
    if better is not None:
        answer.corrected = (search.text[: parsing.MAX_LENGTH], better)
        answer.relaxed.append("correction")
        understood = planning.understand(parsing.parse(better), search.locales, moment)
        promoted = promoted or understood.promoted
    plan = planning.plan(search, understood, promoted=promoted)
    found = _found(search, plan)
    if not found.documents:
        plan, found = _relax(search, understood, answer, moment) or (plan, found)
    answer.terms = plan.typed
    if found.documents:
        _fill(search, plan, found, answer)
    elif is_there():
        answer.facets = facets.count(found.told, search.kinds, answer.locales)
    else:
        raise IndexMissing
    return answer


def is_there() -> bool:
    """Return whether there is an index, or nothing to index."""
    return IndexedDocument.objects.exists() or not documents.readable().exists()


def _found(search: Search, plan: Plan, *, everything: bool = False) -> Ranking:
    """Return what a plan finds: the best documents, enough for the page that was asked for."""
    enough = max(search.offset + search.limit + 1, VERBATIM_AMONG)
    if plan.meant:
        enough = max(enough, meaning.FUSED)
    return ranking.rank(
        plan.terms,
        plan.scope,
        planning.anyway(plan),
        locales=plan.locales,
        kinds=plan.kinds,
        newest=plan.newest,
        limit=None if everything else enough,
        loose=plan.loose,
    )


def _relax(
    search: Search, understood: Understood, answer: Answer, moment: datetime
) -> tuple[Plan, Ranking] | None:
    """Ask for less until something is found, and say what was given up.

    Something is always near in meaning, so that decides nothing here.
    """
    for given_up, wider, less in _wider(search, understood, moment):
        is_loose = "fewer_terms" in given_up
        looser = planning.plan(wider, less, by_meaning=False, loose=is_loose)
        found = _found(wider, looser)
        if found.documents:
            answer.relaxed += given_up
            answer.locales = wider.locales
            return looser, found
    return None


def _wider(
    search: Search, understood: Understood, moment: datetime
) -> Iterator[tuple[list[str], Search, Understood]]:
    """Yield what can be given up: some of the terms, the locales that were asked for, or both."""
    yield ["fewer_terms"], search, _by_words(understood, moment)
    everywhere = replace(search, locales=wiki_locales.configured())
    if set(everywhere.locales) - set(search.locales):
        there = planning.understand(understood.parsed, everywhere.locales, moment)
        yield ["other_locales"], everywhere, there
        yield ["fewer_terms", "other_locales"], everywhere, _by_words(there, moment)


def _by_words(understood: Understood, moment: datetime) -> Understood:
    """Return a query in which the beginnings of words count as words, too."""
    parsed = understood.parsed
    if not parsed.prefixes:
        return understood
    text = " ".join([parsed.text, *parsed.prefixes])
    return planning.understand(replace(parsed, text=text), [*understood.wanted], moment)


def _fill(search: Search, plan: Plan, found: Ranking, answer: Answer) -> None:
    """Add the hits of the page that was asked for, and the facets with their names."""
    groups = _ordered(plan, _grouped(found.documents))
    start = _start(search, groups)
    if start + search.limit >= len(groups) and not found.is_all:
        groups = _ordered(plan, _grouped(_found(search, plan, everything=True).documents))
        start = _start(search, groups)
    page = dict(islice(groups.items(), start, start + search.limit))
    answer.more = len(groups) > start + search.limit
    answer.last = next(reversed(page), None)
    chosen = showing.chosen(page, search.reading)
    with together() as ask:
        of_cards = ask(documents.ask_cards(page, plan.locales))
        of_entries = ask(showing.ask_entries(plan, chosen.values()))
        # While the database looks for those.
        answer.facets = facets.count(found.told, search.kinds, plan.locales)
        markers = showing.markers(plan, chosen.values())
        cards = showing.read_cards(of_cards(), search.reading)
        entries = showing.read_entries(of_entries())
        keys = answer.facets.keys()
        of_names = ask(documents.ask_titles(keys, plan.locales))
        answer.hits = showing.hits(plan, page, chosen, cards, entries, markers)
    names = documents.read_titles(of_names())
    answer.facets.name(showing.names(keys, names, plan.locales, search.reading))


def _start(search: Search, groups: Groups) -> int:
    """Return where the page begins: behind the last key of the page before it, if it is there."""
    if search.after is None or search.after not in groups:
        return search.offset
    return list(groups).index(search.after) + 1


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
    if not groups or not planning.has_units(plan, VERBATIM_FROM):
        return groups
    best = dict(islice(groups.items(), VERBATIM_AMONG))
    ids = {found.document: key for key, documents in best.items() for found in documents}
    holding = planning.verbatim(plan, ids)
    if not holding:
        return groups
    first = [key for key in best if key in {ids[document] for document in holding}]
    return {key: groups[key] for key in dict.fromkeys([*first, *groups])}


def _grouped(found: Collection[Ranked]) -> Groups:
    groups: Groups = {}
    for document in found:
        groups.setdefault(document.key, []).append(document)
    return groups
