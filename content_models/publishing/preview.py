"""A draft as the document it would become."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from content_models import locales
from content_models.blocks.base import describe_block
from content_models.publishing.build import build
from content_models.publishing.quoting import Quoting
from content_models.publishing.visibility import Rules, keys_above


def preview(instance: Any) -> dict[str, Any]:
    """Return the document of a page or snippet as it stands in the editor. Stores nothing."""
    above = keys_above(instance) if isinstance(instance, Page) else ()
    return build(instance, timezone.now(), Rules(), above).body


def preview_block(block: Any, value: Any) -> dict[str, Any] | None:
    """Return one block as an article would show it, None when it has no published form."""
    locale = locales.canonical(get_language() or "")
    quoting = Quoting(locale=locale, at=timezone.now(), rules=Rules())
    return describe_block(block, value, {"quoting": quoting}, ordinal=1)
