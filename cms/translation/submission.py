"""Submitting a page, or a page and all below it, for translation into one or more locales.

One page and locale is one transaction. What is missing is read from the tree each time, so an
interrupted submission is finished by starting it again, and nothing is made twice.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task, task_backends
from django_tasks.backends.immediate import ImmediateBackend
from wagtail.models import Locale, Page
from wagtail_localize.operations import translate_object

from cms.delivery.courier import Courier
from cms.translation.models import TranslationSubmission

logger = logging.getLogger(__name__)

# A task does a slice and leaves the rest to the next, so that no task takes minutes.
SLICE = 5
# After this long without a new draft whoever worked on a submission has ended.
STANDS_STILL = timedelta(minutes=2)

Tell = Callable[[TranslationSubmission], None]


class NotTranslated(Exception):
    """A page could not be submitted; the message says why."""


def create(page: Page, locales: Iterable[Locale], user: Any) -> TranslationSubmission:
    """Note that a page and all below it are to be translated; nothing is done yet."""
    submission = TranslationSubmission.objects.create(page=page, user=user)
    submission.locales.set(locales)
    submission.total = sum(1 for _missing in missing(submission))
    submission.save()
    return submission


def open_submission(page: Page, locales: Iterable[Locale]) -> TranslationSubmission | None:
    """Return the unfinished submission of the same page into the same locales, if there is one."""
    wanted = {locale.pk for locale in locales}
    for submission in TranslationSubmission.objects.filter(page=page, finished_at=None):
        if set(submission.locales.values_list("pk", flat=True)) == wanted:
            return submission
    return None


def missing(submission: TranslationSubmission) -> Iterator[tuple[Page, Locale]]:
    """Yield every page and locale that has no translation yet, parents before children.

    Parents above the page come first where they are missing; aliases have no text of their own.
    Pages that could not be translated in this submission are left out.
    """
    page = submission.page
    line = page.get_ancestors().filter(depth__gt=1) | page.get_descendants(inclusive=True)
    pages = list(line.filter(alias_of=None, locale=page.locale_id).order_by("path"))
    keys = {member.translation_key for member in pages}
    translated: dict[Any, set[int]] = defaultdict(set)
    known = Page.objects.filter(translation_key__in=keys, alias_of=None)
    for key, locale in known.values_list("translation_key", "locale"):
        translated[key].add(locale)
    targets = list(submission.locales.exclude(pk=page.locale_id).order_by("pk"))
    for member in pages:
        for locale in targets:
            left_out = f"{member.pk}/{locale.pk}" in submission.problems
            if locale.pk not in translated[member.translation_key] and not left_out:
                yield member, locale


@transaction.atomic
def submit_page(page: Page, locale: Locale, user: Any) -> bool:
    """Make the draft translation of a page; return False when there was one already.

    Raises:
        NotTranslated: when the draft cannot be stored.
    """
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    known = page.get_translations().filter(locale=locale).exclude(alias_of__isnull=False)
    if known.exists():
        return False
    translate_object(page, [locale], None, user)
    if not page.get_translations().filter(locale=locale).exists():
        # wagtail-localize keeps silent about a page that is not valid.
        raise NotTranslated(_("The draft could not be stored: the page is not valid."))
    return True


def submit_with_parents(page: Page, locales: Iterable[Locale], user: Any) -> None:
    """Make the draft translations of a page, and of its parents where they are missing.

    Raises:
        NotTranslated: when a draft cannot be stored.
    """
    line = [*page.get_ancestors().filter(depth__gt=1), page]
    for locale in locales:
        for member in line:
            if member.alias_of_id is None:
                submit_page(member, locale, user)


def run_slice(submission: TranslationSubmission) -> bool:
    """Submit the next pages; return whether something is left to do."""
    work = missing(submission)
    for _number, (page, locale) in zip(range(SLICE), work, strict=False):
        try:
            with transaction.atomic():
                submit_page(page, locale, submission.user)
                _count(submission)
        except NotTranslated as problem:
            _leave_out(submission, page, locale, str(problem))
        except Exception as problem:
            # One bad page must not hold up the others; the next submission tries it again.
            logger.exception("Page %s was not submitted into locale %s.", page.pk, locale.pk)
            _leave_out(submission, page, locale, f"{type(problem).__name__}: {problem}")
    left = sum(1 for _missing in missing(submission))
    submission.refresh_from_db()
    submission.done = max(submission.total - left - len(submission.problems), 0)
    submission.finished_at = None if left else timezone.now()
    submission.save()
    return bool(left)


def run(submission: TranslationSubmission, tell: Tell) -> None:
    """Submit everything that is left, telling after each slice."""
    left = True
    while left:
        left = run_slice(submission)
        tell(submission)


def start(submission: TranslationSubmission) -> None:
    """Let a submission be worked on, whether or not somebody waits for it."""
    if isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend):
        clerk = Courier("clerk", partial(_finish, submission.pk))
        transaction.on_commit(clerk.call)
    else:
        work_on.enqueue(submission.pk)


def stands_still(submission: TranslationSubmission) -> bool:
    """Return whether a submission is unfinished and nobody works on it."""
    moved = timezone.now() - submission.moved_at < STANDS_STILL
    return submission.finished_at is None and not moved


def claim(submission: TranslationSubmission) -> bool:
    """Take over a submission that stands still; only one of those who try succeeds."""
    now = timezone.now()
    still = TranslationSubmission.objects.filter(finished_at=None, moved_at__lt=now - STANDS_STILL)
    return bool(still.filter(pk=submission.pk).update(moved_at=now))


def finish_interrupted() -> int:
    """Finish what stands still, because a process ended before it; return how many there were."""
    finished = 0
    for submission in TranslationSubmission.objects.filter(finished_at=None).order_by("pk"):
        if claim(submission):
            _finish(submission.pk)
            finished += 1
    return finished


def _finish(submission: int) -> None:
    found = TranslationSubmission.objects.filter(pk=submission, finished_at=None).first()
    if found is not None:
        run(found, lambda _submission: None)


@task()
def work_on(submission: int) -> None:
    """Do a slice of a submission, and let the next task do the rest."""
    found = TranslationSubmission.objects.filter(pk=submission, finished_at=None).first()
    if found is not None and run_slice(found):
        work_on.enqueue(submission)


def _leave_out(submission: TranslationSubmission, page: Page, locale: Locale, why: str) -> None:
    submission.refresh_from_db()
    submission.problems[f"{page.pk}/{locale.pk}"] = why
    submission.save()


def _count(submission: TranslationSubmission) -> None:
    TranslationSubmission.objects.filter(pk=submission.pk).update(
        done=F("done") + 1, moved_at=timezone.now()
    )
