"""The words of the glossary that stand in a text, and what to say for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail.models import Locale

from content_models.models import GlossaryTerm
from content_models.models.glossary import words_to_avoid
from content_models.quality.glossary import holds
from content_models.quality.passages import plain


@dataclass(frozen=True)
class Term:
    """A word of the source, the preferred word of the target, and the words to avoid there."""

    source: str
    preferred: str | None
    forbidden: tuple[str, ...]
    note: str


def terms(source: Locale, target: Locale) -> list[Term]:
    """Return the glossary between two locales, longer words first."""
    found = GlossaryTerm.objects.filter(locale__in=[source, target], live=True)
    in_target = {term.translation_key: term for term in found if term.locale_id == target.pk}
    own = [term for term in found if term.locale_id == source.pk]
    return [
        _term(term, in_target.get(term.translation_key))
        for term in sorted(own, key=lambda term: -len(term.term))
    ]


def _term(source: GlossaryTerm, target: GlossaryTerm | None) -> Term:
    shown = target or source
    return Term(
        source=source.term,
        preferred=target.term if target else None,
        forbidden=tuple(words_to_avoid(target.forbidden if target else "")),
        note=shown.note,
    )


def hits(text: str, known: Sequence[Term], locale: str) -> list[Term]:
    """Return the terms that stand in a text of a locale, as the checks find them."""
    words = plain(text)
    return [term for term in known if holds(words, term.source, locale)]
