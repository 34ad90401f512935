"""What is offered while somebody types: titles, headings, topics, terms, frequent queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, When
from django.db.models.functions import Length
from django.utils import timezone

from content_models.publishing import documents
from search import query_log, spelling, words
from search.entries import Piece, spell
from search.models import Suggestion, SuggestionKey, discard
from search.snippets import Span
from search.visible import readable, readable_scope

LIMIT = 10
MAX_TYPED = 100
CANDIDATES = 300
KEY_LENGTHS = (2, 3)
MIN_TOLERANT_LENGTH = 4
# What a suggestion of a document is called; people and sources are found through documents.
_KINDS = {"topic": "topic", "glossary-term": "glossary-term", "person": "", "source": ""}
# What a suggestion says; everything else of it follows.
_TOLD = ("locale", "kind", "text", "anchor")
_ORDER = ("document", "topic", "glossary-term", "section")


@dataclass(frozen=True)
class Suggested:
    """Something to offer. A query has neither key nor path."""

    text: str
    kind: str
    locale: str
    highlights: list[Span]
    key: UUID | None = None
    document_kind: str | None = None
    path: str | None = None
    anchor: str = ""


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


def suggest(typed: str, reading: Sequence[str], looked_in: Sequence[str]) -> list[Suggested]:
    """Return at most `LIMIT` suggestions for what somebody has typed so far, the best first.

    Args:
        reading: locales in the order of preference.
        looked_in: locales to look in; the others follow when these give too little.
    """
    moment = timezone.now()
    typed = typed[:MAX_TYPED]
    found = _found(typed, reading, moment)
    if not found:
        found = _found(_put_right(typed, reading, moment), reading, moment)
    own = [suggestion for suggestion in found if suggestion.locale in looked_in]
    others = [suggestion for suggestion in found if suggestion.locale not in looked_in]
    queries = _queries(typed, reading[0], moment)
    return _each_once([*own, *queries, *others])[:LIMIT]


def _each_once(found: list[Suggested]) -> list[Suggested]:
    kept: dict[str, Suggested] = {}
    for suggestion in found:
        kept.setdefault(words.fold(suggestion.text)[0], suggestion)
    return list(kept.values())


def _found(typed: str, reading: Sequence[str], moment: datetime) -> list[Suggested]:
    looked_up = _lookup_key(typed, reading[0])
    if looked_up is None:
        return []
    rows = Suggestion.objects.filter(
        Exists(readable(moment).filter(pk=OuterRef("document_id"))),
        pk__in=SuggestionKey.objects.filter(key=looked_up).values("suggestion"),
        locale__in=reading,
    )
    for part in _parts(typed, reading[0]):
        rows = rows.filter(spelled__contains=part)
    start = _spelled(typed, reading[0]).rstrip()
    order = (
        _place("locale", reading),
        _place("spelled__startswith", [start]),
        _place("kind", _ORDER),
        Length("text"),
        "pk",
    )
    best = sorted(
        rows.order_by(*order)[:CANDIDATES],
        key=lambda row: (
            reading.index(row.locale),
            not row.spelled.startswith(start),
            _ORDER.index(row.kind),
            len(row.text),
            row.text,
            row.pk,
        ),
    )[: 3 * LIMIT]
    paths = {
        pk: (key, kind, path)
        for pk, key, kind, path in documents.readable()
        .filter(pk__in={row.document_id for row in best})
        .values_list("pk", "key", "kind", "path")
    }
    return [
        _suggested(row, typed, *paths[row.document_id]) for row in best if row.document_id in paths
    ]


def _place(name: str, values: Sequence[str]) -> Case:
    """Return what orders rows by the first of some values that they meet."""
    conditions = [When(**{name: value}, then=place) for place, value in enumerate(values)]
    return Case(*conditions, default=len(values), output_field=IntegerField())


def _suggested(row: Suggestion, typed: str, key: UUID, kind: str, path: str) -> Suggested:
    return Suggested(
        text=row.text,
        kind=row.kind,
        locale=row.locale,
        highlights=highlights(row.text, typed, row.locale),
        key=key,
        document_kind=kind,
        path=path or None,
        anchor=row.anchor,
    )


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


def highlights(text: str, typed: str, locale: str) -> list[Span]:
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


def _put_right(typed: str, reading: Sequence[str], moment: datetime) -> str:
    """Return what was typed with the last word as the beginning of a word that is known.

    A word that stands so in a text is no typing error.
    """
    units = words.tokens(typed, reading[0])
    if not units or units[-1].gram or len(units[-1].word) < MIN_TOLERANT_LENGTH:
        return ""
    scope = readable_scope(moment)
    if spelling.is_written(units[-1].word, reading, scope):
        return ""
    beginning = spelling.completion(units[-1].word, reading, scope)
    return "" if beginning is None else typed[: units[-1].start] + beginning


def _queries(typed: str, locale: str, moment: datetime) -> list[Suggested]:
    parts = _spelled_parts(typed, locale)
    return [
        Suggested(text, "query", locale, highlights(text, typed, locale))
        for text in query_log.frequent(parts, locale, readable_scope(moment))
    ]
