"""Whole sentences, in English, Chinese and Spanish."""

import re

_CLOSING = "\"'”’»」』）)]"
_BOUNDARY = re.compile(
    rf"(?:[.!?]+[{re.escape(_CLOSING)}]*(?=\s+[\"'“‘«(¿¡]*[A-ZÁÉÍÓÚÑ0-9\u3400-\u9fff]))\s+"
    rf"|(?:[。！？]+[{re.escape(_CLOSING)}]*)\s*"
    rf"|…+[{re.escape(_CLOSING)}]*\s+(?=[\"'“‘«(¿¡]*[A-ZÁÉÍÓÚÑ])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|No|Sr|Sra|Dra|al|e\.g|i\.e|[A-Z])|\(\w)\.$"
)
_ENDED = re.compile(rf"[.!?。！？][{re.escape(_CLOSING)}]*$")
_CUT_OFF = re.compile(r"(?:…|\.\.\.)\s*$")


def split(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each sentence of a text."""
    spans = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        end = start + len(text[start : boundary.end()].rstrip())
        if _ABBREVIATION.search(text[start:end]) or boundary.end() >= len(text):
            continue
        spans.append((start, end))
        start = boundary.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def whole(text: str) -> list[str]:
    """Return the sentences of a text that are complete."""
    sentences = [text[start:end] for start, end in split(text)]
    return [sentence for sentence in sentences if is_complete(sentence)]


def is_complete(text: str) -> bool:
    """Return whether a text ends as a sentence ends."""
    return bool(_ENDED.search(text.strip())) and not is_cut_off(text)


def is_cut_off(text: str) -> bool:
    """Return whether a text stops at an ellipsis that no quotation mark closes."""
    return bool(_CUT_OFF.search(text))


def fitting(text: str, limit: int) -> str:
    """Return as many whole sentences from the beginning as fit, empty when the first does not."""
    kept = ""
    for sentence in whole(text):
        longer = f"{kept} {sentence}" if kept and sentence[-1].isascii() else kept + sentence
        if len(longer) > limit:
            break
        kept = longer
    return kept
