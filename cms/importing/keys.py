"""Names the documents of collections; without Django, so that measurements can use it."""

import uuid

NAMESPACE = uuid.UUID("a2f3a2f2-5b0a-4a39-8f0f-5f8ab4cb2b4e")


def key_of(identifier: str) -> uuid.UUID:
    """Return the key of a document of a collection, the same in every locale and every run."""
    return uuid.uuid5(NAMESPACE, identifier)
