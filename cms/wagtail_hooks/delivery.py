"""Preview links in the page editor, webhooks and what was delivered."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.delivery import admin, previews

hooks.register("register_page_header_buttons", previews.buttons)
hooks.register("register_admin_urls", lambda: [*previews.urlpatterns, *admin.urlpatterns])
hooks.register("register_admin_viewset", admin.DeliveryViewSetGroup)


@hooks.register("insert_global_admin_js")
def preview_links() -> str:
    return format_html('<script src="{}" defer></script>', static("cms/preview-links.js"))
