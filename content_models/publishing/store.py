"""The only writer of what is published: documents, dependencies and the change log."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import DraftStateMixin, Page

from content_models import locales
from content_models.models.base import WikiPage
from content_models.models.published import (
    ALWAYS,
    Change,
    Dependency,
    PublishedDocument,
    PublishedRelation,
    PublishedTotal,
    PublishedTranslation,
)
from content_models.models.quizzes import QuizPage
from content_models.models.snippets import WikiSnippet
from content_models.publishing import compression, events, quizzes, redirecting, translations
from content_models.publishing.build import KINDS, Built, build, encode
from content_models.publishing.dependents import (
    Identity,
    below,
    dependents_of,
    identity_of,
    members_of,
)
from content_models.publishing.visibility import HIDDEN, Visibility, visibility

# Above this many dependents the rest is rebuilt in the background.
INLINE_DEPENDENTS = 100

# Names the lock that keeps two publishing transactions from building on each other's past.
PUBLISHING_LOCK = 0x57494B49

# Which part of a body other documents quote beside the card.
QUOTED_PARTS = ("case", "advice", "site")


@dataclass
class Refreshed:
    """What a refresh did."""

    published: list[Identity] = field(default_factory=list)
    withdrawn: list[Identity] = field(default_factory=list)
    rewritten: list[Identity] = field(default_factory=list)
    looked_at: int = 0
    # Kinds and locales in which rows may have come or gone.
    groups: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Edition:
    """A document and the time in which it is the one to read."""

    built: Built
    visible_from: datetime
    hidden_after: datetime | None


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
                changed = quizzes.record(form) or changed
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
        outcome = _refresh_one(identity, now)
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


@dataclass
class _Outcome:
    published: list[Identity] = field(default_factory=list)
    withdrawn: list[Identity] = field(default_factory=list)
    rewritten: list[Identity] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    below: list[Identity] = field(default_factory=list)
    groups: set[tuple[str, str]] = field(default_factory=set)


def _refresh_one(identity: Identity, now: datetime) -> _Outcome:
    instance = find(identity)
    editions = editions_of(instance, now) if instance is not None else []
    stored = list(
        PublishedDocument.objects.filter(key=identity[0], locale=identity[1]).order_by(
            "visible_from"
        )
    )
    outcome = _Outcome()
    if instance is None:
        redirecting.forget(identity)
    if not editions and not stored:
        return outcome
    if len(editions) != len(stored):
        kind = editions[0].built.kind if editions else stored[0].kind
        outcome.groups.add((kind, identity[1]))
    # Writing changes the rows in place, so what they were is noted first.
    before = _effective(stored, now)
    old_path = before.path if before else None
    outcome.targets = _changed_targets(identity, stored, editions)
    if editions:
        _put(identity, editions, stored, now, outcome)
    else:
        _take_away(identity, stored, now, outcome, is_gone=instance is None)
    new_path = editions[0].built.path if editions else None
    if isinstance(instance, Page) and old_path != new_path:
        _redirect(identity, instance, old_path, new_path)
        outcome.below = below(instance)
    return outcome


def _put(
    identity: Identity,
    editions: list[Edition],
    stored: list[PublishedDocument],
    now: datetime,
    outcome: _Outcome,
) -> None:
    """Write the editions of a document, and note what readers and indexes see of it."""
    before = _effective(stored, now)
    old_fingerprint = before.fingerprint if before else None
    crossed = any(_has_crossed(row, now) for row in stored)
    built = editions[0].built
    if _write(identity, editions, stored, now):
        outcome.rewritten.append(identity)
    if built.fingerprint != old_fingerprint:
        outcome.published.append(identity)
    if crossed or built.fingerprint != old_fingerprint:
        _log(Change.Action.UPSERT, identity, built, now)


def _take_away(
    identity: Identity,
    stored: list[PublishedDocument],
    now: datetime,
    outcome: _Outcome,
    *,
    is_gone: bool,
) -> None:
    """Remove the rows of a document that nobody may read any more."""
    PublishedDocument.objects.filter(pk__in=[row.pk for row in stored]).delete()
    Dependency.objects.filter(key=identity[0], locale=identity[1]).delete()
    if is_gone:
        PublishedTranslation.objects.filter(key=identity[0], locale=identity[1]).delete()
    outcome.withdrawn.append(identity)
    outcome.rewritten.append(identity)
    _log_removal(identity, stored[-1], now)


def _redirect(identity: Identity, page: Page, old_path: str | None, new_path: str | None) -> None:
    """Let the address that a document leaves lead to wherever it is public next."""
    if new_path:
        redirecting.arrive(new_path)
    if old_path:
        redirecting.leave(identity, old_path, page=page if new_path else None)


def refresh_redirects() -> None:
    """Make editors' redirects true for readers."""
    with transaction.atomic():
        take_lock()
        if redirecting.sync():
            redirecting.log(timezone.now())
            events.redirects_changed.send(sender=refresh_redirects)


