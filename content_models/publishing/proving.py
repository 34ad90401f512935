"""Proves that the stored rows of a document are what would be written now; writes nothing."""

from datetime import datetime

from content_models.models.published import Dependency, PublishedDocument
from content_models.publishing.dependents import Identity
from content_models.publishing.editions import Edition, editions_of, find
from content_models.publishing.visibility import Rules
from content_models.publishing.writing import differing, row_values


def is_stale(identity: Identity, now: datetime, rules: Rules) -> bool:
    """Return whether readers, lists or dependents would see another document if it were built now.

    What has ended by itself is of no interest, nor is when what can be read now began. Editions are
    compared as far as they were built ahead.
    """
    key, locale = identity
    stored = list(
        PublishedDocument.objects.filter(key=key, locale=locale)
        .defer("body_gzip", "body_brotli")
        .prefetch_related("relations")
        .order_by("visible_from")
    )
    subject = find(identity, stored[0].kind if stored else None)
    rows = [row for row in stored if row.hidden_after is None or row.hidden_after > now]
    exact_until = rows[-1].visible_from if rows else None
    editions = editions_of(subject, now, rules, exact_until=exact_until)
    if len(rows) != len(editions):
        return True
    pairs = zip(rows, editions, strict=True)
    return any(_differs(row, edition, now) for row, edition in pairs) or _misses_dependencies(
        identity, editions
    )


def _differs(row: PublishedDocument, edition: Edition, now: datetime) -> bool:
    built = edition.built
    return bool(
        max(row.visible_from, now) != max(edition.visible_from, now)
        or differing(row, row_values(edition, row.modified_at))
        or bytes(row.body) != built.stored_body
        or {(one.name, one.target_key) for one in row.relations.all()} != set(built.relations)
    )


def _misses_dependencies(identity: Identity, editions: list[Edition]) -> bool:
    """Return whether a change could pass a document by.

    There may be more than are needed: what an edition that has ended depended on stays until the
    document is written again.
    """
    needed = set().union(*(edition.built.dependencies for edition in editions))
    stored = Dependency.objects.filter(key=identity[0], locale=identity[1])
    return not needed <= set(stored.values_list("target", flat=True))
