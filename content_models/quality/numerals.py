"""Numbers in running text, whether written in digits or in words."""

import re
from collections import Counter

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_GROUPED = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")
_ENGLISH = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
)
_SPANISH = (
    "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|"
    "dieciséis|diecisiete|dieciocho|diecinueve|veinte"
)
_ENGLISH_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
_SPANISH_TENS = "veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien"
_WORDS = {"en": _ENGLISH.split("|"), "es": _SPANISH.split("|")}
_TENS = {"en": _ENGLISH_TENS.split("|"), "es": _SPANISH_TENS.split("|")}
_OTHER = {
    "en": {"1": "once|first|single|an?", "2": "twice|second|both|pair|half", "3": "third"},
    "es": {"1": "una?|un|primer[oa]?", "2": "dos|segund[oa]|ambos|par|mitad", "3": "tercer[oa]?"},
}
_HAN = "零一二三四五六七八九"


def digits(text: str) -> Counter[str]:
    """Count the numbers written in digits; 1,000 and 1.000 are one number, so are 3,5 and 3.5."""
    return Counter(_normal(number) for number in _DIGITS.findall(text))


def is_written(number: str, text: str, locale: str) -> bool:
    """Return whether a number stands in a text as words of a locale."""
    language = locale.split("-", 1)[0]
    if not number.isdigit():
        return False
    if language == "zh":
        return any(form in text for form in _han(int(number)))
    forms = _forms(number, language)
    return bool(forms and re.search(rf"\b(?:{forms})\b", text, re.IGNORECASE))


def _normal(number: str) -> str:
    if _GROUPED.match(number):
        return re.sub(r"[.,]", "", number)
    return number.replace(",", ".")


def _forms(number: str, language: str) -> str:
    value = int(number)
    forms = [_OTHER.get(language, {}).get(number, "")]
    if value < len(_WORDS.get(language, ())):
        forms.append(_WORDS[language][value])
    if value % 10 == 0 and 20 <= value <= 100 and language in _TENS:
        forms.append(_TENS[language][value // 10 - 2])
    return "|".join(form for form in forms if form)


def _han(value: int) -> list[str]:
    """Return the ways to write a number from 0 to 999 in Chinese."""
    if value > 999:
        return []
    if value < 10:
        return [_HAN[value], *(["两", "双", "半"] if value == 2 else [])]
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_HAN[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{_HAN[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        words += "零"
    return [words + (_HAN[ones] if ones else "")]
