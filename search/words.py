"""From text to terms: how every language is read, in the index and in what is asked."""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import snowballstemmer

from search.english import american
from search.simplified import simplify
from search.stop_words import STOP_WORDS

# Changes whenever the same text gives other terms, so that an index knows it is out of date.
ANALYSIS = 3
MAX_TERM_LENGTH = 64
MAX_TIMES = 30_000
# What is no longer may be a query, which is taken apart several times while it is answered.
SHORT = 400

# Scripts written without blanks between words, and Hangul, whose endings are glued to the words.
_GRAMS = (
    "々〆〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"  # Han
    "ぁ-ゖゝ-ゟァ-ヺー-ヿㇰ-ㇿ가-힣ᄀ-ᇿ"  # kana, Hangul
    "ก-๛ກ-ໟༀ-༿ཀ-࿚က-႟ꧠ-ꧾꩠ-ꩿក-៹"  # Thai, Lao, Tibetan, Myanmar, Khmer
)
_IGNORED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\u0640]"
)
# Marks that only help to read, in scripts where people type without them.
_READING_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)


def _ranges(codes: list[int]) -> str:
    parts: list[list[int]] = []
    for code in codes:
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in parts)


_MARKS = _ranges(
    [code for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M"]
)
_WORD = rf"[^\W_{_GRAMS}{_MARKS}](?:[^\W_{_GRAMS}{_MARKS}]|[{_MARKS}])*"
# One character with its marks; the letters of a Hangul syllable are one.
_GRAM = rf"(?:[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|[{_GRAMS}])[{_MARKS}]*"
_TOKEN = re.compile(rf"({_GRAM}|{_WORD})")
_JOINED_TOKEN = re.compile(rf"({_GRAM}|{_WORD}(?:'{_WORD})*)")
# The same for texts of nothing but ASCII, where there are neither marks nor scripts to look out
# for: most English, read three times as fast.
_ASCII_TOKEN = re.compile("([a-z0-9]+)")
_ASCII_JOINED_TOKEN = re.compile("([a-z0-9]+(?:'[a-z0-9]+)*)")
# The same where only marks are missing: most Chinese.
_MARKED = re.compile(f"[{_MARKS}\u1100-\u11ff]")
_PART_OF_A_UNIT = re.compile(rf"[^\W_]|[{_GRAMS}]")
_LETTER = rf"[^\W_{_GRAMS}]"
_BARE_WORD = rf"{_LETTER}+"
_BARE_TOKEN = re.compile(rf"([{_GRAMS}]|{_BARE_WORD})")
_BARE_JOINED_TOKEN = re.compile(rf"([{_GRAMS}]|{_BARE_WORD}(?:'{_BARE_WORD})*)")
# What no letter of the same word stands before, and what none stands behind.
_BORDERS = re.compile(rf"(?<!{_LETTER})"), re.compile(rf"(?!{_LETTER})")
_JOINED_BORDERS = (
    re.compile(rf"(?<!{_LETTER})(?<!{_LETTER}')"),
    re.compile(rf"(?!'?{_LETTER})"),
)
_STARTS_AS_GRAM = re.compile(f"[{_GRAMS}]")
_ACCENTED = re.compile(rf"[^\W{_GRAMS}\x00-\x7f]")
# What NFKC may compose; the marks of half-width katakana are letters to Unicode.
_CLUSTER = re.compile(
    rf"[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|.[{_MARKS}\uff9e\uff9f]*", re.DOTALL
)

# Letters that Unicode takes for letters of their own, as people type them who have no key for them.
_PLAIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ð": "d", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t"}
)

# What changes one to one: what Chinese text is full of, and the apostrophes of typographers.
_WIDTHS = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "\u3000": " ",
    "…": " ",
    "’": "'",
    "ʼ": "'",
}
_WIDE = re.compile("[\u02bc\u2019\u2026\u3000\uff01-\uff5e]")

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# Latin words in these languages are mostly English ones.
_ENGLISH_LATIN = frozenset(["zh", "ja", "ko", "th", "ar", "fa", "he", "hi", "el", "ru", "uk", "bg"])
_APOSTROPHE_JOINS = frozenset(["en"])


