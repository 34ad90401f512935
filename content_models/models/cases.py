"""A case study: a story told once and shown in many articles."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField

from content_models.blocks.base import RICH_TEXT_FEATURES
from content_models.blocks.lists import PeopleBlock
from content_models.models.base import WikiPage
from content_models.models.panels import tabs


class CaseStudyPage(WikiPage):
    """People under pseudonyms, what they were caught in, what turned, what can be learned."""

    people = StreamField(PeopleBlock(required=False), verbose_name=_("people"), blank=True)
    situation = RichTextField(_("situation"), features=RICH_TEXT_FEATURES)
    turning_point = RichTextField(_("turning point"), features=RICH_TEXT_FEATURES, blank=True)
    outcome = RichTextField(_("outcome"), features=RICH_TEXT_FEATURES, blank=True)
    key_learning = RichTextField(_("key learning"), features=RICH_TEXT_FEATURES)

    edit_handler = tabs(
        [
            FieldPanel("people"),
            FieldPanel("situation"),
            FieldPanel("turning_point"),
            FieldPanel("outcome"),
            FieldPanel("key_learning"),
        ]
    )
    parent_page_types = ["content_models.HomePage", "content_models.ArticleSeriesPage"]

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
