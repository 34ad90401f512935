"""Addresses of the frontend, as readers open them and caches know them."""

import unicodedata
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

from content_models import locales


def url_of(path: str, anchor: str = "") -> str:
    """Return the absolute address of a path, percent-encoded (RFC 3986).

    Args:
        path: as documents hold it: decoded, with the slugs that writers chose in any script.
        anchor: of a part of the page.
    """
    return at_anchor(f"{settings.WIKI_FRONTEND_URL}{quote(path)}", anchor)


def path_at(address: str) -> str | None:
    """Return the path, as documents hold it, at which an address that writers typed leads.

    None for what lies outside the frontend, and for what depends on the page it stands on.
    """
    below = _below_frontend(address)
    if below is None:
        return None
    path = path_of(unicodedata.normalize("NFC", unquote(urlsplit(below).path)))
    return None if path is None or "\x00" in path else path


def path_of(address: str) -> str | None:
    """Return the path, as documents hold it, at which one would stand that is asked for.

    Args:
        address: a path, decoded, with its locale in any spelling and with or without slashes.

    Returns:
        None where it begins with no locale of the wiki.
    """
    first, *slugs = address.strip("/").split("/")
    try:
        return "/".join(["", locales.match(first), *slugs, ""])
    except locales.UnknownLocale:
        return None


def is_external(address: str) -> bool:
    """Return whether an address that writers typed leads out of the frontend."""
    if _below_frontend(address) is not None:
        return False
    try:
        scheme, host, *_rest = urlsplit(address)
    except ValueError:
        return True
    return bool(scheme or host)


def _below_frontend(address: str) -> str | None:
    base = settings.WIKI_FRONTEND_URL
    # The base alone also begins https://wiki.example.org, which is somebody else's.
    if address == base or address.startswith((f"{base}/", f"{base}?", f"{base}#")):
        return address.removeprefix(base)
    return address if address.startswith("/") and not address.startswith("//") else None


def at_anchor(url: str, anchor: str) -> str:
    """Return the address of a part of what stands at an address, of all of it without anchor."""
    return f"{url}#{quote(anchor)}" if anchor else url