class Token(NamedTuple):
    """A word or one character of a script without blanks.

    `start` and `end` are offsets in the text as it was given, in code points. `terms` are what it
    is found by; `word` is its folded spelling.
    """

    word: str
    terms: tuple[str, ...]
    start: int
    end: int
    gram: bool


def fold(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """Return text in one spelling: NFKC, no case, Simplified characters, one kind of apostrophe,
    nothing invisible.

    The second value tells of each character from where to where in `text` it comes; None when
    the offsets are the same.
    """
    if text.isascii():
        return text.lower(), None
    even = _WIDE.sub(lambda wide: _WIDTHS[wide[0]], text)
    if unicodedata.is_normalized("NFKC", even) and not _IGNORED.search(even):
        folded = even.casefold()
        if len(folded) == len(text):
            return simplify(folded), None
    characters: list[str] = []
    offsets: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(even):
        kept = _IGNORED.sub("", cluster[0])
        for character in unicodedata.normalize(
            "NFKC", unicodedata.normalize("NFKC", kept).casefold()
        ):
            characters.append(character)
            offsets.append(cluster.span())
    return simplify("".join(characters)), offsets


def language_of(locale: str) -> str:
    """Return the language of a BCP 47 locale: `zh` of `zh-Hans`."""
    return locale.split("-")[0].lower()


class Parts(NamedTuple):
    """A text taken apart: `units` are its words, and each character of scripts without blanks.

    `ends` tells, in `folded`, where what stands before each unit ends, and where the unit does;
    `offsets` are those of `fold`.
    """

    folded: str
    units: list[str]
    ends: list[int]
    offsets: list[tuple[int, int]] | None

    def is_plain(self) -> bool:
        """Return whether each word has one term, and stands behind it in the index as it is."""
        longest = max(map(len, self.units), default=0)
        return longest <= MAX_TERM_LENGTH and not has_accents(self.folded)

    def places(self) -> list[tuple[int, int]]:
        """Return where the units stand in the text as it was given."""
        places = list(zip(self.ends[::2], self.ends[1::2], strict=False))
        if self.offsets is None:
            return places
        return [(self.offsets[start][0], self.offsets[end - 1][1]) for start, end in places]

    def are_neighbours(self, first: int, last: int) -> bool:
        """Return whether nothing that was not picked stands between the units from one on to
        another."""
        return not any(
            _PART_OF_A_UNIT.search(self.folded, *self.ends[2 * position + 1 : 2 * position + 3])
            for position in range(first, last)
        )


def has_accents(folded: str) -> bool:
    """Return whether a folded text has words that may have two terms: any not written in ASCII."""
    return not folded.isascii() and _ACCENTED.search(folded) is not None


def has_marks(folded: str) -> bool:
    """Return whether a folded text has characters that are part of the one before them."""
    return not folded.isascii() and _MARKED.search(folded) is not None


def split(folded: str, offsets: list[tuple[int, int]] | None, locale: str) -> Parts:
    """Return the words of what `fold` gives, and each character of scripts without blanks."""
    joined = _joins(locale)
    if folded.isascii():
        token = _ASCII_JOINED_TOKEN if joined else _ASCII_TOKEN
    elif not has_marks(folded):
        token = _BARE_JOINED_TOKEN if joined else _BARE_TOKEN
    else:
        token = _JOINED_TOKEN if joined else _TOKEN
    pieces = token.split(folded)
    return Parts(folded, pieces[1::2], list(accumulate(map(len, pieces))), offsets)


def pick(
    folded: str, offsets: list[tuple[int, int]] | None, locale: str, spellings: Iterable[str]
) -> Parts:
    """Return those units of a text without marks that are spelled in one of some ways.

    They are the same as `split` gives, in a fraction of the time.
    """
    before, behind = _JOINED_BORDERS if _joins(locale) else _BORDERS
    found = []
    for spelling in spellings:
        start = folded.find(spelling)
        while start >= 0:
            end = start + len(spelling)
            if is_gram(spelling) or (before.match(folded, start) and behind.match(folded, end)):
                found.append((start, end, spelling))
            start = folded.find(spelling, end)
    found.sort()
    ends = [end for start, end, _spelling in found for end in (start, end)]
    return Parts(folded, [spelling for _start, _end, spelling in found], ends, offsets)


def _joins(locale: str) -> bool:
    """Return whether apostrophes join words in a locale."""
    return language_of(locale) in _APOSTROPHE_JOINS


def is_gram(word: str) -> bool:
    """Return whether a part of a text is a character of a script without blanks."""
    return _STARTS_AS_GRAM.match(word) is not None


def tokens(text: str, locale: str) -> list[Token]:
    """Return the words of a text, and each character of scripts without blanks, in order."""
    return [*(_tokens_of_short if len(text) <= SHORT else _tokens)(text, locale)]


def _tokens(text: str, locale: str) -> tuple[Token, ...]:
    parts = split(*fold(text), locale)
    language = language_of(locale)
    found = []
    for word, place in zip(parts.units, parts.places(), strict=True):
        gram = is_gram(word)
        terms = (word,) if gram else terms_of(word, language)
        if terms:
            found.append(Token(word, terms, *place, gram))
    return tuple(found)


_tokens_of_short = lru_cache(maxsize=64)(_tokens)


def pairs(units: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield the characters of scripts without blanks that stand side by side."""
    for left, right in pairwise(units):
        if left.gram and right.gram and touch(left, right):
            yield left, right


def touch(left: Token, right: Token) -> bool:
    """Return whether nothing stands between two tokens; a character can even be of both."""
    return right.start <= left.end


@dataclass(frozen=True, slots=True)
class Reading:
    """The terms of a text with how often each occurs, their number, and spellings behind terms."""

    terms: Counter[str]
    length: int
    spellings: frozenset[tuple[str, str]]


def read(text: str, locale: str) -> Reading:
    """Return what an index keeps of a text."""
    units = tokens(text, locale)
    found = [term for unit in units for term in unit.terms]
    both = [left.word + right.word for left, right in pairs(units)]
    spellings = frozenset(
        (unit.word[:MAX_TERM_LENGTH], unit.terms[0])
        for unit in units
        if not unit.gram and not unit.word.isdigit()
    )
    terms = Counter([*found, *both])
    for term in [term for term, times in terms.items() if times > MAX_TIMES]:
        terms[term] = MAX_TIMES
    return Reading(terms, len(units) + len(both), spellings)


@lru_cache(maxsize=200_000)
def terms_of(word: str, language: str) -> tuple[str, ...]:
    """Return a word's stem without marks, and also the stem of its spelling without marks.

    People leave accents out; a stemmer that expects them then gives another stem.
    """
    if language == "en":
        word = re.sub(r"'s?$", "", word).replace("'", "")
    bare = without_marks(word)
    own = without_marks(_stem(word, language)) or bare
    forms = [own] if bare == word else [own, without_marks(_stem(bare, language)) or bare]
    return tuple(dict.fromkeys(form[:MAX_TERM_LENGTH] for form in forms if form))


def without_marks(word: str) -> str:
    """Return a word without accents and vowel points, and in plain letters."""
    if word.isascii():
        return word
    bare = _READING_MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN_LETTERS)


_stemmers = threading.local()  # A Snowball stemmer keeps the word it works on in itself.


def _stem(word: str, language: str) -> str:
    if len(word) > MAX_TERM_LENGTH:
        return word
    if language in _ENGLISH_LATIN and word.isascii():
        language = "en"
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None:
        return word
    if language == "en":
        word = american(word)
    known = _stemmers.__dict__
    if algorithm not in known:
        known[algorithm] = snowballstemmer.stemmer(algorithm)
    return str(known[algorithm].stemWord(word)) or word


def is_stop_word(word: str, language: str) -> bool:
    """Return whether a folded word, or a pair of characters, says nothing by itself."""
    stop = STOP_WORDS.get(language)
    if stop is None:
        return False
    plain = word.replace("'", "")
    return plain in stop or without_marks(plain) in stop
