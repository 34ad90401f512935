"""Lets preview templates show the document that a page would become."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from content_models.publishing.preview import preview, preview_block

register = template.Library()


@register.simple_tag
def built_document(instance: Any) -> dict[str, Any]:
    """Return the document of the page or snippet being previewed."""
    return preview(instance)


@register.simple_tag
def built_block(bound_block: Any) -> dict[str, Any] | None:
    """Return one block of the picker as an article would show it."""
    return preview_block(bound_block.block, bound_block.value)


@register.filter
def as_html(fragment: str) -> SafeString:
    """Print a field that ends in `_html`: the builder has sanitised it."""
    return mark_safe(fragment or "")  # noqa: S308
