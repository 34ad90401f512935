"""Documents that wait to be built again, noted in the transaction that made them stale."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from content_models.models.published import StaleDocument
from content_models.publishing import events
from content_models.publishing.dependents import Identity

_for_the_end: ContextVar[bool] = ContextVar("for_the_end", default=False)


def leave(identities: Iterable[Identity], now: datetime) -> None:
    """Let documents wait, and tell whoever builds them, unless they wait for the end."""
    StaleDocument.objects.bulk_create(
        (StaleDocument(key=key, locale=locale, since=now) for key, locale in identities),
        update_conflicts=True,
        unique_fields=["key", "locale"],
        update_fields=["since"],
    )
    if not is_for_the_end():
        events.documents_left.send(sender=leave)


def leave_until(identity: Identity, moment: datetime) -> None:
    """Let a document wait from a later moment on, unless it waits sooner already."""
    key, locale = identity
    StaleDocument.objects.bulk_create(
        [StaleDocument(key=key, locale=locale, since=moment)], ignore_conflicts=True
    )
    noted = StaleDocument.objects.filter(key=key, locale=locale)
    noted.filter(since__gt=moment).update(since=moment)


def documents() -> QuerySet[StaleDocument]:
    """Return the documents that wait now, those that were noted first before the others."""
    return StaleDocument.objects.filter(since__lte=timezone.now()).order_by("pk")


def is_behind() -> bool:
    """Return whether documents wait, other than for the end."""
    return not is_for_the_end() and documents().exists()


def is_for_the_end() -> bool:
    """Return whether what is left now waits for the end of whatever is being published."""
    return _for_the_end.get()


@contextmanager
def for_the_end() -> Iterator[None]:
    token = _for_the_end.set(True)
    try:
        yield
    finally:
        _for_the_end.reset(token)
