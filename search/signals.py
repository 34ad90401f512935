"""Keeps the index true in the transaction that publishes."""

import atexit
from typing import Any
from uuid import UUID

from django.core.signals import request_finished
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from content_models.publishing.events import editions_changed
from search import index, meaning, query_log, synonyms
from search.models import SynonymSet


@receiver(editions_changed)
def follow(identities: list[tuple[UUID, str]], **kwargs: Any) -> None:
    index.follow(identities)
    meaning.keep_up()


@receiver(post_save, sender=SynonymSet)
def follow_synonyms(instance: SynonymSet, **kwargs: Any) -> None:
    synonyms.follow_set(instance)


@receiver(post_delete, sender=SynonymSet)
def forget_synonyms(instance: SynonymSet, **kwargs: Any) -> None:
    synonyms.forget_set(instance)


# An answer has been sent when this comes, so nobody waits for it.
request_finished.connect(query_log.store_now_and_then, dispatch_uid="store counted searches")
atexit.register(query_log.leave)
