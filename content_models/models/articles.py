"""An article of a series."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField

from content_models import deleted
from content_models.blocks.lists import CONTENT_NOTICES, FaqBlock, PhrasesBlock, SourcesBlock
from content_models.blocks.sections import ArticleBodyBlock
from content_models.models.base import WikiPage
from content_models.models.panels import tabs


class ArticlePage(WikiPage):
    """One article. Which part of its series it is follows from its place in the tree."""

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    review_due = models.DateField(_("next review due"), null=True, blank=True)
    content_notice = models.CharField(
        _("content notice"),
        max_length=20,
        blank=True,
        choices=CONTENT_NOTICES,
        help_text=_("Readers see it, with help lines, before the text."),
    )
    content_notice_text = models.CharField(_("words of the notice"), max_length=255, blank=True)
    related_quiz = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=deleted.FollowsKey(models.SET_NULL),
        related_name="+",
        verbose_name=_("quiz"),
    )
    quiz_heading = models.CharField(
        _("invitation to the quiz"),
        max_length=160,
        blank=True,
        help_text=_("Leave empty to use the title of the quiz."),
    )
    quiz_text = models.CharField(
        _("what the quiz offers"),
        max_length=255,
        blank=True,
        help_text=_("Leave empty to use the summary of the quiz."),
    )
    body = StreamField(ArticleBodyBlock(required=False), verbose_name=_("sections"), blank=True)
    phrases = StreamField(
        PhrasesBlock(required=False),
        verbose_name=_("phrases"),
        blank=True,
        help_text=_("Words a reader can copy."),
    )
    faq = StreamField(FaqBlock(required=False), verbose_name=_("questions"), blank=True)
    sources = StreamField(SourcesBlock(required=False), verbose_name=_("sources"), blank=True)

    edit_handler = tabs(
        [
            FieldPanel("subtitle"),
            FieldPanel("body"),
            FieldPanel("phrases"),
            FieldPanel("faq"),
            FieldPanel("sources"),
        ],
        extra=[
            MultiFieldPanel(
                [FieldPanel("content_notice"), FieldPanel("content_notice_text")],
                heading=_("Content notice"),
            ),
            MultiFieldPanel(
                [
                    PageChooserPanel("related_quiz", "content_models.QuizPage"),
                    FieldPanel("quiz_heading"),
                    FieldPanel("quiz_text"),
                ],
                heading=_("Quiz"),
            ),
            MultiFieldPanel(
                [FieldPanel("reviewed_on"), FieldPanel("review_due")], heading=_("Review")
            ),
        ],
    )
    parent_page_types = ["content_models.ArticleSeriesPage"]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
