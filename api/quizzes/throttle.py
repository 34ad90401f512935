"""How often one client address may ask for what costs work: counted, never logged.

Counters live in Django's cache under a keyed hash of the address, one for each minute.
"""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Allowance:
    """What is left of a limit, and in how many seconds there is a new one."""

    limit: int
    used: int
    reset_seconds: int

    @property
    def is_spent(self) -> bool:
        return self.used > self.limit

    def mark(self, response: HttpResponse) -> HttpResponse:
        """Tell the client where it stands."""
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(max(0, self.limit - self.used))
        response["RateLimit-Reset"] = str(self.reset_seconds)
        if self.is_spent:
            response["Retry-After"] = str(self.reset_seconds)
        response["Access-Control-Expose-Headers"] = (
            "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
        )
        return response


def client_address(request: HttpRequest) -> str:
    """Return the address a request comes from.

    Only as many entries of X-Forwarded-For are believed as there are proxies of our own.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.WIKI_PROXY_COUNT
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def count(request: HttpRequest, *, scope: str, limit: int) -> Allowance:
    """Count a request of a client address and return what is left of its minute."""
    now = int(time.time())
    window, passed = divmod(now, WINDOW_SECONDS)
    address = salted_hmac("wiki.throttle", client_address(request)).hexdigest()[:24]
    name = f"throttle.{scope}.{address}.{window}"
    try:
        cache.add(name, 0, WINDOW_SECONDS * 2)
        used = cache.incr(name)
    except Exception:
        # Whatever the cache is, without it readers are served all the same; nobody retries.
        logger.exception("Requests cannot be counted: the cache does not answer.")
        used = 0
    return Allowance(limit, used, WINDOW_SECONDS - passed)
