"""What was meant by words that nobody wrote: words that are known and nearly the same."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.db.models.functions import Length

from content_models.publishing.statements import NUMBER, fetch
from search import patterns, words
from search.entries import spell_word
from search.models import Word
from search.visible import Scope
from search.vocabulary import standing

MAX_CORRECTED = 8
MIN_CORRECTED_LENGTH = 4
# The first letter is seldom wrong: in a shorter word it says that another word was meant.
MIN_LENGTH_OF_OTHER_BEGINNING = 6
MAX_COMPLETIONS = 5


def _any(conditions: list[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def corrections(unknown: Iterable[str], locales: Iterable[str], scope: Scope) -> dict[str, str]:
    """Return for misspelt words the most frequent known word that is one edit away.

    One that begins otherwise is meant only by a long word.
    Only spellings of documents in the scope are named: a word of a hidden text stays hidden.
    """
    asked = sorted(
        (word for word in unknown if len(word) >= MIN_CORRECTED_LENGTH and word.isalpha()),
        key=len,
        reverse=True,
    )[:MAX_CORRECTED]
    if not asked:
        return {}
    near = []
    for word in asked:
        bare = words.without_marks(word)
        alike = Q(head=bare[:2]) | Q(tail=bare[-2:]) | Q(text__in=_swapped(bare))
        near.append(alike & Q(length__range=(len(word) - 1, len(word) + 1)))
    rows = list(
        Word.objects.alias(length=Length("text"))
        .filter(_any(near), locale__in=list(locales))
        .order_by("-term__frequency", "text")
        .values_list("text", "term_id")
    )
    candidates: dict[str, list[tuple[str, int]]] = {}
    for word in asked:
        bare = words.without_marks(word)
        candidates[word] = [
            (text, term) for text, term in rows if _may_mean(bare, words.without_marks(text))
        ][:5]
    shown = _spelled({one for found in candidates.values() for one in found}, scope)
    return {
        word: next(text for text, term in found if (text, term) in shown)
        for word, found in candidates.items()
        if not shown.isdisjoint(found)
    }


def _may_mean(word: str, known: str) -> bool:
    is_long = len(word) >= MIN_LENGTH_OF_OTHER_BEGINNING
    return is_one_edit(word, known) and (is_long or word[0] == known[0])


def _spelled(known: Collection[tuple[str, int]], scope: Scope) -> set[tuple[str, int]]:
    """Return those of some words, each with its term, that stand so in a document of a scope.

    The vocabulary keeps a spelling as long as any text has a word of its term.
    """
    if not known:
        return set()
    asked = list(known)
    row = f"({NUMBER}, {NUMBER}, CAST(%s AS text))"
    statement = (
        "SELECT asked.column1"  # noqa: S608 - Names of columns and places.
        f" FROM (VALUES {', '.join([row] * len(asked))}) AS asked"
        " WHERE EXISTS (SELECT 1 FROM search_posting AS posting"
        " CROSS JOIN search_indexeddocument AS document CROSS JOIN search_entry AS entry"
        " WHERE posting.term_id = asked.column2 AND document.id = posting.document_id"
        " AND entry.document_id = posting.document_id AND entry.number = posting.number"
        f" AND entry.folded LIKE asked.column3 ESCAPE '\\' AND {scope.condition})"
    )
    values = [
        value
        for place, (text, term) in enumerate(asked)
        for value in (str(place), str(term), patterns.anywhere(spell_word(text)))
    ]
    return {asked[place] for (place,) in fetch(statement, [*values, *scope.values])}


def is_written(word: str, locales: Iterable[str], scope: Scope) -> bool:
    """Return whether a word stands in a document of a scope just so."""
    same = Word.objects.filter(
        locale__in=list(locales), head=words.without_marks(word)[:2], text=word
    )
    return bool(_spelled([*same.values_list("text", "term_id")], scope))


def completion(beginning: str, locales: Iterable[str], scope: Scope) -> str | None:
    """Return the beginning of a known word that is one edit away from what was typed.

    The shortest of them is that of most words: of `apologiz` it is `apologi`, which says less than
    `apologie`. An error in the second letter is only seen when the whole word was typed. Only words
    of documents in the scope are named.
    """
    bare = words.without_marks(beginning)
    if len(bare) < MIN_CORRECTED_LENGTH:
        return None
    heads = {bare[:2], bare[1::-1], bare[0] + bare[2], bare[1:3]}
    rows = Word.objects.filter(Q(head__in=heads) | Q(tail=bare[-2:]), locale__in=list(locales))
    near: dict[str, int] = {}
    for text, term in rows.order_by("-term__frequency", "text").values_list("text", "term_id"):
        known = words.without_marks(text)
        for length in (len(bare), len(bare) - 1, len(bare) + 1):
            if len(known) >= length and _may_mean(bare, known[:length]):
                near.setdefault(known[:length], term)
        if len(near) >= MAX_COMPLETIONS:
            break
    shown = standing(near.values(), scope)
    return next((text for text in sorted(near, key=len) if near[text] in shown), None)


def _swapped(word: str) -> list[str]:
    return [
        word[:position] + word[position + 1] + word[position] + word[position + 2 :]
        for position in range(len(word) - 1)
    ]


def is_one_edit(left: str, right: str) -> bool:
    """Return whether one letter added, left out or changed, or two swapped, make them equal."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest, other = left[start:], right[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
