"""From a page or snippet to its document; it only reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from wagtail.models import Page

from content_models import locales
from content_models.publishing.build.built import Built, encode
from content_models.publishing.build.content import build_content
from content_models.publishing.build.kinds import KINDS
from content_models.publishing.build.pages import build_page
from content_models.publishing.build.records import build_record, build_snippet
from content_models.publishing.quoting import Quoting
from content_models.publishing.visibility import Rules

__all__ = ["KINDS", "Built", "build", "build_content", "build_record", "encode"]


def build(instance: Any, at: datetime, rules: Rules, above: Sequence[UUID] = ()) -> Built:
    """Return the document of a page or snippet as readers may see it at a moment.

    Args:
        instance: the published revision, or a draft when it is built for a preview.
        above: the keys of the pages that a page lies below, the home page first.
    """
    locale = locales.canonical(instance.locale.language_code)
    quoting = Quoting(locale=locale, at=at, rules=rules)
    with translation.override(locales.language_code(locale)):
        if isinstance(instance, Page):
            built = build_page(instance, list(above), quoting)
        else:
            built = build_snippet(instance, quoting)
    built.complete()
    built.dependencies = quoting.dependencies
    built.boundaries = quoting.boundaries
    return built
