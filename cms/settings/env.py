"""Reads settings from the environment; every error names the variable and the bad value."""

import difflib
import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from content_models.quality.findings import CODES, SEVERITIES

Network = IPv4Network | IPv6Network
PREFIX = "WIKI_"
_REQUIRED = object()
_names_read: set[str] = set()


def _read(name: str, default: object) -> str | None:
    _names_read.add(name)
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is _REQUIRED:
        raise ImproperlyConfigured(f"Set {name}: it has no default here.")
    return None


def text(name: str, default: object = _REQUIRED) -> str:
    value = _read(name, default)
    return str(default) if value is None else value


def flag(name: str, default: object = _REQUIRED) -> bool:
    value = _read(name, default)
    if value is None:
        return bool(default)
    if value.lower() not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value.lower() == "true"


def integer(name: str, default: object = _REQUIRED) -> int:
    value = _read(name, default)
    if value is None:
        return int(str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


seconds = integer


def url(name: str, default: object = _REQUIRED) -> str:
    """Return a base URL without a trailing slash."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://wiki.example, not {value!r}."
        )
    return value.rstrip("/")


def names(name: str, default: object = _REQUIRED) -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def networks(name: str, default: object = _REQUIRED) -> list[Network]:
    """Return networks written as `10.0.0.0/8,2001:db8::/32`; a single address is one too."""
    found = []
    for part in names(name, default):
        try:
            found.append(ip_network(part))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} must look like 10.0.0.0/8,192.0.2.1, not {part!r}: {error}."
            ) from error
    return found


def chains(name: str, default: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return `zh-Hans:en;es:en,fr` as a mapping of locales to their fallbacks."""
    value = _read(name, None)
    if value is None:
        return default
    result: dict[str, tuple[str, ...]] = {}
    for part in value.split(";"):
        locale, colon, targets = part.partition(":")
        if not colon or not locale.strip() or not targets.strip():
            raise ImproperlyConfigured(f"{name} must look like zh-Hans:en;es:en, not {value!r}.")
        result[locale.strip()] = tuple(code.strip() for code in targets.split(","))
    return result


def severities(name: str) -> dict[str, dict[str, str]]:
    """Return `unchanged:error;zh-Hans/typography:off` as severities by locale and code.

    What names no locale stands under the empty one and is meant for all.
    """
    result: dict[str, dict[str, str]] = {}
    for part in filter(None, (part.strip() for part in text(name, "").split(";"))):
        place, _colon, severity = part.partition(":")
        locale, _slash, code = place.rpartition("/")
        if code not in CODES or severity not in SEVERITIES:
            raise ImproperlyConfigured(
                f"{name} must look like unchanged:error;zh-Hans/typography:off, not {part!r}. "
                f"Severities are {', '.join(SEVERITIES)}; codes are {', '.join(CODES)}."
            )
        result.setdefault(locale, {})[code] = severity
    return result


def refuse_unknown() -> None:
    """Raise ImproperlyConfigured for a WIKI_ variable that nothing reads: most likely a typo."""
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in _names_read:
            near = difflib.get_close_matches(name, _names_read, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ImproperlyConfigured(f"There is no setting {name}.{hint}")
