"""A series: articles to be read in order."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from content_models.blocks.base import RICH_TEXT_FEATURES
from content_models.models.base import WikiPage
from content_models.models.panels import tabs


class ArticleSeriesPage(WikiPage):
    """A series. Its parts are the articles below it, in the order of the tree."""

    introduction = RichTextField(_("introduction"), features=RICH_TEXT_FEATURES, blank=True)

    edit_handler = tabs([FieldPanel("introduction")])
    parent_page_types = ["content_models.HomePage"]
    subpage_types = [
        "content_models.ArticlePage",
        "content_models.CaseStudyPage",
        "content_models.ExpertAdvicePage",
        "content_models.QuizPage",
    ]

    # The list shows parts in the order of readers, and lets it be changed where it is seen.
    admin_default_ordering = "ord"

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
