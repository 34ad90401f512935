"""A document on its way to the store."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

JSON = dict[str, Any]


@dataclass
class Built:
    """A document as it will be stored, with what it depends on."""

    kind: str
    body: JSON
    card: JSON
    slug: str
    path: str
    parent_key: UUID | None
    position: str
    relations: list[tuple[str, UUID]]
    dependencies: set[str] = field(default_factory=set)
    boundaries: set[datetime] = field(default_factory=set)
    # The body as it is stored, once the document is complete.
    stored_body: bytes = b""

    @property
    def fingerprint(self) -> str:
        return str(self.body["version"])

    def complete(self) -> None:
        """Give the body its version, a digest of everything else in it."""
        unversioned = encode(self.body | {"version": ""})
        version = hashlib.sha256(unversioned).hexdigest()[:32]
        self.body["version"] = version
        # It stands at the end, so that a long body is encoded once.
        self.stored_body = unversioned.removesuffix(b'"}') + version.encode() + b'"}'

    @cached_property
    def stored_card(self) -> bytes:
        """The card as it is stored, once the document is complete."""
        return encode(self.card)


def encode(value: JSON) -> bytes:
    """Return the bytes that are stored and served."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def timestamp(moment: datetime | None) -> str | None:
    """Return RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
