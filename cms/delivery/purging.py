"""Makes caches in front forget what changed: by surrogate key, and by address."""

import logging
from collections.abc import Iterable
from urllib.request import Request, urlopen

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import get_backends

from api.caching import surrogate_key
from api.v1.endpoints import ENDPOINTS
from cms.delivery.models import PurgedCaches
from content_models import locales
from content_models.frontend import url_of
from content_models.models import Change
from content_models.publishing import changes

logger = logging.getLogger(__name__)

# Answers that are put together from many documents carry these.
SHARED_KEYS = ("changes", "feeds", "lists", "navigation", "redirects", "sitemap")
CHANGES_IN_ONE = 200
TIMEOUT_SECONDS = 5


def is_configured() -> bool:
    return bool(settings.WIKI_PURGE_URL or settings.WAGTAILFRONTENDCACHE)


def purge() -> int:
    """Purge what changed since the last time; return how many changes that were.

    Raises:
        OSError: when the cache does not take surrogate keys; the next call tries again.
    """
    if not is_configured():
        return 0
    state, _created = PurgedCaches.objects.get_or_create(pk=1)
    purged = 0
    more = True
    while more:
        # Asked for first: what is logged in between has a higher number.
        lines = Change.objects.filter(id__gt=state.number, kind=changes.REDIRECT)
        redirected = lines.order_by("id").last()
        entries, after, more, _end = changes.following(state.position, CHANGES_IN_ONE)
        if entries or redirected:
            purge_keys(keys_of(entries))
            _purge_addresses(addresses_of(entries))
            purged += len(entries)
        state.position = after
        if redirected and not more:
            state.number = max(state.number, redirected.pk)
        state.save()
    return purged


def keys_of(entries: Iterable[changes.Entry]) -> list[str]:
    """Return the surrogate keys of every answer that some changes can have changed."""
    return [*SHARED_KEYS, *(surrogate_key(entry.key, entry.locale) for entry in entries)]


def addresses_of(entries: Iterable[changes.Entry]) -> list[str]:
    """Return the addresses of changed documents, where they were before, and of shared answers.

    A cache that purges by address keeps lists with other parameters until they expire: surrogate
    keys are the complete way.
    """
    entries = list(entries)
    api = f"{settings.WIKI_API_URL}/api/v1"
    found = {f"{api}/{name}/" for name in ("changes", "redirects", "locales", "documents")}
    found |= {f"{api}/sitemap.xml", f"{api}/sitemap/1.xml"}
    for locale in locales.configured():
        found |= {f"{api}/feeds/{locale}/{name}" for name in ("atom.xml", "feed.json")}
        found |= {f"{api}/{name}/?locale={locale}" for name in ("home", "navigation", "settings")}
    for entry in entries:
        if entry.kind in ENDPOINTS:
            address = f"{api}/{ENDPOINTS[entry.kind]}/"
            found |= {address, f"{address}?locale={entry.locale}"}
            found |= {f"{address}{entry.key}/", f"{address}{entry.key}/?locale={entry.locale}"}
        if entry.path:
            found.add(url_of(entry.path))
    named = Change.objects.filter(key__in={entry.key for entry in entries}).exclude(url="")
    return sorted(found | set(named.values_list("url", flat=True)))


def purge_keys(keys: list[str]) -> None:
    """Send surrogate keys to the cache, as its POST interface takes them."""
    if not settings.WIKI_PURGE_URL:
        return
    headers = {"Surrogate-Key": " ".join(keys)}
    name, colon, value = settings.WIKI_PURGE_HEADER.partition(":")
    if colon:
        headers[name.strip()] = value.strip()
    request = Request(settings.WIKI_PURGE_URL, headers=headers, method="POST")  # noqa: S310
    with urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - the address is a setting.
        pass


def _purge_addresses(addresses: list[str]) -> None:
    for backend in get_backends().values():
        backend.purge_batch(addresses)
