"""The home page of a locale: the root of its tree and what every page shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField

from content_models.blocks.lists import FeaturedBlock, HelpLinesBlock
from content_models.models.base import WikiPage


class HomePage(WikiPage):
    """The wiki in one locale. Its title is the name of the wiki."""

    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    logo = models.ForeignKey(
        "content_models.WikiImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    help_lines = StreamField(
        HelpLinesBlock(required=False),
        verbose_name=_("help lines"),
        blank=True,
        help_text=_("Where readers find help. Shown beside content notices."),
    )
    featured = StreamField(
        FeaturedBlock(required=False), verbose_name=_("featured pages"), blank=True
    )

    content_panels = [
        *WikiPage.content_panels,
        FieldPanel("tagline"),
        FieldPanel("summary"),
        FieldPanel("featured"),
    ]
    site_panels = [
        FieldPanel("logo"),
        FieldPanel("cover"),
        FieldPanel("cover_alt"),
        FieldPanel("contact_email"),
        FieldPanel("help_lines"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Welcome")),
            ObjectList(site_panels, heading=_("Site and help")),
            ObjectList(WikiPage.promote_panels, heading=_("Search engines")),
            ObjectList(WikiPage.settings_panels, heading=_("Settings")),
        ]
    )

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "content_models.ArticleSeriesPage",
        "content_models.CaseStudyPage",
        "content_models.ExpertAdvicePage",
        "content_models.QuizPage",
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
