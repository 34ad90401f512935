"""Locale codes: any usual spelling in, BCP 47 out, one declared fallback chain."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO


class UnknownLocale(ValueError):
    """The spelling names no configured locale."""


@dataclass(frozen=True)
class LocaleInformation:
    """What a frontend needs to offer a locale: `direction` is `ltr` or `rtl`."""

    code: str
    name: str
    native_name: str
    direction: str


def canonical(code: str) -> str:
    """Return the BCP 47 spelling: `zh_hans` becomes `zh-Hans`, `pt-br` becomes `pt-BR`."""
    language, *subtags = code.replace("_", "-").split("-")
    return "-".join([language.lower(), *map(_canonical_subtag, subtags)])


def _canonical_subtag(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()


def language_code(locale: str) -> str:
    """Return the code Django and Wagtail store for a BCP 47 locale: `zh-Hans` is `zh-hans`."""
    return locale.lower()


def configured() -> tuple[str, ...]:
    """Return every locale of the wiki in the order of the settings."""
    return tuple(canonical(code) for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)


def default() -> str:
    """Return the locale a request without one is answered in."""
    return canonical(settings.LANGUAGE_CODE)


def default_among(available: Collection[str]) -> str:
    """Return the locale for readers of other languages (`x-default`) among some there are."""
    order = (default(), *configured(), *available)
    return next(locale for locale in order if locale in available)


# A country, or a larger part of the world by its number: `es-419` is Spanish of Latin America.
_REGION = re.compile(r"[a-z]{2}|[0-9]{3}")

# Regions that decide the script of Chinese when only the region is written (CLDR likely subtags).
_SCRIPT_OF_REGION = {
    "CN": "Hans",
    "SG": "Hans",
    "MY": "Hans",
    "TW": "Hant",
    "HK": "Hant",
    "MO": "Hant",
}


@cache
def _spellings(codes: tuple[str, ...]) -> Mapping[str, str]:
    """Map each unambiguous lower-case spelling to its canonical locale; the first locale wins."""
    spellings: dict[str, str] = {code.lower(): code for code in codes}
    for code in codes:
        language, *subtags = code.split("-")
        spellings.setdefault(language, code)
        for region, script in _SCRIPT_OF_REGION.items():
            if script in subtags:
                spellings.setdefault(f"{language}-{region}".lower(), code)
                spellings.setdefault(f"{language}-{script}-{region}".lower(), code)
    return spellings


def match(spelling: str) -> str:
    """Return the configured locale that a usual spelling names.

    `zh`, `zh-CN`, `zh_hans` and `ZH-Hans` all name `zh-Hans`; `en-GB` names `en`, `es-419` `es`.

    Raises:
        UnknownLocale: when no configured locale has that spelling.
    """
    spellings = _spellings(configured())
    wanted = spelling.strip().replace("_", "-").lower()
    if wanted in spellings:
        return spellings[wanted]
    language, *subtags = wanted.split("-")
    regional = len(subtags) == 1 and _REGION.fullmatch(subtags[0])
    if regional and language in spellings and spellings[language].lower() == language:
        return spellings[language]
    raise UnknownLocale(spelling)


def fallback_chain(locale: str) -> tuple[str, ...]:
    """Return the locales to try, in order, when `locale` has no document of its own."""
    chain: list[str] = []
    for candidate in settings.WIKI_FALLBACKS.get(locale, ()):
        if candidate != locale and candidate not in chain:
            chain.append(candidate)
    return tuple(chain)


def information(locale: str) -> LocaleInformation:
    """Return names and direction of a configured locale."""
    names = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    code = language_code(locale)
    known = LANG_INFO.get(code, {})
    native_name = known.get("name_local", names.get(code, locale))
    return LocaleInformation(
        code=locale,
        name=known.get("name", native_name),
        native_name=native_name,
        direction="rtl" if known.get("bidi") else "ltr",
    )
