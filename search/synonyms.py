"""Words that mean the same: sets that writers keep, and the forms of glossary terms."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from search import words
from search.entries import Piece, spell
from search.models import IndexedDocument, SynonymForm, SynonymSet, discard

MAX_UNITS = 40
LONGEST_FORM = 6
MAX_FORMS = 40
# What a synonym counts beside the word that was typed.
WORTH = 0.5


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
    spelled = dict.fromkeys(spell(form, locale).strip()[:200] for form in forms)
    SynonymForm.objects.bulk_create(
        SynonymForm(group=group, locale=locale, spelled=form, document_id=document)
        for form in spelled
        if form
    )


def of(
    text: str, locales: Sequence[str], readable: QuerySet[IndexedDocument]
) -> dict[str, list[str]]:
    """Return for each locale the other words for what stands in a query, at most `MAX_FORMS`."""
    parts = {locale: _parts(text, locale) for locale in locales}
    asked = Q(pk__in=[])
    for locale, found in parts.items():
        asked |= Q(locale=locale, spelled__in=found)
    shown = SynonymForm.objects.filter(Q(document=None) | Q(document__in=readable.values("pk")))
    rows = shown.filter(group__in=shown.filter(asked).values("group")).order_by("pk")
    others: dict[str, list[str]] = defaultdict(list)
    for locale, form in rows.values_list("locale", "spelled")[:MAX_FORMS]:
        if form not in parts[locale]:
            others[locale].append(form)
    return dict(others)


def _parts(text: str, locale: str) -> set[str]:
    """Return every run of a few words or characters of a text, spelled as forms are."""
    units = words.tokens(text, locale)[:MAX_UNITS]
    return {
        spell(text[units[start].start : units[end].end], locale).strip()
        for start in range(len(units))
        for end in range(start, min(start + LONGEST_FORM, len(units)))
    }