def find(identity: Identity) -> Any | None:
    """Return the page or snippet of a document as it stands in the tables, or None."""
    key, locale = identity
    code = locales.language_code(locale)
    page = Page.objects.filter(translation_key=key, locale__language_code=code).first()
    if page is not None:
        # While a page is being deleted, its own row goes before the one that all pages share.
        model = page.specific_class
        is_ours = model is not None and issubclass(model, WikiPage)
        return model._default_manager.filter(pk=page.pk).first() if is_ours else None
    for model in KINDS:
        if issubclass(model, WikiSnippet):
            found = model.objects.filter(translation_key=key, locale__language_code=code).first()
            if found is not None:
                return found
    return None


def published_form(instance: Any) -> Any | None:
    """Return the published revision of a page or snippet, None when it was never published.

    The row itself may hold text that nobody has published, so it is never used. An alias has no
    revisions of its own: it shows the published revision of its original at its own address. One
    that holds a place in another locale shows nothing.
    """
    if isinstance(instance, WikiPage) and instance.alias_of_id:
        return None if instance.is_placeholder else _alias_form(instance)
    if isinstance(instance, DraftStateMixin) and instance.live_revision_id:
        form = instance.with_content_json(instance.live_revision.content)
        # A revision remembers the publications before it, not its own.
        form.first_published_at = instance.first_published_at
        form.last_published_at = instance.last_published_at
        return form
    return None


def _alias_form(alias: Page) -> Any | None:
    original = alias
    while original.alias_of_id:
        original = original.alias_of
    if original.live_revision_id is None:
        return None
    form = alias.with_content_json(dict(original.live_revision.content))
    for name in ("slug", "url_path", "first_published_at", "last_published_at"):
        setattr(form, name, getattr(alias, name))
    return form


def editions_of(instance: Any, now: datetime) -> list[Edition]:
    """Return what readers may read of a page or snippet from now on, in order of time.

    There is one edition, and one more for each moment at which something it quotes appears or
    expires by itself; none when it is not public.
    """
    visible = _visibility(instance, now)
    form = published_form(instance) if visible.public else None
    if form is None:
        return []
    editions: list[Edition] = []
    start, moment = ALWAYS, now
    while True:
        built = build(form, moment)
        following = [boundary for boundary in built.boundaries if boundary > moment]
        if visible.hidden_after is not None:
            following.append(visible.hidden_after)
        end = min(following, default=None)
        if editions and editions[-1].built.fingerprint == built.fingerprint:
            editions[-1] = Edition(built, editions[-1].visible_from, end)
        else:
            editions.append(Edition(built, start, end))
        if end is None or end == visible.hidden_after:
            return editions
        start = moment = end


def _visibility(instance: Any, now: datetime) -> Visibility:
    if isinstance(instance, Page):
        return visibility(instance, now)
    if not instance.live:
        return HIDDEN
    expired = instance.expire_at is not None and instance.expire_at <= now
    return HIDDEN if expired else Visibility(public=True, hidden_after=instance.expire_at)


def _has_crossed(row: PublishedDocument, now: datetime) -> bool:
    """Return whether an edition began or ended by itself: from now on only the log can tell."""
    began = ALWAYS < row.visible_from <= now
    return began or (row.hidden_after is not None and row.hidden_after <= now)


def _effective(rows: list[PublishedDocument], now: datetime) -> PublishedDocument | None:
    """Return the row that a reader gets at this moment."""
    for row in rows:
        if row.visible_from <= now and (row.hidden_after is None or row.hidden_after > now):
            return row
    return None


