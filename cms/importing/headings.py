"""What a section is, from the words of its heading, in the languages of the wiki."""

import re

from content_models.quality import take_number

# The first of these words in a heading decides, so “Case study: practice” is about a case.
_WORDS = {
    "problem": r"problem\w*|问题呈现|问题的提出|问题与背景|问题|problema\w*|planteamiento",
    "concepts": r"core concepts?|concepts?|核心概念|概念|conceptos?|ideas clave",
    "practice": r"practi[cs]\w*|exercises?|实践|练习|步骤|pr[aá]ctic\w*|ejercicios?|pasos",
    "cases": r"case stud\w+|cases|stories|案例|故事|casos?|historias",
    "advice": r"expert advice|advice|experts?|专家|建议|consejos?|recomendaciones",
    "conclusion": r"conclusions?|summary|closing|结语|结论|总结|conclusi[oó]n(?:es)?|resumen",
    "phrases": (
        r"words (?:you|to) (?:can )?copy|phrases|可以直接复制的话|可直接复制|话术|frases\b[^:]*"
    ),
    "faq": r"faq|(?:common|frequent\w*)(?: asked)? questions|常见问题|preguntas frecuentes",
    "sources": r"sources|references|参考文献|参考资料|来源|fuentes|referencias",
}
_KIND = re.compile(
    "|".join(
        rf"(?P<{kind}>{words}(?![a-zá-ú]))" if kind != "phrases" else rf"(?P<phrases>{words})"
        for kind, words in _WORDS.items()
    ),
    re.IGNORECASE,
)
_LABEL_END = re.compile(r"\s*[:：]\s*|\s+[—–-]+\s+")
LABEL_LENGTH = 48


def kind_of(heading: str) -> str | None:
    """Return the kind that a heading names, also `phrases`, `faq` and `sources`, or None."""
    found = _earliest(take_number(heading).words)
    return found.lastgroup if found else None


def _earliest(words: str) -> re.Match[str] | None:
    found = list(_KIND.finditer(words))
    # Where two kinds begin at one place the alternation has chosen already.
    return min(found, key=lambda match: match.start(), default=None)


def without_label(words: str) -> tuple[str, str]:
    """Part “Core Concepts: Why we hide” into its label and the heading proper.

    The label is empty when the words before the first colon do not name a kind.
    """
    end = _LABEL_END.search(words)
    if end and end.start() <= LABEL_LENGTH and _earliest(words[: end.start()]):
        return words[: end.start()].strip(), words[end.end() :].strip()
    whole = _earliest(words)
    if whole and whole.group().casefold() == words.casefold():
        return words, ""
    return "", words
