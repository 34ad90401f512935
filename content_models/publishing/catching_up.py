"""Building what waits: in the background, at the end of a bulk, or by a command."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from content_models.models.published import StaleDocument
from content_models.publishing import images, store, waiting
from content_models.publishing.dependents import images_of

logger = logging.getLogger(__name__)

# So many of those that wait are built in one transaction, for which editors may have to wait.
BATCH = 5

# Whoever waits for SQLite asks again after a tenth of a second; PostgreSQL lets in who came first.
PAUSE_SECONDS = 0.12


@contextmanager
def dependents_last(tell: Callable[[int], None]) -> Iterator[None]:
    """Build the dependents of what is published meanwhile at the end; `tell` hears what is left.

    For whoever publishes much at once: a document is then built once, not once for everything
    that it quotes. What fails before the end leaves them to the next `catch_up`.
    """
    with waiting.for_the_end():
        yield
    for left in catch_up():
        tell(left)


def catch_up() -> Iterator[int]:
    """Build what was left, yielding after each batch how many documents are left then.

    Whoever stops half way loses nothing: a batch is kept wholly or not at all, and a document
    waits until it is built. One that cannot be built is tried again in the next run.
    """
    StaleDocument.objects.filter(failed=True).update(failed=False)
    while _build_batch():
        left = waiting.documents().filter(failed=False).count()
        yield left
        if left and connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)


def _build_batch() -> bool:
    due = waiting.documents().filter(failed=False)[:BATCH]
    for image in images.unmade(images_of(due.values_list("key", flat=True))):
        images.make(image)
    with transaction.atomic():
        store.take_lock()
        batch = list(due)
        # They go first: whatever is built here may leave one of them again.
        StaleDocument.objects.filter(pk__in=[stale.pk for stale in batch]).delete()
        try:
            with transaction.atomic():
                store.refresh((stale.key, stale.locale) for stale in batch)
        except Exception:
            # One that cannot be built must not hold up the others: each is tried alone.
            logger.exception("Documents could not be built together.")
            for stale in batch:
                _build_alone(stale)
    return bool(batch)


def _build_alone(stale: StaleDocument) -> None:
    try:
        with transaction.atomic():
            store.refresh([(stale.key, stale.locale)])
    except Exception:
        # It stays what it was, and waits for the next run; the desk says how many do.
        logger.exception("%s in %s could not be built.", stale.key, stale.locale)
        StaleDocument.objects.update_or_create(
            key=stale.key,
            locale=stale.locale,
            defaults={"since": stale.since, "failed": True},
        )