def _write(
    identity: Identity, editions: list[Edition], stored: list[PublishedDocument], now: datetime
) -> bool:
    """Store the editions and remove what is no longer one; return whether any row changed."""
    rows = {row.visible_from: row for row in stored}
    current = _effective(stored, now)
    same = current is not None and current.fingerprint == editions[0].built.fingerprint
    first_modified_at = current.modified_at if current is not None and same else now
    written = False
    for edition in editions:
        row = rows.pop(edition.visible_from, None) or PublishedDocument(
            key=identity[0], locale=identity[1], visible_from=edition.visible_from
        )
        modified_at = first_modified_at if edition is editions[0] else edition.visible_from
        written = _write_row(row, edition, modified_at) or written
    PublishedDocument.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    _write_dependencies(identity, set().union(*(e.built.dependencies for e in editions)))
    return written or bool(rows)


def _write_row(row: PublishedDocument, edition: Edition, modified_at: datetime) -> bool:
    built = edition.built
    values = {
        "kind": built.kind,
        "slug": built.slug,
        "path": built.path,
        "title": built.body["title"],
        "parent_key": built.parent_key,
        "position": built.position,
        "audience": built.body.get("audience", ""),
        "published_at": _moment(built.body["published_at"], modified_at),
        "updated_at": _moment(built.body["updated_at"], modified_at),
        "modified_at": modified_at,
        "hidden_after": edition.hidden_after,
        "fingerprint": built.fingerprint,
        "card": encode(built.card),
    }
    body = encode(built.body)
    if row.pk is None or bytes(row.body) != body:
        values |= compression.stored_forms(body)
    same = row.pk is not None and all(
        _comparable(getattr(row, name)) == value for name, value in values.items()
    )
    if not same:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    relations = set(built.relations)
    if {(r.name, r.target_key) for r in row.relations.all()} != relations:
        row.relations.all().delete()
        PublishedRelation.objects.bulk_create(
            PublishedRelation(document=row, name=name, target_key=key) for name, key in relations
        )
    return not same


def _comparable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _moment(text: str | None, otherwise: datetime) -> datetime:
    return datetime.fromisoformat(text) if text else otherwise


def _write_dependencies(identity: Identity, targets: set[str]) -> None:
    key, locale = identity
    stored = Dependency.objects.filter(key=key, locale=locale)
    known = set(stored.values_list("target", flat=True))
    stored.filter(target__in=known - targets).delete()
    Dependency.objects.bulk_create(
        Dependency(key=key, locale=locale, target=target) for target in sorted(targets - known)
    )


def _changed_targets(
    identity: Identity, stored: list[PublishedDocument], editions: list[Edition]
) -> set[str]:
    """Return what dependents have to look at again; nothing when they would see no difference."""
    old = [_quotable(row.kind, bytes(row.card), bytes(row.body), row) for row in stored]
    new = [_quotable(e.built.kind, encode(e.built.card), encode(e.built.body), e) for e in editions]
    before = [_place(row.title, row, row) for row in stored]
    after = [_place(e.built.body["title"], e.built, e) for e in editions]
    if old == new and before == after:
        return set()
    parents = {place.parent_key for place in [*before, *after] if place.parent_key}
    names = ("children",) if before == after else ("children", "siblings")
    return {f"key:{identity[0]}", *(f"{name}:{parent}" for parent in parents for name in names)}


class _Place(NamedTuple):
    """What the documents beside one show of it."""

    title: str
    path: str
    parent_key: UUID | None
    position: str
    visible_from: datetime
    hidden_after: datetime | None


def _place(title: str, placed: Built | PublishedDocument, span: Any) -> _Place:
    return _Place(
        title,
        placed.path,
        placed.parent_key,
        placed.position,
        span.visible_from,
        span.hidden_after,
    )


def _quotable(kind: str, card: bytes, body: bytes, span: Any) -> tuple[Any, ...]:
    """Return what other documents can show of one, with the time it is readable."""
    quoted: Any = None
    if kind in ("home", "case-study", "expert-advice"):
        parsed = json.loads(body)
        quoted = [parsed.get(part) for part in QUOTED_PARTS]
    return card, quoted, span.visible_from, span.hidden_after


def _log(action: str, identity: Identity, built: Built, now: datetime) -> None:
    Change.objects.create(
        at=now,
        action=action,
        key=identity[0],
        locale=identity[1],
        kind=built.kind,
        fingerprint=built.fingerprint,
        url=built.body.get("url") or "",
    )


def _log_removal(identity: Identity, row: PublishedDocument, now: datetime) -> None:
    Change.objects.create(
        at=now,
        action=Change.Action.REMOVE,
        key=identity[0],
        locale=identity[1],
        kind=row.kind,
        url=f"{settings.WIKI_FRONTEND_URL}{row.path}" if row.path else "",
    )


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
