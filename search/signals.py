"""Keeps the index true in the transaction that publishes."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from content_models.publishing.events import editions_changed
from search import index


@receiver(editions_changed)
def follow(identities: list[tuple[UUID, str]], **kwargs: Any) -> None:
    index.follow(identities)
