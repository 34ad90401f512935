"""Numbers that writers typed in front of headings, although the position gives them."""

import re
from dataclasses import dataclass

_ENGLISH = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SPANISH = "uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_ENGLISH_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_SPANISH_ORDINALS = "primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]"
_HAN_DIGITS = "一二三四五六七八九十百"

_WORD = f"{_ENGLISH}|{_SPANISH}"
_ORDINAL = f"{_ENGLISH_ORDINALS}|{_SPANISH_ORDINALS}"
_ROMAN = r"(?-i:[IVXL]{1,6})"
_COUNT = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})*|{_ROMAN}|(?-i:[A-H])|{_WORD})"
_NOUN = (
    "part|chapter|section|step|level|layer|case|case study|story|experiment|exercise|phase|stage|"
    "lesson|tip|rule|advice|question|parte|capítulo|sección|paso|nivel|capa|caso|experimento|"
    "ejercicio|consejo|pregunta|etapa"
)
_HAN_NOUN = "部分|章|节|步|层次|层级|层面|层|级|条|阶段|讲|课|篇|个案例|个实验|个建议|个"
_HAN_LABEL = "步骤|案例|案例研究|实验|层级|层次|建议|问题|阶段|练习"
_HAN_COUNT = rf"(?:[{_HAN_DIGITS}]{{1,3}}|\d{{1,3}})"
_END = r"\s*(?:[:：.、，,)）]|[—–-]+)+\s*"

_PATTERNS = [
    # Step One: …  Case Study 2 — …  Part III. …
    rf"(?:{_NOUN})\s+(?:no\.?\s*)?{_COUNT}(?:{_END}|\s*$|\s+(?=[(（]))",
    # First Layer (Surface)  Second step: …
    rf"(?:the\s+)?(?:{_ORDINAL})\s+(?:{_NOUN})(?:{_END}|\s+(?=[(（]))",
    # III. …  IV: …
    rf"{_ROMAN}(?:[.:)]\s+|[、：]\s*)",
    # Four, …  Five: …   but not “One, two, three”
    rf"(?:{_WORD})\s*(?:[.:]\s+|,\s+(?=(?-i:[A-Z]))|[、：]\s*)(?!(?:{_WORD})\b)",
    # 2.1 Title   but not “2.5 hours”
    r"\d{1,2}(?:\.\d{1,2})+[.)]?\s*[:：]?\s+(?=(?-i:[^\s\da-zà-ÿ]))",
    r"\d{1,2}(?:\.\d{1,2})+[.)]?\s*[、：]?(?=[\u3400-\u9fff])",
    # 3. Title  3) Title  3、标题   but not “3.5” or “10:30”
    r"\d{1,3}(?:[.)]\s+|[、．）：]\s*|:\s+|\.(?=[\u3400-\u9fff]))",
    # (3) Title  （三）标题
    rf"[(（](?:\d{{1,3}}|[{_HAN_DIGITS}]{{1,3}}|{_ROMAN})[)）]\s*",
    # 第三步：…  第一层（表面）
    rf"第\s*{_HAN_COUNT}\s*(?:{_HAN_NOUN})(?:{_END}|\s*$|\s+|(?=[(（“「《]))",
    # 步骤三：…  案例一：…
    rf"(?:{_HAN_LABEL})\s*(?:{_HAN_COUNT}|(?-i:[A-H]))(?:{_END}|\s*$|\s+|(?=[(（“「《]))",
    # 三、…
    rf"[{_HAN_DIGITS}]{{1,3}}[、．.：:]\s*",
    # ① …
    r"[\u2460-\u2473\u3251-\u325f]\s*",
]
# Case study: …   案例：…   A label without a number.
_LABELS = [
    r"(?:case study|case|experiment|caso|experimento)\s*[:：]\s*",
    r"(?:案例|实验)\s*[:：]\s*",
]
_NUMBER = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_TYPED = re.compile("|".join(f"(?:{pattern})" for pattern in [*_PATTERNS, *_LABELS]), re.IGNORECASE)
_REFERENCE = re.compile(
    rf"\b(?:step|part|section|chapter|level|layer|case study|experiment)s?\s+"
    rf"(?:\d{{1,2}}(?:\.\d)?|{_ROMAN}|{_WORD})\b"
    rf"|\b(?:paso|parte|nivel|capa|caso|sección)\s+(?:\d{{1,2}}|{_WORD})\b"
    rf"|第{_HAN_COUNT}(?:步|部分|章|节|层|级)|(?:步骤|案例){_HAN_COUNT}",
    re.IGNORECASE,
)
STEP_REFERENCE = re.compile(
    rf"\b(?:step|paso)\s+(?:\d{{1,2}}|{_ROMAN}|{_WORD})\b|第{_HAN_COUNT}步|步骤{_HAN_COUNT}",
    re.IGNORECASE,
)
_PART_NUMBER = re.compile(rf"第?({_HAN_COUNT})|\b({_ROMAN}|\d{{1,3}}|{_WORD})\b", re.IGNORECASE)


def starts_with_typed_number(text: str) -> bool:
    """Return whether a heading counts itself, such as “Step One: Look”, “2.1 Look” or “三、看”."""
    return bool(_NUMBER.match(text.strip()))


@dataclass(frozen=True)
class Numbered:
    """A heading taken apart: the typed number, empty when there is none, and the words."""

    number: str
    words: str


def take_number(text: str) -> Numbered:
    """Part a typed number, with the noun it counts, from the words behind it.

    “Step One: Look” becomes (“Step One:”, “Look”); “2.1 Look” and “三、看” lose theirs as well.
    Numbers that belong to the sentence stay: “3.5 hours”, “10:30 in the evening”.
    """
    text = text.strip()
    found = _TYPED.match(text)
    number = ""
    while found and found.end():
        number += text[: found.end()]
        text = text[found.end() :].strip()
        found = _TYPED.match(text) if text else None
    return Numbered(number.strip(), text)


def references(text: str) -> list[str]:
    """Return the places of a text that point to a typed number, such as “see Step Three”."""
    return [found.group() for found in _REFERENCE.finditer(text)]


def value_of(number: str) -> int | None:
    """Return the value of a typed number: “Part III:” is 3, “第二部分” is 2."""
    found = _PART_NUMBER.search(number)
    if not found:
        return None
    digits = (found.group(1) or found.group(2)).lower()
    if digits.isdigit():
        return int(digits)
    for words in (_ENGLISH.split("|"), _SPANISH.split("|"), list("一二三四五六七八九十")):
        if digits in words:
            return words.index(digits) + 1
    return _roman(digits) if set(digits) <= set("ivxl") else None


def _roman(digits: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[digit] for digit in digits]
    return sum(
        -value if value < max(values[position:]) else value for position, value in enumerate(values)
    )
