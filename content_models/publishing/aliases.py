"""An alias that becomes a page of its own shows nothing that readers could not read before.

While it has an original, both are hidden together. Without it, the alias would be public wherever
it happens to stand, at the next rebuild, and nobody would have decided so.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page

from content_models import locales
from content_models.publishing import dependents, documents, store


def converting(convert: Callable[..., Page]) -> Callable[..., Page]:
    """Return Wagtail's method that makes a page of an alias, for one that stays as public."""

    @wraps(convert)
    def convert_hidden(action: ConvertAliasPageAction, page: Page, *args: Any) -> Page:
        with store.publication(()):
            was_live = page.live
            _keep_hidden(page)
            converted = convert(action, page, *args)
            if was_live:
                store.refresh([dependents.identity_of(converted)])
        return converted

    return convert_hidden


def _keep_hidden(alias: Page) -> None:
    """Make a draft of an alias that readers cannot see."""
    locale = locales.canonical(alias.locale.language_code)
    if documents.readable().filter(key=alias.translation_key, locale=locale).exists():
        return
    alias.live, alias.has_unpublished_changes = False, True
    Page.objects.filter(pk=alias.pk).update(live=False, has_unpublished_changes=True)
