"""Writes the rows of one document: its editions, dependencies, redirects and lines of the log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from wagtail.models import Page

from content_models.frontend import url_of
from content_models.models.published import (
    ALWAYS,
    Change,
    Dependency,
    PublishedDocument,
    PublishedRelation,
    PublishedTranslation,
)
from content_models.publishing import compression, redirecting, waiting
from content_models.publishing.build import Built
from content_models.publishing.dependents import Identity, aliases_of, below
from content_models.publishing.editions import Edition, Subject, editions_of, find
from content_models.publishing.quoting import target_at
from content_models.publishing.visibility import Rules

# Which part of a body other documents quote beside the card.
QUOTED_PARTS = ("case", "advice", "site")


@dataclass
class Outcome:
    """What rewriting one document did, and what has to be looked at because of it."""

    published: list[Identity] = field(default_factory=list)
    withdrawn: list[Identity] = field(default_factory=list)
    rewritten: list[Identity] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    below: list[Identity] = field(default_factory=list)
    aliases: list[Identity] = field(default_factory=list)
    groups: set[tuple[str, str]] = field(default_factory=set)
    # Lines for the log, not written yet.
    changes: list[Change] = field(default_factory=list)
    # Whether readers can no longer read it, or not for as long as before.
    hides: bool = False


def rewrite(
    identity: Identity,
    known: Subject | None,
    now: datetime,
    rules: Rules,
    *,
    is_hidden: bool = False,
) -> Outcome:
    """Make the rows of one document what they should be; writes nothing when they are.

    What the log has to tell of it is left to the caller.

    Args:
        known: its page or snippet, where the caller has it.
        is_hidden: withdraw it, though its page is public.
    """
    stored = list(
        PublishedDocument.objects.filter(key=identity[0], locale=identity[1])
        .defer("body_gzip", "body_brotli")
        .order_by("visible_from")
    )
    subject = known or find(identity, stored[0].kind if stored else None)
    editions = [] if is_hidden else editions_of(subject, now, rules)
    instance = subject.instance if subject is not None else None
    outcome = Outcome()
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
    old_end = _end(stored)
    outcome.targets = _changed_targets(identity, stored, editions)
    if editions:
        _put(identity, editions, stored, now, outcome)
    else:
        _take_away(identity, stored, now, outcome, is_gone=instance is None)
    new_path = editions[0].built.path if editions else None
    if isinstance(instance, Page) and old_path != new_path:
        _redirect(identity, instance, old_path, new_path)
        outcome.below = below(instance)
    if isinstance(instance, Page) and old_end != _end(editions):
        outcome.aliases = aliases_of(instance)
    return outcome


def _end(spans: Sequence[Any]) -> tuple[bool, datetime | None]:
    """Return whether there is anything to read, and until when."""
    return bool(spans), spans[-1].hidden_after if spans else None


def _put(
    identity: Identity,
    editions: list[Edition],
    stored: list[PublishedDocument],
    now: datetime,
    outcome: Outcome,
) -> None:
    """Write the editions of a document, and note what readers and indexes see of it."""
    before = _effective(stored, now)
    old_fingerprint = before.fingerprint if before else None
    old_end = stored[-1].hidden_after if stored else None
    crossed = any(_has_crossed(row, now) for row in stored)
    built = editions[0].built
    if _write(identity, editions, stored, now):
        outcome.rewritten.append(identity)
    if editions[-1].rebuild_at is not None:
        waiting.leave_until(identity, editions[-1].rebuild_at)
    if built.fingerprint != old_fingerprint:
        outcome.published.append(identity)
    outcome.hides = bool(stored) and _ends_earlier(editions[-1].hidden_after, old_end)
    if crossed or built.fingerprint != old_fingerprint:
        outcome.changes.append(_change(identity, built, now))


def _take_away(
    identity: Identity,
    stored: list[PublishedDocument],
    now: datetime,
    outcome: Outcome,
    *,
    is_gone: bool,
) -> None:
    """Remove the rows of a document that nobody may read any more."""
    PublishedDocument.objects.filter(pk__in=[row.pk for row in stored]).delete()
    Dependency.objects.filter(key=identity[0], locale=identity[1]).delete()
    if is_gone:
        PublishedTranslation.objects.filter(key=identity[0], locale=identity[1]).delete()
    outcome.withdrawn.append(identity)
    outcome.hides = True
    outcome.rewritten.append(identity)
    outcome.changes.append(_removal(identity, stored[-1], now))


def _redirect(identity: Identity, page: Page, old_path: str | None, new_path: str | None) -> None:
    """Let the address that a document leaves lead to wherever it is public next."""
    if new_path:
        redirecting.arrive(new_path)
    if old_path:
        redirecting.leave(identity, old_path, page=page if new_path else None)


def _ends_earlier(end: datetime | None, old_end: datetime | None) -> bool:
    return end is not None and (old_end is None or end < old_end)


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
    if rows:
        PublishedDocument.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    _write_dependencies(identity, set().union(*(e.built.dependencies for e in editions)))
    return written or bool(rows)


def row_values(edition: Edition, modified_at: datetime) -> dict[str, Any]:
    """Return what the row of an edition holds beside its name, its times of beginning and its body.

    Args:
        modified_at: when the document became what it is.
    """
    built = edition.built
    return {
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
        "card": built.stored_card,
    }


def differing(row: PublishedDocument, values: dict[str, Any]) -> dict[str, Any]:
    """Return those of some values that a row does not hold."""
    return {
        name: value for name, value in values.items() if _comparable(getattr(row, name)) != value
    }


def _write_row(row: PublishedDocument, edition: Edition, modified_at: datetime) -> bool:
    built = edition.built
    values = row_values(edition, modified_at)
    changed = differing(row, values) if row.pk else values
    if row.pk is None or bytes(row.body) != built.stored_body:
        changed |= compression.stored_forms(built.stored_body)
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed) if row.pk else None)
    relations = set(built.relations)
    if {(r.name, r.target_key) for r in row.relations.all()} != relations:
        row.relations.all().delete()
        PublishedRelation.objects.bulk_create(
            PublishedRelation(document=row, name=name, target_key=key) for name, key in relations
        )
    return bool(changed)


def _comparable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _moment(text: str | None, otherwise: datetime) -> datetime:
    return datetime.fromisoformat(text) if text else otherwise


def _write_dependencies(identity: Identity, targets: set[str]) -> None:
    key, locale = identity
    stored = Dependency.objects.filter(key=key, locale=locale)
    known = set(stored.values_list("target", flat=True))
    if known - targets:
        stored.filter(target__in=known - targets).delete()
    Dependency.objects.bulk_create(
        Dependency(key=key, locale=locale, target=target) for target in sorted(targets - known)
    )


def _changed_targets(
    identity: Identity, stored: list[PublishedDocument], editions: list[Edition]
) -> set[str]:
    """Return what dependents have to look at again; nothing when they would see no difference."""
    old = [_quotable(row.kind, bytes(row.card), bytes(row.body), row) for row in stored]
    new = [_quotable(e.built.kind, e.built.stored_card, e.built.stored_body, e) for e in editions]
    before = [_place(row.title, row, row) for row in stored]
    after = [_place(e.built.body["title"], e.built, e) for e in editions]
    if old == new and before == after:
        return set()
    places = [*before, *after]
    parents = {place.parent_key for place in places if place.parent_key}
    names = ("children",) if before == after else ("children", "siblings")
    return {
        f"key:{identity[0]}",
        *(f"{name}:{parent}" for parent in parents for name in names),
        *(target_at(place.path) for place in places if place.path),
    }


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


def _change(identity: Identity, built: Built, now: datetime) -> Change:
    return Change(
        at=now,
        action=Change.Action.UPSERT,
        key=identity[0],
        locale=identity[1],
        kind=built.kind,
        fingerprint=built.fingerprint,
        url=built.body.get("url") or "",
    )


def _removal(identity: Identity, row: PublishedDocument, now: datetime) -> Change:
    return Change(
        at=now,
        action=Change.Action.REMOVE,
        key=identity[0],
        locale=identity[1],
        kind=row.kind,
        url=url_of(row.path) if row.path else "",
    )
