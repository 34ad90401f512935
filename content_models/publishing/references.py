"""What a page or snippet refers to: other pages and snippets, images."""

from typing import Any

from wagtail.models import ReferenceIndex


def references_of(instance: Any) -> list[tuple[int, str]]:
    """Return the content type and number of everything an instance refers to, in its order.

    A long page takes a while to look through, so a page that is being published is looked through
    once for all who ask.
    """
    if not getattr(instance, "is_being_published", False):
        return _extracted(instance)
    if instance.references is None:
        instance.references = _extracted(instance)
    return instance.references


def _extracted(instance: Any) -> list[tuple[int, str]]:
    found = ReferenceIndex._extract_references_from_object(instance)
    return [(content_type, pk) for content_type, pk, _model_path, _content_path in found]
