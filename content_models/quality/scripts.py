"""Which script a language is written in, and which one a text is written in."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from content_models.quality.findings import Finding, found
from content_models.quality.passages import NAME, REMEMBERED, Content

LATIN = "Latin"
RANGES = {
    LATIN: "A-Za-z\u00c0-\u024f",
    "Han": "\u3400-\u9fff\U00020000-\U0002ffff",
    "Kana": "\u3040-\u30ff",
    "Hangul": "\uac00-\ud7af",
    "Cyrillic": "\u0400-\u04ff",
    "Greek": "\u0370-\u03ff",
    "Arabic": "\u0600-\u06ff",
    "Hebrew": "\u0590-\u05ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
}
_RUN = {script: re.compile(f"[{letters}]+") for script, letters in RANGES.items()}
_EXPECTED = {
    "zh": ("Han",),
    "ja": ("Kana", "Han"),
    "ko": ("Hangul", "Han"),
    "ru": ("Cyrillic",),
    "uk": ("Cyrillic",),
    "bg": ("Cyrillic",),
    "sr": ("Cyrillic", LATIN),
    "el": ("Greek",),
    "ar": ("Arabic",),
    "fa": ("Arabic",),
    "ur": ("Arabic",),
    "he": ("Hebrew",),
    "hi": ("Devanagari",),
    "th": ("Thai",),
}
# A foreign word or a quoted phrase is no mistake: the other script must carry the text.
SHARE = 0.5
FOREIGN_LETTERS = 2
FOREIGN_RUN = 10
LATIN_RUN_WORDS = 6
LATIN_WORDS = 4
SENTENCE_WORDS = 3
ALL_BUT_A_NAME = 0.95
_FUNCTION_WORDS = re.compile(
    r"\b(?:the|of|and|to|is|are|was|in|that|it|you|we|they|he|she|with|for|not|your|their|this|"
    r"when|how|what|why|do|does|can|"
    r"el|la|los|las|de|del|que|y|en|un|una|se|es|por|con|para|no|su|lo|al|como)\b",
    re.IGNORECASE,
)
_SET_APART = re.compile(
    r"《[^》]*》|“[^”]*”|‘[^’]*’|「[^」]*」|\"[^\"]*\"|[(（][^)）]*[)）]|https?://\S+|\S+@\S+"
)
_LATIN_RUN = re.compile(rf"[{RANGES[LATIN]}][{RANGES[LATIN]}'’,;.\- ]*")


def of_locale(locale: str) -> tuple[str, ...]:
    """Return the scripts a locale is written in, `Latin` unless it is known to be another."""
    return _EXPECTED.get(locale.split("-", 1)[0].lower(), (LATIN,))


def letters(text: str) -> Counter[str]:
    """Count the letters of a text by script."""
    return +Counter({script: _count(script, text) for script in RANGES})


def _count(script: str, text: str) -> int:
    return sum(map(len, _RUN[script].findall(text)))


@lru_cache(maxsize=REMEMBERED)
def mismatched(text: str, locale: str) -> str:
    """Return the script a text is wrongly written in for its locale, empty when it is fine."""
    expected = of_locale(locale)
    counts = letters(text)
    total = sum(counts.values())
    for script, count in counts.most_common():
        if script not in expected and _carries(script, text, share=count / total):
            return script
    return ""


def _carries(script: str, text: str, *, share: float) -> bool:
    """Return whether a script carries a text, rather than a word or a name in it."""
    if script == LATIN:
        return _is_latin_prose(text, share=share)
    if share >= SHARE and _count(script, text) >= FOREIGN_LETTERS:
        return True
    run = rf"[{RANGES[script]}]{{{FOREIGN_RUN},}}"
    return bool(re.search(run, _SET_APART.sub(" ", text)))


def _is_latin_prose(text: str, *, share: float) -> bool:
    """Return whether a text that should be in another script holds sentences in a Latin one.

    Names, brands and titles in brackets or quotation marks stay as they are.
    """
    if share > ALL_BUT_A_NAME:
        is_sentence = len(text.split()) >= SENTENCE_WORDS and text.rstrip().endswith(
            (".", "!", "?")
        )
        return is_sentence or _reads_as_prose(text, LATIN_WORDS)
    apart = _SET_APART.sub("。", text)
    return any(_reads_as_prose(run, LATIN_RUN_WORDS) for run in _LATIN_RUN.findall(apart))


def _reads_as_prose(text: str, words: int) -> bool:
    return len(text.split()) >= words and bool(_FUNCTION_WORDS.search(text))


def check(content: Content) -> Iterator[Finding]:
    """Yield the paragraphs that are written in a script of another language."""
    for passage in content.passages:
        if passage.kind == NAME:
            continue
        for paragraph in passage.paragraphs:
            script = mismatched(paragraph, content.locale)
            if script:
                yield found("script_mismatch", passage.path, paragraph, script=script)
