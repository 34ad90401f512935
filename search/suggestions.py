"""What is offered while somebody types: titles, headings, topics, terms, frequent queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from content_models.publishing import documents
from content_models.publishing.documents import DOCUMENTS
from content_models.publishing.statements import fetch, fetch_each, places, prepared, read_key
from content_models.readable import readable_in
from search import patterns, query_log, spelling, words
from search.entries import Piece, spell
from search.models import Suggestion, SuggestionKey, discard
from search.patterns import LIKE
from search.snippets import Span
from search.visible import Scope, ask_scope, read_scope

LIMIT = 10
# Some of them say the same in other letters, and are shown once.
CANDIDATES = 3 * LIMIT
MAX_TYPED = 100
KEY_LENGTHS = (2, 3)
MIN_TOLERANT_LENGTH = 4
# What a suggestion of a document is called; people and sources are found through documents.
_KINDS = {"topic": "topic", "glossary-term": "glossary-term", "person": "", "source": ""}
# What a suggestion says; everything else of it follows.
_TOLD = ("locale", "kind", "text", "anchor")
_ORDER = ("document", "topic", "glossary-term", "section")


@dataclass(frozen=True)
class Suggested:
    """Something to offer for what was typed. A query has neither key nor path."""

    typed: str
    text: str
    kind: str
    locale: str
    key: UUID | None = None
    document_kind: str | None = None
    path: str | None = None
    anchor: str = ""

    def highlights(self) -> list[Span]:
        """Return what was typed where it stands in the text, in code points."""
        return _highlights(self.text, self.typed, self.locale)


class Offer(NamedTuple):
    """Suggestions, the best first. At `end` something of them is hidden."""

    suggestions: list[Suggested]
    end: datetime | None


def write(editions: Sequence[tuple[Any, list[Piece]]]) -> None:
    """Make the suggestions of editions those of their titles and headings.

    Most that is published keeps its title and headings: nothing is written then.
    """
    known: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    stored = Suggestion.objects.filter(document__in=[row.pk for row, _pieces in editions])
    for document, *told in stored.order_by("pk").values_list("document_id", *_TOLD):
        known[document].append(tuple(told))
    offered = {row.pk: _offered(row, pieces) for row, pieces in editions}
    changed = {pk for pk, found in offered.items() if found != known[pk]}
    forget(changed)
    rows = [
        Suggestion(
            document_id=pk,
            spelled=_spelled(text, locale),
            **dict(zip(_TOLD, (locale, kind, text, anchor), strict=True)),
        )
        for pk in offered
        if pk in changed
        for locale, kind, text, anchor in offered[pk]
    ]
    Suggestion.objects.bulk_create(rows, batch_size=2_000)
    keys = [
        SuggestionKey(suggestion=suggestion, key=key)
        for suggestion in rows
        for key in sorted(_keys(suggestion.text, suggestion.locale))
    ]
    SuggestionKey.objects.bulk_create(keys, batch_size=2_000)


def _offered(row: Any, pieces: list[Piece]) -> list[tuple[str, ...]]:
    """Return locale, kind, text and anchor of what is offered of an edition, each text once."""
    found = {row.title: (_KINDS.get(row.kind, "document"), "")}
    for piece in pieces:
        if piece.kind in ("section", "concept", "practice-step", "faq") and piece.heading:
            found.setdefault(piece.heading, ("section", piece.anchor))
    return [
        (row.locale, kind, text[:255], anchor) for text, (kind, anchor) in found.items() if kind
    ]


def forget(ids: Collection[int]) -> None:
    """Remove the suggestions of editions."""
    if not ids:
        return
    gone = Suggestion.objects.filter(document__in=ids)
    discard(SuggestionKey.objects.filter(suggestion__in=gone.values("pk")))
    discard(gone)


def _spelled(text: str, locale: str) -> str:
    return spell(text, locale)[:600]


def _keys(text: str, locale: str) -> set[str]:
    units = words.tokens(text, locale)
    keys = {left.word + right.word for left, right in words.pairs(units)}
    for unit in units:
        if unit.gram:
            keys.add(unit.word)
        else:
            bare = words.without_marks(unit.word)
            keys.update(bare[:length] for length in KEY_LENGTHS if len(bare) >= length)
            keys.add(bare[:2])
    return {key[:4] for key in keys}


def suggest(typed: str, reading: Sequence[str], looked_in: Sequence[str]) -> Offer:
    """Return at most `LIMIT` suggestions for what somebody has typed so far, the best first.

    Args:
        reading: locales in the order of preference.
        looked_in: locales to look in; the others follow when these give too little.
    """
    moment = timezone.now()
    typed = typed[:MAX_TYPED]
    of_scope, of_end = fetch_each([ask_scope(moment), documents.ask_next_end(moment)])
    readable = read_scope(of_scope, moment)
    found = _found(typed, reading, readable, moment)
    if not found:
        found = _found(_put_right(typed, reading, readable), reading, readable, moment)
    own = [suggestion for suggestion in found if suggestion.locale in looked_in]
    others = [suggestion for suggestion in found if suggestion.locale not in looked_in]
    queries = _queries(typed, reading[0], readable)
    return Offer(_each_once([*own, *queries, *others])[:LIMIT], end=documents.read_next_end(of_end))


def _each_once(found: list[Suggested]) -> list[Suggested]:
    kept: dict[str, Suggested] = {}
    for suggestion in found:
        kept.setdefault(words.fold(suggestion.text)[0], suggestion)
    return list(kept.values())


def _found(
    typed: str, reading: Sequence[str], readable: Scope, moment: datetime
) -> list[Suggested]:
    """Return what is offered in some locales, the best first; at most `CANDIDATES`.

    The ORM takes longer to make this statement than a database to answer it.
    """
    looked_up = _lookup_key(typed, reading[0])
    if looked_up is None:
        return []
    held = [patterns.anywhere(part) for part in _parts(typed, reading[0])]
    start = patterns.beginning(_spelled(typed, reading[0]).rstrip())
    kinds = [f"'{kind}'" for kind in _ORDER]
    order = "place_of_locale, place_of_match, place_of_kind, length, number"
    statement = (
        "WITH best AS (SELECT suggestion.text, suggestion.kind, suggestion.locale,"  # noqa: S608 - Names and places.
        " suggestion.anchor, document.id, suggestion.id AS number,"
        f" CASE suggestion.locale {_in_order(['%s'] * len(reading))} END AS place_of_locale,"
        f" CASE WHEN suggestion.spelled {LIKE} THEN 0 ELSE 1 END AS place_of_match,"
        f" CASE suggestion.kind {_in_order(kinds)} END AS place_of_kind,"
        " LENGTH(suggestion.text) AS length"
        " FROM search_suggestionkey AS looked_up"
        " JOIN search_suggestion AS suggestion ON suggestion.id = looked_up.suggestion_id"
        " JOIN search_indexeddocument AS document ON document.id = suggestion.document_id"
        f" WHERE looked_up.key = %s AND suggestion.locale IN ({places(reading)})"
        f" {f'AND suggestion.spelled {LIKE} ' * len(held)} AND {readable.condition}"
        f" ORDER BY {order} LIMIT {CANDIDATES})"
        " SELECT best.text, best.kind, best.locale, shown.key, shown.kind, shown.path, best.anchor"
        f" FROM best JOIN {DOCUMENTS} AS shown ON shown.id = best.id AND {readable_in('shown')}"
        f" ORDER BY {order}"
    )
    now = prepared(moment)
    rows = fetch(
        statement, [*reading, start, looked_up, *reading, *held, *readable.values, now, now]
    )
    return [
        Suggested(typed, text, kind, locale, read_key(key), document_kind, path or None, anchor)
        for text, kind, locale, key, document_kind, path, anchor in rows
    ]


def _in_order(values: Sequence[str]) -> str:
    """Return the part of a CASE that orders by the first of some values."""
    return " ".join(f"WHEN {value} THEN {place}" for place, value in enumerate(values))


def _lookup_key(typed: str, locale: str) -> str | None:
    """Return the most telling key of what was typed; None when it is too little."""
    units = words.tokens(typed, locale)
    pairs = [left.word + right.word for left, right in words.pairs(units)]
    longest = max((u.word for u in units if not u.gram), key=len, default="")
    if len(longest) >= KEY_LENGTHS[-1] or (len(longest) >= KEY_LENGTHS[0] and not pairs):
        return words.without_marks(longest)[: KEY_LENGTHS[-1]]
    if pairs:
        return pairs[-1]
    return next((unit.word for unit in units if unit.gram), None)


def _parts(typed: str, locale: str) -> list[str]:
    """Return what has to stand in a suggestion: beginnings of words, runs of characters."""
    return [part for part in _spelled_parts(typed, locale) if part.strip()]


def _spelled_parts(typed: str, locale: str) -> list[str]:
    units = words.tokens(typed, locale)
    parts: list[str] = []
    for position, unit in enumerate(units):
        before = units[position - 1] if position else None
        if unit.gram and before is not None and before.gram and words.touch(before, unit):
            parts[-1] += unit.word
        else:
            parts.append(unit.word if unit.gram else f" {words.without_marks(unit.word)}")
    return parts


def _highlights(text: str, typed: str, locale: str) -> list[Span]:
    """Return what was typed where it stands in a suggestion, in code points."""
    asked = words.tokens(typed, locale)
    beginnings = [words.without_marks(unit.word) for unit in asked if not unit.gram]
    characters = {unit.word for unit in asked if unit.gram}
    spans: list[Span] = []
    for unit in words.tokens(text, locale):
        bare = words.without_marks(unit.word)
        if unit.gram and unit.word in characters:
            if spans and unit.start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], unit.end)
            else:
                spans.append((unit.start, unit.end))
        elif not unit.gram:
            length = max((len(b) for b in beginnings if bare.startswith(b)), default=0)
            if length:
                spans.append((unit.start, min(unit.end, unit.start + length)))
    return spans


def _put_right(typed: str, reading: Sequence[str], readable: Scope) -> str:
    """Return what was typed with the last word as the beginning of a word that is known.

    A word that stands so in a text is no typing error.
    """
    units = words.tokens(typed, reading[0])
    if not units or units[-1].gram or len(units[-1].word) < MIN_TOLERANT_LENGTH:
        return ""
    if spelling.is_written(units[-1].word, reading, readable):
        return ""
    beginning = spelling.completion(units[-1].word, reading, readable)
    return "" if beginning is None else typed[: units[-1].start] + beginning


def _queries(typed: str, locale: str, readable: Scope) -> list[Suggested]:
    parts = _spelled_parts(typed, locale)
    return [
        Suggested(typed, text, "query", locale)
        for text in query_log.frequent(parts, locale, readable)
    ]
