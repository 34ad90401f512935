"""The pages by kind, and what the admin leaves out because no page can use it."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem

from cms.editorial.kinds import ContentViewSetGroup, StartWritingPanel

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
