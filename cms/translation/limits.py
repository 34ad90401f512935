"""How long a text may be where it is to stand."""

from wagtail import blocks
from wagtail_localize.models import StringSegment, Translation

from cms.translation import similarity


def limit_of(translation: Translation, segment: StringSegment) -> int | None:
    """Return how many characters the field or block of a text takes; None without a limit."""
    model = translation.source.specific_content_type.model_class()
    first, *rest = segment.context.field_path.split(".")
    field = model._meta.get_field(first)
    block = getattr(field, "stream_block", None)
    if block is None:
        return getattr(field, "max_length", None)
    for name in rest:
        block = _child(block, name)
    return getattr(getattr(block, "field", None), "max_length", None)


def too_long(translation: Translation, segment: StringSegment, words: str) -> bool:
    limit = limit_of(translation, segment)
    return limit is not None and len(similarity.plain(words)) > limit


def _child(block: blocks.Block | None, name: str) -> blocks.Block | None:
    if isinstance(block, blocks.ListBlock):
        return block.child_block
    return getattr(block, "child_blocks", {}).get(name)
