"""What decides about the public and what the public reads change in one step.

Wagtail publishes a page by saving its row, telling of it, and writing aliases and history, each in
a transaction of its own; a restriction, a site or a redirect is saved before anybody hears of it.
Whatever dies in between would leave a page that writers and readers see differently.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction, Site

from content_models.publishing import aliases, copying, dependents, store

DECIDE_WHAT_IS_PUBLIC = (
    PageViewRestriction,
    CollectionViewRestriction,
    Collection,
    Site,
    Locale,
    Redirect,
)


def make_whole() -> None:
    """Let publishing, withdrawing and saving what decides about both happen wholly or not at all.

    Views, commands, workflows and snippets all end here, some without anything of ours before.
    Copying publishes too, and moving a page or a collection is a way of saving it.
    """
    publish = PublishRevisionAction.execute
    PublishRevisionAction.execute = _whole(publish, lambda action: [action.object])
    for action in (UnpublishAction, UnpublishPageAction, MovePageAction, CopyPageAction):
        action.execute = _whole(action.execute)
    CopyPageAction._copy_page = copying.keeping_live(CopyPageAction._copy_page)
    ConvertAliasPageAction._convert_alias = aliases.converting(
        ConvertAliasPageAction._convert_alias
    )
    for model in DECIDE_WHAT_IS_PUBLIC:
        model.save = _whole(model.save)
    Collection.move = _moving(Collection.move)


def _whole(
    method: Callable[..., Any], published: Callable[[Any], Iterable[Any]] = lambda own: ()
) -> Callable[..., Any]:
    """Return a method in a transaction, in which some instances are published."""

    @wraps(method)
    def whole(self: Any, *args: Any, **kwargs: Any) -> Any:
        with store.publication(published(self)):
            return method(self, *args, **kwargs)

    return whole


def _moving(move: Callable[..., None]) -> Callable[..., None]:
    """Return a collection's method that moves it, with what readers see of its images."""

    @wraps(move)
    def moving(self: Collection, *args: Any, **kwargs: Any) -> None:
        with store.publication(()):
            move(self, *args, **kwargs)
            moved = Collection.objects.get(pk=self.pk)
            store.refresh_showing(dependents.images_in(moved), moved.pk)

    return moving
