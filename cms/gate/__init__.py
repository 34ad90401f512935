"""The gate of publishing: nothing becomes public while the policy of its locale forbids it."""

from cms.gate.refusal import (
    OVERRIDDEN,
    PERMISSION,
    REFUSED,
    PublicationRefused,
    call_off_if_refused,
    left_open,
    overridden,
)

__all__ = [
    "OVERRIDDEN",
    "PERMISSION",
    "REFUSED",
    "PublicationRefused",
    "call_off_if_refused",
    "left_open",
    "overridden",
]
