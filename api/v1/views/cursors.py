"""Cursors: where a client has got to, as text that only whoever gave it takes apart."""

import base64
import json
from typing import Any


def pack(*values: Any) -> str:
    """Return values of JSON as a cursor, which fits into an address as it is."""
    packed = json.dumps(values, ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack(cursor: str, number: int) -> list[Any]:
    """Return so many values of a cursor.

    Raises:
        ValueError: when it is nothing that `pack` gave of so many values.
    """
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(packed)
    except RecursionError:
        raise ValueError from None
    if not isinstance(values, list) or len(values) != number:
        raise ValueError
    return values
