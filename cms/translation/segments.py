"""Takes the texts of a source apart into segments, in a number of queries that does not grow.

The text to translate is the published one, and the latest draft of what was never published: not
the row, in which a first draft may still stand.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from cms.translation import carrying, memory

BATCH = 500
# What may change of a segment without making it another one.
CHANGES_IN_PLACE = {"order", "attrs", "data_json"}


def source_form(instance: Any) -> Any:
    """Return a page or snippet as it is to be translated."""
    if isinstance(instance, Page):
        instance = instance.specific
    if not isinstance(instance, DraftStateMixin):
        return instance
    if getattr(instance, "alias_of_id", None):
        return instance
    revision = instance.live_revision if instance.live else instance.latest_revision
    return revision.as_object() if revision is not None else instance


@transaction.atomic
def refresh(source: TranslationSource) -> None:
    """Make the segments of a source those of its content, and carry its translations over."""
    instance = source.as_instance()
    values = extract_segments(instance)
    before = carrying.places(source)
    contexts = _contexts(source, {value.path for value in values}, instance)
    strings = _strings(source, [v for v in values if isinstance(v, StringSegmentValue)])
    _store_strings(source, values, contexts, strings)
    _store_others(source, values, contexts)
    carrying.carry(source, before)
    memory.index(strings.values())


def _contexts(
    source: TranslationSource, paths: Iterable[str], instance: Any
) -> dict[str, TranslationContext]:
    known = {
        context.path: context
        for context in TranslationContext.objects.filter(object=source.object_id)
    }
    new = []
    for path in sorted(set(paths) - known.keys()):
        context = TranslationContext(
            object_id=source.object_id, path=path, path_id=TranslationContext._get_path_id(path)
        )
        # Finding the field path saves the context; all new ones are saved together below.
        context.save = lambda **options: None
        context.get_field_path(instance)
        del context.save
        new.append(context)
    for context in TranslationContext.objects.bulk_create(new, batch_size=BATCH):
        known[context.path] = context
    return known


def _strings(source: TranslationSource, values: Sequence[StringSegmentValue]) -> dict[UUID, String]:
    wanted = {String._get_data_hash(value.string.data): value.string.data for value in values}
    known = _by_hash(source.locale_id, wanted)
    String.objects.bulk_create(
        [
            String(locale_id=source.locale_id, data=data, data_hash=digest)
            for digest, data in wanted.items()
            if digest not in known
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    return _by_hash(source.locale_id, wanted) if wanted.keys() - known.keys() else known


def _by_hash(locale: int, hashes: Iterable[UUID]) -> dict[UUID, String]:
    wanted = list(hashes)
    found: dict[UUID, String] = {}
    for start in range(0, len(wanted), BATCH):
        rows = String.objects.filter(locale=locale, data_hash__in=wanted[start : start + BATCH])
        found.update((row.data_hash, row) for row in rows)
    return found


def _store_strings(
    source: TranslationSource,
    values: Sequence[Any],
    contexts: dict[str, TranslationContext],
    strings: dict[UUID, String],
) -> None:
    _replace(
        StringSegment,
        source,
        [
            {
                "context_id": contexts[value.path].pk,
                "order": value.order,
                "string_id": strings[String._get_data_hash(value.string.data)].pk,
                "attrs": _encode(value.attrs),
            }
            for value in values
            if isinstance(value, StringSegmentValue)
        ],
    )


def _store_others(
    source: TranslationSource, values: Sequence[Any], contexts: dict[str, TranslationContext]
) -> None:
    rows: dict[type[Model], list[dict[str, Any]]] = {
        TemplateSegment: [],
        RelatedObjectSegment: [],
        OverridableSegment: [],
    }
    for value in values:
        own = {"context_id": contexts[value.path].pk, "order": value.order}
        if isinstance(value, TemplateSegmentValue):
            rows[TemplateSegment].append({**own, "template_id": Template.from_value(value).pk})
        elif isinstance(value, RelatedObjectSegmentValue):
            related, _created = TranslatableObject.objects.get_or_create(
                content_type=value.content_type, translation_key=value.translation_key
            )
            rows[RelatedObjectSegment].append({**own, "object_id": related.pk})
        elif isinstance(value, OverridableSegmentValue):
            rows[OverridableSegment].append({**own, "data_json": _encode(value.data)})
    for model, wanted in rows.items():
        _replace(model, source, wanted)


def _replace(model: type[Model], source: TranslationSource, wanted: list[dict[str, Any]]) -> None:
    """Make the rows of a source the wanted ones; what stays keeps its id, also where it moved.

    A translator who has the desk open while the source is published names texts by these ids.
    """
    known: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in model._default_manager.filter(source=source).order_by("-order", "-pk"):
        known[_identity(vars(row), wanted)].append(row)
    moved, new = [], []
    for fields in wanted:
        same = known[_identity(fields, wanted)]
        if not same:
            new.append(model(source=source, **fields))
            continue
        row = same.pop()
        if any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            moved.append(row)
    gone = [row.pk for rows in known.values() for row in rows]
    model._default_manager.filter(pk__in=gone).delete()
    if moved:
        changed = CHANGES_IN_PLACE.intersection(wanted[0])
        model._default_manager.bulk_update(moved, sorted(changed), batch_size=BATCH)
    model._default_manager.bulk_create(new, batch_size=BATCH)


def _identity(fields: Mapping[str, Any], wanted: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    names = wanted[0].keys() - CHANGES_IN_PLACE if wanted else ()
    return tuple(fields[name] for name in sorted(names))


def _encode(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
