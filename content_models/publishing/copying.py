"""A copy shows what readers read of its source: drafts stay drafts, what is private stays private.

Wagtail copies the row and takes the copy of the latest draft for what was published of it.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from modelcluster.models import get_all_child_relations
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page, PageViewRestriction, Revision

from content_models.models.base import WikiPage
from content_models.publishing.editions import Subject


def keeping_live(copy: Callable[..., Page]) -> Callable[..., Page]:
    """Return Wagtail's method that copies one page, for copies that show what is published."""

    @wraps(copy)
    def copy_published(action: CopyPageAction, page: Page, *args: Any, **kwargs: Any) -> Page:
        published = _published(page.specific) if action.keep_live else None
        copied = copy(action, published or page, *args, **kwargs)
        if published and action.copy_revisions and published.latest_revision_id is not None:
            _keep_published(copied)
        if page.pk != action.page.pk:
            _keep_private(page, copied)
        return copied

    return copy_published


def _published(page: Page) -> WikiPage | None:
    """Return a page as readers have it, None when that is also its latest draft."""
    if not isinstance(page, WikiPage) or not page.live:
        return None
    if page.latest_revision_id == page.live_revision_id:
        return None
    published = Subject(page).form
    if published is not None:
        _number_children(published)
    return published


def _number_children(page: WikiPage) -> None:
    """Number what a revision holds unsaved: Wagtail finds the copies of children by number."""
    number = 0
    for relation in get_all_child_relations(type(page)):
        for child in getattr(page, relation.get_accessor_name()).all():
            if child.pk is None:
                number -= 1
                child.pk = number


def _keep_published(copied: Page) -> None:
    """Make a revision of what a copy shows, from before that of its draft."""
    draft = copied.live_revision
    copied.live_revision = Revision.objects.create(
        content_object=copied,
        base_content_type=draft.base_content_type,
        user=draft.user,
        created_at=draft.created_at - timedelta(microseconds=1),
        content=copied.serializable_data(),
        object_str=str(copied),
    )
    copied.save(update_fields=["live_revision"], clean=False)


def _keep_private(page: Page, copied: Page) -> None:
    """Restrict what was copied with the page above it: Wagtail copies what restricts that one."""
    for restriction in page.view_restrictions.all():
        own = PageViewRestriction.objects.create(
            page=copied,
            restriction_type=restriction.restriction_type,
            password=restriction.password,
        )
        own.groups.set(restriction.groups.all())
