"""Reads settings from the environment; every error names the variable and the bad value."""

import difflib
import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from content_models.quality.findings import CODES, SEVERITIES

Network = IPv4Network | IPv6Network
PREFIX = "WIKI_"
_REQUIRED = object()
_names_read: set[str] = set()


@contextmanager
def refusing_no_module() -> Iterator[None]:
    """Refuse settings that are not there as wrong ones are: with ImproperlyConfigured."""
    try:
        yield
    except ModuleNotFoundError as missing:
        named = os.environ.get("DJANGO_SETTINGS_MODULE", "")
        if missing.name is None or not f"{named}.".startswith(f"{missing.name}."):
            raise
        raise ImproperlyConfigured(
            f"DJANGO_SETTINGS_MODULE must name settings such as cms.settings.production, "
            f"not {named!r}."
        ) from missing


def _read(name: str, default: object) -> str | None:
    _names_read.add(name)
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is _REQUIRED:
        raise ImproperlyConfigured(f"Set {name}: it has no default here.")
    return None


def require(*required: str) -> None:
    """Raise ImproperlyConfigured naming all of some variables that are not set."""
    missing = [name for name in required if _read(name, None) is None]
    if missing:
        has = "it has no default" if len(missing) == 1 else "they have no defaults"
        raise ImproperlyConfigured(f"Set {', '.join(missing)}: {has} here.")


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


def integer(name: str, default: object = _REQUIRED, *, minimum: int = 0) -> int:
    value = _read(name, default)
    if value is None:
        return int(str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    if len(value) > 9:
        raise ImproperlyConfigured(f"{name} must have at most nine digits, not {value!r}.")
    if int(value) < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {value!r}.")
    return int(value)


seconds = integer


def folder(name: str, default: object = _REQUIRED) -> Path:
    """Return a folder, which every process finds wherever it was started."""
    path = Path(text(name, default))
    if not path.is_absolute():
        raise ImproperlyConfigured(f"{name} must be a path from the root, not {str(path)!r}.")
    return path


def url(name: str, default: object = _REQUIRED, *, strip: bool = True) -> str:
    """Return a base URL, without a trailing slash unless told otherwise; empty as its default."""
    value = text(name, default)
    if value and not _is_address(value):
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://wiki.example, not {value!r}."
        )
    return value.rstrip("/") if strip else value


def urls(name: str, default: object = _REQUIRED) -> list[str]:
    """Return a comma-separated list of addresses."""
    return _each(name, default, _is_address, "addresses such as http://cache:6081")


def origins(name: str, default: object = _REQUIRED) -> list[str]:
    """Return origins as browsers send them, and `*` for all."""
    return _each(name, default, _is_origin, "origins such as https://wiki.example, or *")


def hosts(name: str, default: object = _REQUIRED) -> list[str]:
    """Return names of hosts, as they stand in the header `Host` before any port."""
    return _each(name, default, _is_host, "hosts such as wiki.example")


def _each(name: str, default: object, fits: Callable[[str], bool], wanted: str) -> list[str]:
    found = names(name, default)
    for part in found:
        if not fits(part):
            raise ImproperlyConfigured(f"{name} must name {wanted}, not {part!r}.")
    return found


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    further = parts.query or parts.fragment or parts.username or parts.password
    return bool(known and not further and not re.search(r"\s", value))


def _is_origin(value: str) -> bool:
    return value == "*" or (_is_address(value) and value.count("/") == 2)


def _is_host(value: str) -> bool:
    return bool(re.fullmatch(r"\*|\.?[\w.-]+|\[[0-9a-fA-F:.]+\]", value))


def names(name: str, default: object = _REQUIRED) -> list[str]:
    """Return a comma-separated list, which names something where it has to."""
    value = text(name, default)
    found = [part.strip() for part in value.split(",") if part.strip()]
    if value and not found:
        raise ImproperlyConfigured(f"{name} names nothing: {value!r}.")
    return found


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


def refuse_unknown(elsewhere: Collection[str] = ()) -> None:
    """Raise ImproperlyConfigured for a WIKI_ variable that nothing reads: most likely a typo.

    Args:
        elsewhere: names that the settings of production read.
    """
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in _names_read:
            if name in elsewhere:
                raise ImproperlyConfigured(
                    f"{name} is for production: set DJANGO_SETTINGS_MODULE=cms.settings.production."
                )
            near = difflib.get_close_matches(name, _names_read, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ImproperlyConfigured(f"There is no setting {name}.{hint}")
