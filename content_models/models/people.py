"""People: authors, reviewers and experts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from content_models.blocks.base import RICH_TEXT_FEATURES
from content_models.models.snippets import WikiSnippet


class Person(WikiSnippet):
    """Somebody whose word or work stands in the wiki."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=160)
    credentials = models.CharField(
        _("credentials"), max_length=255, blank=True, help_text=_("For example couples therapist.")
    )
    biography = RichTextField(_("biography"), features=RICH_TEXT_FEATURES, blank=True)
    photo = models.ForeignKey(
        "content_models.WikiImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    website = models.URLField(_("website"), blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("credentials"),
        FieldPanel("biography"),
        FieldPanel("photo"),
        FieldPanel("website"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
    ]

    class Meta(WikiSnippet.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
