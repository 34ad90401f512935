"""Words that mean the same: sets that writers keep, and the forms of glossary terms."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from content_models.publishing.statements import Question, among, several
from search import words
from search.entries import Piece, join, spell
from search.models import SynonymForm, SynonymSet, discard
from search.visible import readable_scope

MAX_UNITS = 40
LONGEST_FORM = 6
LONGEST_SPELLING = 200
MAX_FORMS = 40
# What a synonym counts beside the word that was typed.
WORTH = 0.5

Runs = Mapping[str, Collection[str]]


def follow_set(synonyms: SynonymSet) -> None:
    """Make the forms those of a set as it is stored now."""
    forget_set(synonyms)
    _store(f"set:{synonyms.pk}", synonyms.locale, synonyms.lines(), None)


def forget_set(synonyms: SynonymSet) -> None:
    discard(SynonymForm.objects.filter(group=f"set:{synonyms.pk}"))


def write(editions: Sequence[tuple[Any, list[Piece]]]) -> None:
    """Make the forms of glossary terms those of their editions."""
    terms = [(row, pieces[0]) for row, pieces in editions if row.kind == "glossary-term"]
    forget([row.pk for row, _piece in terms])
    for row, piece in terms:
        forms = [piece.heading, *piece.context.split("\n")]
        _store(f"document:{row.pk}", row.locale, forms, row.pk)


def forget(ids: Collection[int]) -> None:
    """Remove the forms of glossary terms."""
    discard(SynonymForm.objects.filter(document__in=ids))


def _store(group: str, locale: str, forms: Sequence[str], document: int | None) -> None:
    spelled = dict.fromkeys(spell(form, locale).strip()[:LONGEST_SPELLING] for form in forms)
    SynonymForm.objects.bulk_create(
        SynonymForm(
            group=group,
            locale=locale,
            spelled=form,
            stems=_joined(_stems(form, locale))[:LONGEST_SPELLING],
            document_id=document,
        )
        for form in spelled
        if form
    )


def runs_of(text: str, locales: Sequence[str]) -> Runs:
    """Return for each locale the stems of every run of a few words of a query."""
    return {locale: _runs(text, locale) for locale in locales}


def ask(runs: Runs, moment: datetime) -> Question:
    """Return what asks for other words for what stands in a query; `read` reads the answer."""
    readable = readable_scope(moment)
    shown = (
        "(form.document_id IS NULL OR EXISTS (SELECT 1"  # noqa: S608
        " FROM search_indexeddocument AS document"
        f" WHERE document.id = form.document_id AND {readable.condition}))"
    )
    asked = " OR ".join([f"(locale = %s AND {among('stems')})"] * len(runs))
    statement = (
        "SELECT locale, spelled, id, 0, stems FROM search_synonymform AS form"  # noqa: S608
        ' WHERE "group" IN'
        f' (SELECT "group" FROM search_synonymform AS form WHERE ({asked}) AND {shown})'
        f" AND {shown} ORDER BY id LIMIT {MAX_FORMS}"
    )
    values = [value for locale, found in runs.items() for value in (locale, several(found))]
    return Question(statement, [*values, *readable.values, *readable.values])


def read(rows: Iterable[Sequence[Any]], runs: Runs) -> dict[str, list[str]]:
    """Return the other words for each locale, at most `MAX_FORMS` together."""
    others: dict[str, list[str]] = defaultdict(list)
    for locale, form, _id, _zero, stems in sorted(rows, key=itemgetter(2)):
        if stems not in runs.get(locale, ()):
            others[locale].append(form)
    return others


def _runs(text: str, locale: str) -> set[str]:
    stems = _stems(text, locale)
    return {
        _joined(stems[start:end])
        for start in range(len(stems))
        for end in range(start + 1, min(start + LONGEST_FORM, len(stems)) + 1)
    }


def _stems(text: str, locale: str) -> list[str]:
    """Return the stems of words and the characters that a text begins with, whatever accents it
    has."""
    language = words.language_of(locale)
    return [
        token.word if token.gram else f" {_stem(words.without_marks(token.word), language)} "
        for token in words.tokens(text, locale)[:MAX_UNITS]
    ]


def _stem(word: str, language: str) -> str:
    return next(iter(words.terms_of(word, language)), word)


def _joined(stems: Sequence[str]) -> str:
    return join(stems).strip()
