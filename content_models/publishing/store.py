"""The one door to what is published: every change of documents goes through here, under a lock."""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from content_models.models.base import being_published
from content_models.models.images import WikiImage
from content_models.models.published import (
    Change,
    PublishedDocument,
    PublishedTotal,
)
from content_models.models.quizzes import QuizPage
from content_models.models.snippets import WikiSnippet
from content_models.publishing import (
    events,
    images,
    quiz_records,
    redirecting,
    translations,
    waiting,
)
from content_models.publishing.build import KINDS
from content_models.publishing.dependents import (
    Identity,
    dependents_of,
    identity_of,
    members_of,
)
from content_models.publishing.editions import (
    Subject,
    find,
    just_published,
)
from content_models.publishing.proving import is_stale
from content_models.publishing.visibility import Rules, private_collection_ids
from content_models.publishing.writing import rewrite

logger = logging.getLogger(__name__)

# An editor waits for so many dependents; the others wait for the background.
INLINE_DEPENDENTS = 5

# An editor waits until the sizes of so many images are made, about two seconds each.
INLINE_IMAGES = 3

# Names the lock that keeps two publishing transactions from building on each other's past.
PUBLISHING_LOCK = 0x57494B49


@dataclass
class Refreshed:
    """What a refresh did."""

    changes: list[Change] = field(default_factory=list)
    published: list[Identity] = field(default_factory=list)
    withdrawn: list[Identity] = field(default_factory=list)
    rewritten: list[Identity] = field(default_factory=list)
    looked_at: int = 0
    # Whether something is hidden from readers, or will be earlier than before.
    hides: bool = False
    # Kinds and locales in which rows may have come or gone.
    groups: set[tuple[str, str]] = field(default_factory=set)


def refresh(
    identities: Iterable[Identity] = (),
    *,
    following: Iterable[Identity] = (),
    hiding: bool = False,
) -> Refreshed:
    """Make the documents of some pages and snippets true again, and all that depend on them.

    What is public is built from its published revision, what is not is withdrawn; running it
    twice changes nothing. Everything happens in one transaction, with one exception: beyond
    `INLINE_DEPENDENTS` of them, dependents and what is `following` may show for a while what was
    public before, and are left to `catching_up`, as is any that cannot be built. When anything is
    hidden, nothing is left that may show it: what cannot be built is withdrawn then.

    Args:
        hiding: something has been hidden that any of them may show.
    """
    with transaction.atomic():
        take_lock()
        return _refresh(identities, following, {}, hiding=hiding)


def _refresh(
    identities: Iterable[Identity],
    following: Iterable[Identity],
    known: dict[Identity, Subject],
    *,
    hiding: bool = False,
) -> Refreshed:
    """Refresh as above, under the lock; what has been read in this transaction is `known`."""
    refreshed = _refresh_all(identities, following, known, hiding=hiding)
    Change.objects.bulk_create(refreshed.changes)
    _count(refreshed.groups)
    if refreshed.published:
        events.documents_published.send(sender=refresh, identities=refreshed.published)
    if refreshed.withdrawn:
        events.documents_withdrawn.send(sender=refresh, identities=refreshed.withdrawn)
    if refreshed.rewritten:
        events.editions_changed.send(sender=refresh, identities=refreshed.rewritten)
    return refreshed


def publish(published: Any) -> Refreshed:
    """Make the documents of what has just been published true, in every locale it has.

    The other locales follow because they tell whether they are behind their source.
    """
    return publish_all([published])


def publish_all(published: Iterable[Any]) -> Refreshed:
    """Make the documents true of what was published together, each as `publish` does."""
    instances = list(published)
    with publication(instances):
        return _publish_all(instances)


@contextmanager
def publication(instances: Iterable[Any]) -> Iterator[None]:
    """Publish in one transaction whatever is published meanwhile, first of all some instances.

    The sizes that their images lack are made before anything is locked. Beyond
    `INLINE_IMAGES`, these images follow in the background.
    """
    if images.left_out() is not None:
        # Whoever began has decided.
        yield
        return
    with being_published(instances):
        left_out = _make_images(instances)
        with images.leaving_out(left_out), transaction.atomic():
            # Before any row is locked, so that no two publications wait for each other.
            take_lock()
            yield


def _publish_all(instances: list[Any]) -> Refreshed:
    asked: dict[Identity, None] = {}
    known: dict[Identity, Subject] = {}
    for one in instances:
        own = identity_of(one)
        subject = just_published(own, one)
        form = subject.form if subject is not None else None
        changed = False
        if subject is not None and form is not None:
            known[own] = subject
            changed = translations.record(subject.instance, form, partial(_form_of, own[0]))
        if isinstance(form, QuizPage):
            changed = quiz_records.record(form) or changed
        asked.update(dict.fromkeys([own, *(members_of(own[0]) if changed else ())]))
    refreshed = _refresh(asked, (), known)
    if images.left_out():
        waiting.leave(asked, timezone.now())
    return refreshed


