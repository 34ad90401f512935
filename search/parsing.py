"""What somebody typed, taken apart: phrases, exclusions, prefixes, and everything else as text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from search import words

MAX_LENGTH = 400

_QUOTED = '"[^"]*"|“[^”]*”|«[^»]*»|「[^」]*」|『[^』]*』'
_PIECE = re.compile(rf"(?P<minus>(?<!\S)[-−])?(?P<quoted>{_QUOTED})|(?P<plain>\S+)")
_PREFIX = re.compile(r"(\w{2,})\*")
SHORTEST_PREFIX = 2


@dataclass(frozen=True)
class Parsed:
    """A query taken apart. `text` holds all that is looked for, without operators.

    `query` is what was typed; `cut` is true when only its first characters were read.
    """

    query: str
    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    cut: bool = False


def parse(query: str) -> Parsed:
    """Return what a query asks for. Nothing is an error: what is no operator is text."""
    shown = query[:MAX_LENGTH]
    text: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    excluded_phrases: list[str] = []
    prefixes: list[str] = []
    for piece in _PIECE.finditer(shown):
        if piece["quoted"]:
            inner = piece["quoted"][1:-1].strip()
            if not any(character.isalnum() for character in inner):
                continue
            (excluded_phrases if piece["minus"] else phrases).append(inner)
            if not piece["minus"]:
                text.append(inner)
            continue
        plain = piece["plain"]
        prefix = _PREFIX.fullmatch(plain)
        if prefix is not None:
            before, beginning = _beginning(prefix[1])
            text += [before] if before else []
            prefixes += [beginning] if beginning else []
        elif plain[0] in "-−" and len(plain) > 1 and plain[1].isalnum():
            excluded.append(plain[1:])
        else:
            text.append(plain)
    if not text and not prefixes:
        # Nothing but exclusions: whoever typed a dash in front of the only word means the word.
        text, excluded = excluded, []
        phrases, excluded_phrases = [*phrases, *excluded_phrases], []
        text += phrases
    single = [part for part in excluded if len(_units(part)) == 1]
    return Parsed(
        query=query,
        text=" ".join(text),
        phrases=tuple(phrases),
        excluded=tuple(single),
        excluded_phrases=(*excluded_phrases, *(part for part in excluded if part not in single)),
        prefixes=tuple(dict.fromkeys(prefixes)),
        cut=len(query) > MAX_LENGTH,
    )


def _beginning(prefix: str) -> tuple[str, str]:
    """Return the text in front of a beginning of a word, and that beginning; either may be empty.

    Characters of scripts without blanks are found in the midst of others as they are.
    """
    units = _units(prefix)
    if not units or units[-1].gram or len(units[-1].word) < SHORTEST_PREFIX:
        return prefix, ""
    return prefix[: units[-1].start], units[-1].word


def _units(text: str) -> list[words.Token]:
    """Return the words and characters of a text, as languages without a rule of their own do."""
    return words.tokens(text, "und")


@dataclass(frozen=True)
class Terms:
    """The terms to look for in a locale with how often each was asked for.

    Documents match by `strong` terms. `weak` ones, single characters of a query that has pairs of
    them, only add to the score. `words` are the spellings that can be corrected, with their terms.
    `together` are sets of terms that count only in an entry that holds all of a set.
    """

    strong: dict[str, float]
    weak: dict[str, float]
    words: dict[str, str]
    together: tuple[dict[str, float], ...] = ()

    def apart(self) -> "Terms":
        """Return the same terms with each one of a set enough to match."""
        parts = {text: worth for terms in self.together for text, worth in terms.items()}
        return replace(self, strong=parts | self.strong, together=())

    def with_more(self, terms: Iterable[str], worth: float) -> "Terms":
        """Return these terms and more, which count `worth` of one that was typed."""
        return replace(self, strong=dict.fromkeys(terms, worth) | self.strong)

    def with_synonym(self, terms: Iterable[str], worth: float) -> "Terms":
        """Return these terms and those of a synonym, which say something else one by one."""
        more = dict.fromkeys(terms, worth)
        if len(more) == 1:
            return self.with_more(more, worth)
        return replace(self, together=(*self.together, more))


def analyse(text: str, locale: str) -> Terms:
    """Return the terms of a text without stop words, or with them when there is nothing else."""
    language = words.language_of(locale)
    units = words.tokens(text, locale)
    spelled = {unit.word: unit.terms[0] for unit in units if not unit.gram}
    strong, weak = _meaning(units, language)
    if not strong and not weak:
        strong = _times(unit.terms[0] for unit in units)
    if not strong:
        strong, weak = weak, {}
    return Terms(strong=strong, weak=weak, words=spelled)


def _meaning(units: list[words.Token], language: str) -> tuple[dict[str, float], dict[str, float]]:
    """Return words and pairs of characters, and single characters, without stop words."""
    pairs = [*words.pairs(units)]
    idle = {
        unit
        for left, right in pairs
        if words.is_stop_word(left.word + right.word, language)
        for unit in (left, right)
    }
    kept = [
        unit for unit in units if unit not in idle and not words.is_stop_word(unit.word, language)
    ]
    both = [
        left.word + right.word
        for left, right in pairs
        if not words.is_stop_word(left.word + right.word, language)
    ]
    strong = [unit.terms[0] for unit in kept if not unit.gram]
    return _times([*strong, *both]), _times(unit.word for unit in kept if unit.gram)


def _times(texts: Iterable[str]) -> dict[str, float]:
    return {text: float(times) for text, times in Counter(texts).items()}
