"""The pages by kind, images that change places, and what no page can use."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.views.bulk_actions import AddToCollectionBulkAction

from cms.editorial.kinds import ContentViewSetGroup, StartWritingPanel
from content_models.models import WikiImage
from content_models.publishing import store

hooks.register("register_admin_viewset", ContentViewSetGroup)


@hooks.register("construct_homepage_panels")
def offer_to_write(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(StartWritingPanel())


@hooks.register("construct_main_menu")
@hooks.register("construct_search")
def leave_out_files(request: HttpRequest, items: list[Any]) -> None:
    """No page can offer a file, so nobody is asked to upload one; Wagtail calls them documents."""
    items[:] = [item for item in items if item.name != "documents"]


@hooks.register("construct_homepage_summary_items")
def count_no_files(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]


@hooks.register("after_bulk_action")
def refresh_collected(
    request: HttpRequest, action_type: str, images: list[WikiImage], action: BulkAction
) -> None:
    """Refresh what shows images that were put into a collection: no signal tells of it."""
    if isinstance(action, AddToCollectionBulkAction):
        collection = action.get_execution_context()["collection"]
        store.refresh_showing([image.pk for image in images], collection.pk)
