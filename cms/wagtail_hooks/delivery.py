"""Preview links in the page editor, webhooks, and what is still under way to readers."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.delivery import admin, catching_up, previews

hooks.register("register_page_header_buttons", previews.buttons)
hooks.register(
    "register_admin_urls",
    lambda: [*previews.urlpatterns, *admin.urlpatterns, *catching_up.urlpatterns],
)
hooks.register("register_admin_viewset", admin.DeliveryViewSetGroup)


@hooks.register("insert_global_admin_js")
def preview_links() -> str:
    return format_html('<script src="{}" defer></script>', static("cms/preview-links.js"))


@hooks.register("construct_homepage_panels")
def tell_what_waits(request: Any, panels: list[Any]) -> None:
    panels.append(catching_up.CatchingUpPanel())
