"""Words that the wiki prefers, and words it avoids."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content_models.quality.findings import Finding, found
from content_models.quality.pairs import Pair
from content_models.quality.passages import Content, plain
from content_models.quality.scripts import LATIN, of_locale


@dataclass(frozen=True)
class Term:
    """A term in one locale; `source` is the same term in the locale translated from, if any."""

    preferred: str
    forbidden: tuple[str, ...] = ()
    source: str = ""


def holds(text: str, term: str, locale: str) -> bool:
    """Return whether a text uses a term.

    Where words are spaced it has to stand as whole words, singular or plural. Upper and lower case
    do not matter.
    """
    if not term:
        return False
    if LATIN not in of_locale(locale):
        return term.casefold() in text.casefold()
    words = r"\s+".join(rf"{re.escape(word)}(?:s|es)?" for word in term.split())
    return bool(re.search(rf"\b{words}\b", text, re.IGNORECASE))


def avoided(text: str, terms: Iterable[Term], locale: str) -> Iterator[tuple[str, Term]]:
    """Yield the words of a text that stand where a preferred one should."""
    for term in terms:
        rest = re.sub(re.escape(term.preferred), " ", text, flags=re.IGNORECASE)
        for word in term.forbidden:
            if holds(rest, word, locale):
                yield word, term


def check(content: Content, terms: Iterable[Term]) -> Iterator[Finding]:
    """Yield the places of a text that use a word to avoid."""
    terms = tuple(terms)
    for passage in content.passages:
        for paragraph in passage.paragraphs:
            for word, term in avoided(paragraph, terms, content.locale):
                details = {"word": word, "preferred": term.preferred}
                yield found("glossary_forbidden", passage.path, paragraph, **details)


def compare(
    pair: Pair, terms: Iterable[Term], source_locale: str, locale: str
) -> Iterator[Finding]:
    """Yield the terms of a source that its translation does not render as preferred."""
    source, target = plain(pair.source), plain(pair.target)
    if not pair.translated or not target:
        return
    for term in terms:
        if holds(source, term.source, source_locale) and not holds(target, term.preferred, locale):
            details = {"term": term.source, "preferred": term.preferred}
            yield found("glossary_required", pair.path, target, **details)
