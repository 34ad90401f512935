"""What was deleted while translations of it stay: whatever named it goes on meaning its key.

Rows, blocks, rich text and revisions of every locale name a target by the number of one of its
rows, mostly that of the source locale. Numbers are never given twice.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.deletion import Collector
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

JSON = dict[str, Any]
OnDelete = Callable[[Collector, models.Field, Any, str], None]


class DeletedTarget(models.Model):
    """The key of a page or snippet that is gone."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    key = models.UUIDField(db_index=True)

    class Meta:
        app_label = "content_models"
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "content_type"], name="one_key_a_deleted_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id} {self.object_id} was {self.key}"


class FollowsKey:
    """On deletion, names a translation that stays; where none does, does as `otherwise`.

    It equals `otherwise` for whoever compares: migrations store Django's own ways, and a revision
    that names what is gone without translation can be read by these only.
    """

    def __init__(self, otherwise: OnDelete) -> None:
        self.otherwise = otherwise

    def __call__(self, collector: Collector, field: models.Field, found: Any, using: str) -> None:
        model: Any = field.remote_field.model
        rows = list(found)
        keys = dict(
            model._base_manager.filter(
                pk__in={getattr(row, field.attname) for row in rows}
            ).values_list("pk", "translation_key")
        )
        going = {
            one.pk
            for kind, ones in collector.data.items()
            if issubclass(kind, model)
            for one in ones
        }
        staying = _staying(model, keys.values(), going)
        followed = defaultdict(list)
        for row in rows:
            followed[staying.get(keys.get(getattr(row, field.attname)))].append(row)
        left = followed.pop(None, [])
        for pk, own in followed.items():
            collector.add_field_update(field, pk, own)
        if left:
            self.otherwise(collector, field, left, using)

    def __eq__(self, other: object) -> bool:
        return self is other or self.otherwise == other

    def __hash__(self) -> int:
        return hash(self.otherwise)


def remember(instance: Any) -> None:
    """Note the key of a page or snippet that is about to be deleted."""
    DeletedTarget.objects.update_or_create(
        content_type=_content_type(type(instance)),
        object_id=instance.pk,
        defaults={"key": instance.translation_key},
    )


def keys_of(model: type[models.Model], numbers: Iterable[Any]) -> dict[int, UUID]:
    """Return the keys of those that are gone."""
    found = DeletedTarget.objects.filter(
        content_type=_content_type(model), object_id__in=set(numbers)
    )
    return dict(found.values_list("object_id", "key"))


def targets_of(model: type[models.Model], keys: Iterable[UUID]) -> models.QuerySet[DeletedTarget]:
    """Return those of some keys that are gone."""
    return DeletedTarget.objects.filter(content_type=_content_type(model), key__in=set(keys))


def heirs_of(model: type[models.Model], numbers: Iterable[Any]) -> dict[int, int]:
    """Return for those that are gone the number of a translation that stays, where one does."""
    keys = keys_of(model, numbers)
    staying = _staying(model, keys.values()) if keys else {}
    return {number: staying[key] for number, key in keys.items() if key in staying}


def with_heirs(model: type[models.Model], content: JSON) -> JSON:
    """Return a revision's content that names no row that is gone, where a translation stays."""
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
    copied = {name: [*map(dict, content[name])] for name in relations if content.get(name)}
    content = {**content, **copied}
    named = list(_named(model, content))
    if not named:
        return content
    numbers = {holder[field.name] for holder, field in named}
    gone = DeletedTarget.objects.filter(object_id__in=numbers)
    keys = {
        (kind, number): key
        for kind, number, key in gone.values_list("content_type", "object_id", "key")
    }
    for holder, field in named:
        number = holder[field.name]
        key = keys.get((_content_type(field.related_model).pk, number))
        if key is not None:
            holder[field.name] = _staying(field.related_model, [key]).get(key, number)
    return content


def _named(model: type[models.Model], content: JSON) -> Iterator[tuple[JSON, Any]]:
    """Yield the fields that follow a key, each with what holds its value."""
    holders: list[tuple[type[models.Model], JSON]] = [(model, content)]
    for relation in get_all_child_relations(model):
        children = content.get(relation.get_accessor_name()) or ()
        holders += [(relation.related_model, child) for child in children]
    for kind, holder in holders:
        for field in kind._meta.concrete_fields:
            follows = isinstance(getattr(field.remote_field, "on_delete", None), FollowsKey)
            if follows and holder.get(field.name) is not None:
                yield holder, field


def _staying(
    model: Any, keys: Collection[UUID], without: Collection[int] = ()
) -> dict[UUID | None, int]:
    """Return one row of each key, a live one where there is one."""
    found = model._base_manager.filter(translation_key__in=set(keys)).exclude(pk__in=without)
    return dict(found.order_by("live", "-pk").values_list("translation_key", "pk"))


def _content_type(model: type[models.Model]) -> ContentType:
    """Return the type that texts name a target by: all pages are pages."""
    return ContentType.objects.get_for_model(Page if issubclass(model, Page) else model)
