"""The one door to what is published: every change of documents goes through here, under a lock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

from content_models.models.published import (
    PublishedDocument,
    PublishedTotal,
)
from content_models.models.quizzes import QuizPage
from content_models.models.snippets import WikiSnippet
from content_models.publishing import events, quiz_records, redirecting, translations
from content_models.publishing.build import KINDS
from content_models.publishing.dependents import (
    Identity,
    dependents_of,
    identity_of,
    members_of,
)
from content_models.publishing.editions import editions_of, find, published_form
from content_models.publishing.writing import rewrite

# Above this many dependents the rest is rebuilt in the background.
INLINE_DEPENDENTS = 100

# Names the lock that keeps two publishing transactions from building on each other's past.
PUBLISHING_LOCK = 0x57494B49


@dataclass
class Refreshed:
    """What a refresh did."""

    published: list[Identity] = field(default_factory=list)
    withdrawn: list[Identity] = field(default_factory=list)
    rewritten: list[Identity] = field(default_factory=list)
    looked_at: int = 0
    # Kinds and locales in which rows may have come or gone.
    groups: set[tuple[str, str]] = field(default_factory=set)


def refresh(identities: Iterable[Identity] = (), *, targets: Iterable[str] = ()) -> Refreshed:
    """Make the documents of some pages and snippets true again, and all that depend on them.

    What is public is built from its published revision, what is not is withdrawn; running it
    twice changes nothing. Dependents follow in the same transaction, beyond
    `INLINE_DEPENDENTS` of them in the background. A withdrawal never waits.
    """
    with transaction.atomic():
        take_lock()
        refreshed = _refresh_all(identities, targets)
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
    with transaction.atomic():
        asked: dict[Identity, None] = {}
        for one in published:
            own = identity_of(one)
            instance = find(own)
            form = published_form(instance) if instance is not None else None
            changed = form is not None and translations.record(instance, form)
            if isinstance(form, QuizPage):
                changed = quiz_records.record(form) or changed
            asked.update(dict.fromkeys([own, *(members_of(own[0]) if changed else ())]))
        return refresh(asked)


def take_lock() -> None:
    """Let one publishing transaction at a time build documents.

    SQLite's immediate transactions exclude each other already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def _refresh_all(identities: Iterable[Identity], targets: Iterable[str]) -> Refreshed:
    now = timezone.now()
    refreshed = Refreshed()
    asked = list(dict.fromkeys(identities))
    pending = dict.fromkeys([*asked, *dependents_of(targets)])
    inline = len(pending) + INLINE_DEPENDENTS
    while pending:
        identity = next(iter(pending))
        del pending[identity]
        outcome = rewrite(identity, now)
        refreshed.looked_at += 1
        refreshed.published += outcome.published
        refreshed.withdrawn += outcome.withdrawn
        refreshed.rewritten += outcome.rewritten
        refreshed.groups |= outcome.groups
        more = [*outcome.below, *dependents_of(outcome.targets)]
        pending.update(dict.fromkeys(other for other in more if other != identity))
        if refreshed.looked_at >= inline and pending and not refreshed.withdrawn:
            _refresh_later(list(pending))
            break
    return refreshed


def _count(groups: set[tuple[str, str]]) -> None:
    """Note how many rows there are now, so that lists need not count them."""
    for kind, locale in groups:
        rows = PublishedDocument.objects.filter(kind=kind, locale=locale).count()
        PublishedTotal.objects.update_or_create(kind=kind, locale=locale, defaults={"rows": rows})


def _refresh_later(identities: list[Identity]) -> None:
    names = [[str(key), locale] for key, locale in identities]
    transaction.on_commit(lambda: refresh_in_background.enqueue(names))


@task()
def refresh_in_background(names: list[list[str]]) -> int:
    """Refresh documents outside the transaction that made them stale; returns how many."""
    return refresh((UUID(key), locale) for key, locale in names).looked_at


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
    now = timezone.now()
    differing = []
    for identity in identities:
        instance = find(identity)
        editions = editions_of(instance, now) if instance is not None else []
        built = {e.built.fingerprint for e in editions}
        rows = PublishedDocument.objects.filter(key=identity[0], locale=identity[1])
        readable = rows.exclude(hidden_after__lte=now)
        if set(readable.values_list("fingerprint", flat=True)) != built:
            differing.append(identity)
    return differing
