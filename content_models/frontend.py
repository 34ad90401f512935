"""Addresses of the frontend, as readers open them and caches know them."""

from urllib.parse import quote

from django.conf import settings


def url_of(path: str, anchor: str = "") -> str:
    """Return the absolute address of a path, percent-encoded (RFC 3986).

    Args:
        path: as documents hold it: decoded, with the slugs that writers chose in any script.
        anchor: of a part of the page.
    """
    return at_anchor(f"{settings.WIKI_FRONTEND_URL}{quote(path)}", anchor)


def at_anchor(url: str, anchor: str) -> str:
    """Return the address of a part of what stands at an address, of all of it without anchor."""
    return f"{url}#{quote(anchor)}" if anchor else url
