"""Does what is due after a commit, outside the request that changed something."""

import logging
import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from django.db import connections, transaction
from django.dispatch import receiver
from django_tasks import task
from django_tasks.backends.immediate import ImmediateBackend

from cms.delivery import purging, webhooks
from cms.delivery.models import Webhook
from content_models.publishing import catching_up, events, waiting

logger = logging.getLogger(__name__)


def deliver_due() -> tuple[int, int]:
    """Do all that is due, one after the other.

    Returns how many changes were purged and how many messages accepted.
    """
    return build_due(), webhooks.deliver()


def build_due() -> int:
    """Purge caches, build the documents that wait and purge what that changed.

    Returns how many changes were purged.
    """
    purged = _purge()
    for _left in catching_up.catch_up():
        purged += _purge()
    return purged


def _purge() -> int:
    try:
        return purging.purge()
    except (OSError, ValueError, HTTPException):
        # The change log keeps what was not purged: the next run tries it again.
        logger.exception("The cache could not be purged.")
        return 0


def has_work() -> bool:
    """Return whether anybody waits for what has just been committed."""
    return (
        purging.is_configured()
        or Webhook.objects.filter(active=True).exists()
        or waiting.is_behind()
    )


@task()
def deliver_in_background() -> None:
    """Deliver in a worker; webhooks are told in a task of their own."""
    build_due()
    tell_in_background.enqueue()


@task()
def tell_in_background() -> None:
    """Tell webhooks in a worker."""
    webhooks.deliver()


class Courier:
    """A thread that does some work, at most one at a time, for a process that has no worker."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self.name, self.work = name, work
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.again = False

    def call(self) -> None:
        """Let the thread work; what is published while it is busy is done in its next round."""
        with self.lock:
            self.again = True
            if self.thread is None:
                thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                thread.start()
                self.thread = thread

    def _run(self) -> None:
        while self._is_called():
            try:
                self.work()
            except Exception:
                # Nobody else would hear of it; the next round or `deliver_changes` tries again.
                logger.exception("The %s could not do what is due.", self.name)
            finally:
                # They may be what failed, and a thread that ends leaves none open.
                connections.close_all()

    def _is_called(self) -> bool:
        """Return whether there is a next round; after the last one a call starts a new thread."""
        with self.lock:
            again, self.again = self.again, False
            if not again:
                self.thread = None
            return again


def _build_and_tell() -> None:
    build_due()
    messenger.call()


# Receivers may take many seconds to answer: documents and caches never wait for them. They are
# told after caches are purged, so that whoever fetches what it is told of gets the new answer.
courier = Courier("courier", _build_and_tell)
messenger = Courier("messenger", webhooks.deliver)


def wake() -> None:
    """Deliver soon, without making whoever publishes wait."""
    if not has_work():
        return
    if isinstance(deliver_in_background.get_backend(), ImmediateBackend):
        courier.call()
    else:
        deliver_in_background.enqueue()


@receiver(events.documents_published)
@receiver(events.documents_withdrawn)
@receiver(events.documents_left)
@receiver(events.redirects_changed)
def deliver_after_commit(**kwargs: Any) -> None:
    transaction.on_commit(wake, robust=True)
