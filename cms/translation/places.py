"""Where a text stands, in the words of the page editor."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from wagtail import blocks
from wagtail_localize.models import StringSegment, Translation


@dataclass(frozen=True)
class Place:
    """`group` and `block` name what a text belongs to, `label` the text in it."""

    group: str
    block: str
    label: str


def place_of(translation: Translation, segment: StringSegment) -> Place:
    model = translation.source.specific_content_type.model_class()
    first, *rest = segment.context.field_path.split(".")
    field = model._meta.get_field(first)
    name = str(capfirst(getattr(field, "verbose_name", first)))
    if not rest:
        return Place(str(capfirst(model._meta.verbose_name)), "", name)
    block = field.stream_block
    labels = []
    for part in rest:
        block = child_of(block, part)
        label = str(getattr(block, "label", "") or "")
        if label and label not in labels and not isinstance(block, blocks.StreamBlock):
            labels.append(label)
    own = segment.context.path.split(".")[1]
    group = f"{name} · {labels[0]}" if labels else name
    return Place(group, own, " › ".join(labels[1:]) or name)


def child_of(block: Any, part: str) -> Any:
    """Return the block that a part of a path names inside another, None when there is none."""
    if isinstance(block, blocks.ListBlock):
        return block.child_block
    return getattr(block, "child_blocks", {}).get(part)
