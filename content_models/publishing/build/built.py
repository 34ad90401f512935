"""A document on its way to the store."""

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

    @property
    def fingerprint(self) -> str:
        return str(self.body["version"])

    @cached_property
    def stored_body(self) -> bytes:
        """The body as it is stored, once the document is complete."""
        return encode(self.body)

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
