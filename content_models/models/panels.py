"""How the tabs of every page are arranged in the admin."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface

from content_models.models.base import WikiPage


def tabs(content: Sequence[Any], *, extra: Sequence[Any] = ()) -> TabbedInterface:
    """Return the tabs of a page type: its own content first, then what all pages share."""
    return TabbedInterface(
        [
            ObjectList([*WikiPage.content_panels, *content], heading=_("Content")),
            ObjectList(
                [*WikiPage.about_panels, *extra, *WikiPage.people_panels, *WikiPage.related_panels],
                heading=_("About this page"),
            ),
            ObjectList(
                [
                    FieldPanel("slug"),
                    FieldPanel("seo_title"),
                    FieldPanel("search_description"),
                ],
                heading=_("Search engines"),
            ),
            ObjectList(WikiPage.settings_panels, heading=_("Settings")),
        ]
    )
