"""The admin's search: finds titles and names by what they contain, in every script.

Wagtail's database search keeps an index in which a run of Chinese is one word, and scans it on
every save. Titles are short and few enough to be read: nothing is indexed, so nothing can be
stale (docs/adr/0013-admin-search-reads-titles.md).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import Q
from wagtail.search.backends.database.fallback import (
    MATCH_NONE,
    DatabaseSearchBackend,
    DatabaseSearchQueryCompiler,
)
from wagtail.search.query import Phrase, PlainText

from search import words

# What is longer is cut: nobody types more to find a title.
MAXIMUM_LENGTH = 120
MAXIMUM_WORDS = 12

# Where characters stand that are read like others: Latin, Greek and Cyrillic letters, Chinese
# characters, letters of double width.
_SPELLED_ALIKE = (
    range(0x00C0, 0x0530),
    range(0x1E00, 0x2000),
    range(0x3400, 0xA000),
    range(0xF900, 0xFB00),
    range(0xFF01, 0xFF5F),
)


class TitleQueryCompiler(DatabaseSearchQueryCompiler):
    """Compares as readers do: without case, accents, width, and Traditional like Simplified."""

    def build_single_term_filter(self, term: str) -> Q:
        condition = Q()
        for name in self.fields_names:
            condition |= Q(**{f"{name}__iregex": pattern(term)})
        return condition

    def build_database_filter(self, query: Any, boost: float = 1.0) -> Any:
        if not isinstance(query, PlainText | Phrase):
            return super().build_database_filter(query, boost=boost)
        asked = words_of(query.query_string)
        if not asked:
            return MATCH_NONE
        if isinstance(query, Phrase):
            return self.build_single_term_filter(" ".join(asked))
        plain = PlainText(" ".join(asked), operator=query.operator)
        return super().build_database_filter(plain, boost=boost)


class SearchBackend(DatabaseSearchBackend):
    query_compiler_class = TitleQueryCompiler
    autocomplete_query_compiler_class = TitleQueryCompiler


def words_of(text: str) -> list[str]:
    """Return the words of what was typed, as they are compared; unreadable characters part them."""
    readable = "".join(character if character.isprintable() else " " for character in text)
    return _bare(readable[:MAXIMUM_LENGTH]).split()[:MAXIMUM_WORDS]


def pattern(term: str) -> str:
    """Return a regular expression, for SQLite and PostgreSQL alike, that finds a folded term."""
    return "".join(_alternatives(term))


def _alternatives(term: str) -> Iterator[str]:
    for character in term:
        spellings = [character, *_spellings().get(character, "")]
        if character.isalnum():
            yield f"[{''.join(spellings)}]"
        else:
            yield f"(?:{'|'.join(map(re.escape, spellings))})"


@cache
def _spellings() -> dict[str, str]:
    """Map each character in its plainest spelling to its other spellings."""
    found: dict[str, list[str]] = defaultdict(list)
    for character in map(chr, chain(*_SPELLED_ALIKE)):
        plain = _bare(character)
        if len(plain) == 1 and plain != character:
            found[plain].append(character)
    return {plain: "".join(others) for plain, others in found.items()}


def _bare(text: str) -> str:
    return words.without_marks(words.fold(text)[0])
