"""A text beside the text it translates."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content_models.quality import numerals
from content_models.quality.findings import Finding, found, shorten
from content_models.quality.passages import plain
from content_models.quality.scripts import letters

# Characters of the target for one of the source, the least and the most that good prose needs.
# Measured on the demo wiki; other pairs use the widest span.
RATIOS: Mapping[tuple[str, str], tuple[float, float]] = {
    ("en", "zh"): (0.15, 0.62),
    ("en", "es"): (0.6, 1.9),
    ("es", "zh"): (0.13, 0.6),
    ("es", "en"): (0.5, 1.6),
    ("zh", "en"): (1.6, 7.0),
    ("zh", "es"): (1.7, 7.5),
}
ANY_RATIO = (0.1, 8.0)
# Below this many characters a ratio says nothing.
LONG_ENOUGH = {"zh": 16, "ja": 16, "ko": 20}
LONG_ENOUGH_LATIN = 50
UNCHANGED_WORDS = 4

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\{\{\s*\w+\s*\}\}|\{\w*\}|\$\{\w+\}")
_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"(\w+)=\"([^\"]*)\"|(\w+)='([^']*)'")
_STYLE_TAG = re.compile(r"<(b|strong|i|em|u|sub|sup|code)\b[^>]*>", re.IGNORECASE)
_ALIKE = {"strong": "b", "em": "i"}
_CLOSING = "\"'”’»」』）)】》 "
_ENDS = {
    "statement": ".。．",
    "question": "?？",
    "exclamation": "!！",
    "colon": ":：",
    "semicolon": ";；",
    "comma": ",，、",
    "ellipsis": "…",
}
_END = {mark: name for name, marks in _ENDS.items() for mark in marks}


@dataclass(frozen=True)
class Pair:
    """One source text and its translation, both as rich text or both as plain text.

    `translated` says that somebody translated it; a text that nobody translated shows its source.
    """

    path: str
    source: str
    target: str
    translated: bool = True


def compare(pair: Pair, source_locale: str, locale: str) -> Iterator[Finding]:
    """Yield what a translation lost, added or left as it was."""
    source, target = plain(pair.source), plain(pair.target)
    if not letters(source):
        return
    if not pair.translated or not target:
        yield found("untranslated", pair.path, source)
        return
    if source == target:
        if len(re.findall(r"\w+", source)) >= UNCHANGED_WORDS or letters(source)["Han"] >= 8:
            yield found("unchanged", pair.path, source)
        return
    yield from _links_lost(pair, target)
    yield from _lost(pair, target)
    yield from _numbers(pair.path, (source, source_locale), (target, locale))
    yield from _length(pair.path, (source, source_locale), (target, locale))
    ends = end_of(source), end_of(target)
    if ends[0] != ends[1] and "ellipsis" not in ends:
        yield found("end_punctuation", pair.path, target[-40:], source=ends[0], target=ends[1])


def _links_lost(pair: Pair, target: str) -> Iterator[Finding]:
    """Yield that links were lost or added, with the words of all that it may be."""
    before, after = _links(pair.source), _links(pair.target)
    missing, extra = _more(before, after), _more(after, before)
    if missing or extra:
        yield found("links_differ", pair.path, target, missing=missing, extra=extra)


def _more(some: Mapping[str, list[str]], others: Mapping[str, list[str]]) -> str:
    """Return the words of the links of those kinds of which there are more than in others."""
    more = [kind for kind, words in some.items() if len(words) > len(others.get(kind, ()))]
    return ", ".join(f"“{shorten(words)}”" for kind in more for words in some[kind])


def _lost(pair: Pair, target: str) -> Iterator[Finding]:
    for code, counted in (("placeholders_differ", _placeholders), ("tags_differ", _tags)):
        before, after = counted(pair.source), counted(pair.target)
        if before != after:
            missing, extra = before - after, after - before
            details = {"missing": _listed(missing), "extra": _listed(extra)}
            yield found(code, pair.path, target, **details)


def _links(text: str) -> dict[str, list[str]]:
    """Return the words of links by kind: which page one leads to may differ between locales.

    A link without words is none: nobody sees it.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    for anchor in _ANCHOR.finditer(text):
        attributes = {
            match[1] or match[3]: match[2] or match[4] for match in _ATTRIBUTE.finditer(anchor[1])
        }
        kind = attributes.get("linktype") or attributes.get("id") or "url"
        words = plain(anchor[2])
        if words:
            kinds[kind].append(words)
    return kinds


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))


def _tags(text: str) -> Counter[str]:
    names = [name.lower() for name in _STYLE_TAG.findall(text)]
    return Counter(_ALIKE.get(name, name) for name in names)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(sorted(counts.elements()))


def _numbers(path: str, source: tuple[str, str], target: tuple[str, str]) -> Iterator[Finding]:
    before, after = numerals.digits(source[0]), numerals.digits(target[0])
    missing = [n for n in before - after if not numerals.is_written(n, *target)]
    extra = [n for n in after - before if not numerals.is_written(n, *source)]
    if missing or extra:
        details = {"missing": ", ".join(sorted(missing)), "extra": ", ".join(sorted(extra))}
        yield found("numbers_differ", path, target[0], **details)


def _length(path: str, source: tuple[str, str], target: tuple[str, str]) -> Iterator[Finding]:
    languages = source[1].split("-", 1)[0], target[1].split("-", 1)[0]
    if len(source[0]) < LONG_ENOUGH.get(languages[0], LONG_ENOUGH_LATIN):
        return
    least, most = RATIOS.get(languages, ANY_RATIO)
    ratio = len(target[0]) / len(source[0])
    if not least <= ratio <= most:
        yield found("length_ratio", path, target[0], ratio=f"{ratio:.2f}")


def end_of(text: str) -> str:
    """Return how a text ends, whatever the locale: `statement`, `question`, … or `open`."""
    text = text.rstrip(_CLOSING)
    if text.endswith(("...", "……", "…")):
        return "ellipsis"
    return _END.get(text[-1:], "open")


def inconsistent(
    pairs: Iterable[Pair], known: Mapping[str, Iterable[str]] | None = None
) -> Iterator[Finding]:
    """Yield the sentences that are translated in more than one way.

    `known` holds, by source text, how the rest of the wiki translates it.
    """
    ways: dict[str, set[str]] = {}
    for source, translations in (known or {}).items():
        ways[plain(source)] = {plain(text) for text in translations}
    listed = [pair for pair in pairs if pair.translated and pair.target]
    for pair in listed:
        ways.setdefault(plain(pair.source), set()).add(plain(pair.target))
    for pair in listed:
        source, target = plain(pair.source), plain(pair.target)
        others = ways[source] - {target}
        if others and len(source) >= UNCHANGED_WORDS:
            yield found("inconsistent", pair.path, target, other=sorted(others)[0])