def _make_images(instances: Iterable[Any]) -> list[WikiImage]:
    """Make what images lack, before anything is locked; return those that are left for later."""
    unmade = images.unmade([pk for one in instances for pk in images.shown_in(one)])
    inline = len(unmade) if waiting.is_for_the_end() else INLINE_IMAGES
    for image in unmade[:inline]:
        images.make(image)
    return unmade[inline:]


def _form_of(key: UUID, locale: str) -> Any | None:
    subject = find((key, locale))
    return subject.form if subject is not None else None


def take_lock() -> None:
    """Let one publishing transaction at a time build documents.

    SQLite's immediate transactions exclude each other already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def _refresh_all(
    identities: Iterable[Identity],
    following: Iterable[Identity],
    known: dict[Identity, Subject],
    *,
    hiding: bool,
) -> Refreshed:
    now, rules = timezone.now(), Rules()
    refreshed = Refreshed(hides=hiding)
    asked = dict.fromkeys(identities)
    # Whoever publishes hears of what fails; what is hidden has to go, whatever cannot be built.
    must_succeed = frozenset[Identity]() if hiding else asked.keys()
    failed: dict[Identity, None] = {}
    pending = dict(asked)
    inline = len(pending) + (0 if waiting.is_for_the_end() else INLINE_DEPENDENTS)
    pending.update(dict.fromkeys(following))
    while pending:
        if refreshed.looked_at >= inline and not refreshed.hides:
            waiting.leave(pending, now)
            break
        identity = next(iter(pending))
        del pending[identity]
        refreshed.looked_at += 1
        try:
            with nullcontext() if identity in must_succeed else transaction.atomic():
                outcome = rewrite(identity, known.get(identity), now, rules)
        except Exception:
            if identity in must_succeed:
                raise
            # A fault in a dependent keeps nobody from publishing, and from hiding even less.
            logger.exception("%s in %s could not be built.", *identity)
            failed[identity] = None
            if not refreshed.hides:
                continue
            outcome = rewrite(identity, None, now, rules, is_hidden=True)
        if outcome.hides and not refreshed.hides:
            # They may show what has just been hidden.
            pending.update(failed)
        refreshed.changes += outcome.changes
        refreshed.published += outcome.published
        refreshed.withdrawn += outcome.withdrawn
        refreshed.rewritten += outcome.rewritten
        refreshed.groups |= outcome.groups
        refreshed.hides |= outcome.hides
        more = [*outcome.below, *outcome.aliases, *dependents_of(outcome.targets)]
        pending.update(dict.fromkeys(other for other in more if other != identity))
    if failed:
        waiting.leave(failed, now)
    return refreshed


def _count(groups: set[tuple[str, str]]) -> None:
    """Note how many rows there are now, so that lists need not count them."""
    for kind, locale in groups:
        rows = PublishedDocument.objects.filter(kind=kind, locale=locale).count()
        PublishedTotal.objects.update_or_create(kind=kind, locale=locale, defaults={"rows": rows})


def refresh_showing(numbers: Collection[int], collection: int) -> None:
    """Refresh what shows images of a collection, at once when readers may not see them."""
    showing = dependents_of(f"image:{number}" for number in numbers)
    if collection in private_collection_ids():
        refresh(showing, hiding=True)
        images.forget_private(numbers)
    else:
        refresh(following=showing)


def refresh_redirects() -> None:
    """Make editors' redirects true for readers."""
    with transaction.atomic():
        take_lock()
        if redirecting.sync():
            redirecting.log(timezone.now())
            events.redirects_changed.send(sender=refresh_redirects)


def everything() -> list[Identity]:
    """Return the identity of every page and snippet of the wiki and of every stored document.

    What is quoted comes before what quotes it, so that a rebuild settles quickly.
    """
    found: dict[Identity, None] = {}
    for model in KINDS:
        if issubclass(model, WikiSnippet):
            for snippet in model.objects.select_related("locale").order_by("pk"):
                found[identity_of(snippet)] = None
    pages = Page.objects.select_related("locale").filter(depth__gt=1).order_by("depth", "path")
    for page in pages.iterator():
        found[identity_of(page)] = None
    stored = PublishedDocument.objects.order_by("key", "locale")
    found.update(dict.fromkeys(stored.values_list("key", "locale").distinct()))
    return list(found)


def stale(identities: Iterable[Identity]) -> list[Identity]:
    """Return those whose stored editions differ from what would be built now. Writes nothing."""
    now, rules = timezone.now(), Rules()
    return [identity for identity in identities if is_stale(identity, now, rules)]
