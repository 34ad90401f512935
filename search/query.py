"""From a query to hits: what was asked, what matches, in which order."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.utils import timezone

from content_models import locales as wiki_locales
from content_models.publishing import documents
from search import meaning, parsing, planning, promotions, ranking, showing
from search.facets import Facets, count
from search.models import Entry, IndexedDocument
from search.planning import Ask, Plan
from search.ranking import Scored
from search.showing import Groups, Hit

# Entries are ranked, documents are shown: so many entries are read for each document wanted.
ENTRIES_A_HIT = 6
FIRST_ENTRIES = 200
VERBATIM_FROM = 6
VERBATIM_AMONG = 20


class IndexMissing(Exception):
    """There are documents but no index of them: it has to be rebuilt."""


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


def search(ask: Ask, at: datetime | None = None) -> Answer:
    """Return what a query finds, relaxed step by step when it would find nothing.

    Raises:
        IndexMissing: when there is no index of what is published.
    """
    moment = at or timezone.now()
    asked = parsing.parse(ask.text)
    answer = Answer(cut=asked.cut, locales=ask.locales)
    promoted = promotions.of(ask.text) if ask.order == "relevance" else []
    plan = planning.plan(ask, asked, moment, promoted=promoted)
    better = planning.corrected(ask, plan) if plan.unknown else None
    if better is not None:
        answer.corrected = (plan.asked.text, better.text)
        answer.relaxed.append("correction")
        plan = planning.plan(ask, better, moment, promoted=promoted)
    answer.facets = count(plan.matched, ask)
    if not answer.facets.total:
        plan = _relax(ask, plan, answer, moment)
    answer.terms = sorted({term.text for term in plan.terms})
    if answer.facets.total:
        _fill(ask, plan, answer, promoted)
    elif not is_there():
        raise IndexMissing
    return answer


def is_there() -> bool:
    """Return whether there is an index, or nothing to index."""
    return IndexedDocument.objects.exists() or not documents.readable().exists()


def _relax(ask: Ask, plan: Plan, answer: Answer, moment: datetime) -> Plan:
    """Ask for less until something is found: first for fewer terms, then in other locales."""
    everywhere = replace(ask, locales=wiki_locales.configured())
    steps = [("fewer_terms", ask)]
    if set(everywhere.locales) - set(ask.locales):
        steps.append(("other_locales", everywhere))
    for step, wider in steps:
        looser = planning.plan(wider, plan.asked, moment, loose=True)
        counted = count(looser.matched, wider)
        if counted.total:
            answer.facets = counted
            answer.relaxed.append(step)
            answer.locales = wider.locales
            return looser
    return plan


def _fill(ask: Ask, plan: Plan, answer: Answer, promoted: Collection[UUID]) -> None:
    """Add the hits of the page that was asked for."""
    groups = _newest(ask, plan) if ask.order == "newest" else _best(ask, plan, promoted)
    start = ask.offset
    if ask.after is not None:
        keys = list(groups)
        start = keys.index(ask.after) + 1 if ask.after in groups else start
    page = dict(islice(groups.items(), start, start + ask.limit))
    answer.more = len(groups) > start + ask.limit
    answer.hits = showing.hits(ask, plan, page, promoted)
    answer.last = next(reversed(page), None)


def _best(ask: Ask, plan: Plan, promoted: Collection[UUID]) -> Groups:
    """Return the entries of the best documents by key, enough for the page that was asked for.

    Promoted ones come first.
    """
    enough = ask.offset + ask.limit + 1
    if plan.meant:
        enough = max(enough, meaning.FUSED)
    limit: int | None = max(FIRST_ENTRIES, ENTRIES_A_HIT * enough)
    found = ranking.scored(plan.terms, plan.totals, plan.visible, limit)
    groups = _grouped(found)
    if len(groups) < enough and len(found) == limit:
        groups = _grouped(ranking.scored(plan.terms, plan.totals, plan.visible, None))
    if plan.meant:
        groups = meaning.fuse(groups, plan.meant)
    groups = _verbatim_first(plan, groups)
    if promoted:
        heads = _heads(plan, promoted)
        first = {key: groups.get(key, heads[key]) for key in promoted if key in heads}
        groups = first | {key: found for key, found in groups.items() if key not in first}
    return groups


def _verbatim_first(plan: Plan, groups: Groups) -> Groups:
    """Return the groups with those first, of the best few, in which a long query stands verbatim.

    Most of a pasted sentence can be stop words, and then its other words say too little.
    """
    best = dict(islice(groups.items(), VERBATIM_AMONG))
    ids = {entry.document: key for key, entries in best.items() for entry in entries}
    holding = planning.verbatim(plan, ids, VERBATIM_FROM)
    first = [key for key in best if key in {ids[document] for document in holding}]
    return {key: groups[key] for key in dict.fromkeys([*first, *groups])}


def _heads(plan: Plan, keys: Collection[UUID]) -> Groups:
    """Return the heads of documents, which need not match anything."""
    rows = Entry.objects.filter(
        document__in=plan.visible.filter(key__in=keys).values("pk"), position=0
    )
    columns = ("document_id", "document__key", "document__locale", "number")
    return _grouped(
        [
            Scored(document, key, locale, number, score=0)
            for document, key, locale, number in rows.order_by("pk").values_list(*columns)
        ]
    )


def _newest(ask: Ask, plan: Plan) -> Groups:
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
