"""Expert advice: one piece of advice, why it works and how to practise it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField

from content_models.blocks.base import RICH_TEXT_FEATURES
from content_models.blocks.lists import SourcesBlock
from content_models.models.base import WikiPage
from content_models.models.panels import tabs


class ExpertAdvicePage(WikiPage):
    """One piece of advice. The person who gives it is a contributor in the role of expert."""

    advice = RichTextField(_("advice"), features=RICH_TEXT_FEATURES)
    why_it_works = RichTextField(_("why it works"), features=RICH_TEXT_FEATURES, blank=True)
    practice = RichTextField(_("how to practise it"), features=RICH_TEXT_FEATURES, blank=True)
    sources = StreamField(SourcesBlock(required=False), verbose_name=_("sources"), blank=True)

    edit_handler = tabs(
        [
            FieldPanel("advice"),
            FieldPanel("why_it_works"),
            FieldPanel("practice"),
            FieldPanel("sources"),
        ]
    )
    parent_page_types = ["content_models.HomePage", "content_models.ArticleSeriesPage"]

    class Meta:
        verbose_name = _("expert advice")
        verbose_name_plural = _("expert advice")
