"""How much one client may ask for: counted per address, in a cache that may fail.

An answer costs `UNITS`, one that says "not modified" costs a tenth of it: whoever keeps copies asks
cheaply. When the cache does not answer nobody is limited, because reading matters more.
"""

import ipaddress
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from api.problems import ProblemError

logger = logging.getLogger(__name__)

UNITS = 10
NOT_MODIFIED_UNITS = 1

# After a failure the cache is left alone for a while: waiting for it would slow every read.
PAUSE_SECONDS = 30

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Rate:
    """So many answers in so many seconds; `name` keeps the counts of several rates apart."""

    name: str
    requests: int
    seconds: int


@dataclass(frozen=True)
class Allowance:
    """What a client has left. `remaining` is below 0 when it asked for too much."""

    rate: Rate
    remaining: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.rate.requests),
            "RateLimit-Remaining": str(max(0, self.remaining)),
            "RateLimit-Reset": str(self.reset_seconds),
            "RateLimit-Policy": f"{self.rate.requests};w={self.rate.seconds}",
        }


class TooManyRequests(ProblemError):
    """The client has to wait."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(429, f"Too many requests. Try again in {allowance.reset_seconds} seconds.")
        self.headers = {**allowance.headers, "Retry-After": str(allowance.reset_seconds)}


class _Counter:
    """Counts in the cache called `throttle`; leaves it alone after it failed."""

    def __init__(self) -> None:
        self.paused_until = 0.0

    def add(self, key: str, units: int, seconds: int) -> int | None:
        """Return the sum so far, None when the cache cannot tell."""
        if time.monotonic() < self.paused_until:
            return None
        try:
            cache = caches["throttle"]
            cache.add(key, 0, timeout=seconds)
            return cache.incr(key, units)
        except ValueError:
            # The count expired between the two calls: this is the first request of a new one.
            return units
        except Exception:
            # Each cache raises errors of its own; the next request after the pause tries again.
            logger.exception("The cache that counts requests does not answer.")
            self.paused_until = time.monotonic() + PAUSE_SECONDS
            return None


counter = _Counter()


def spend(rate: Rate, address: str, *, units: int = UNITS) -> Allowance | None:
    """Charge an address and return what it has left, None when nobody counts.

    A negative number of units gives back what an answer did not cost.
    """
    if not rate.requests:
        return None
    now = time.time()
    window = int(now // rate.seconds)
    reset_seconds = max(1, round((window + 1) * rate.seconds - now))
    spent = counter.add(f"{rate.name}:{address}:{window}", units, rate.seconds)
    if spent is None:
        return None
    return Allowance(rate, (rate.requests * UNITS - spent) // UNITS, reset_seconds)


def demand(rate: Rate, address: str) -> Allowance | None:
    """Charge an address for one answer.

    Raises:
        TooManyRequests: when it has nothing left.
    """
    allowance = spend(rate, address)
    if allowance is not None and allowance.remaining < 0:
        raise TooManyRequests(allowance)
    return allowance


def general_rate() -> Rate:
    """Return how much of the API one client may read."""
    return Rate("api", settings.WIKI_THROTTLE_REQUESTS, settings.WIKI_THROTTLE_SECONDS)


def quiz_rate() -> Rate:
    """Return how often one client may have answers or scores worked out."""
    return Rate("quiz", settings.WIKI_QUIZ_REQUESTS_PER_MINUTE, 60)


def client_address(request: HttpRequest) -> str:
    """Return the address a request came from, seen through trusted proxies only.

    `X-Forwarded-For` is read from its end, as long as whoever wrote the entry is trusted. A client
    with IPv6 is its /64 network, since it may use any address of that.
    """
    trusted = settings.WIKI_TRUSTED_PROXIES
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "")[-2_000:].split(",")
    shown = request.META.get("REMOTE_ADDR", "")
    # A server behind a socket file names no address; only a proxy can reach it there.
    while trusted and hops and (not shown or is_within(shown, trusted)):
        hop = hops.pop().strip()
        if _parsed(hop) is None:
            break
        shown = hop
    parsed = _parsed(shown)
    if parsed is None:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Return whether an address lies in one of some networks."""
    parsed = _parsed(address.partition("/")[0])
    return parsed is not None and any(parsed in network for network in networks)


# Who asks goes on asking, and reading an address is 3 % of the work that a document takes.
@lru_cache(maxsize=1_024)
def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return mapped or parsed
