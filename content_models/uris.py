"""Addresses that writers typed, as every program takes them."""

import re
from urllib.parse import quote

# What an address may hold as it is (RFC 3986), and the sign of what is encoded already.
_KEPT = "%:/?#[]@!$&'()*+,;=~"
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def encoded(address: str) -> str:
    """Return an address with all that may not stand in one percent-encoded.

    Browsers show 沟通 where %E6%B2%9F%E9%80%9A stands, and people copy what they see.
    """
    return quote(_BARE_PERCENT.sub("%25", address), safe=_KEPT)
