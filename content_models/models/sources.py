"""Sources: what the wiki's statements rest on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content_models.models.snippets import WikiSnippet


class Source(WikiSnippet):
    """A citation. Title and authors stay as published; only the note is translated."""

    title_field = "title"

    title = models.CharField(_("title"), max_length=255)
    authors = models.CharField(_("authors"), max_length=255, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(2999)],
    )
    publisher = models.CharField(_("publisher or journal"), max_length=255, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)

    override_translatable_fields = [
        SynchronizedField("title"),
        SynchronizedField("authors"),
        SynchronizedField("publisher"),
    ]
    panels = [
        FieldPanel("title"),
        FieldPanel("authors"),
        FieldPanel("year"),
        FieldPanel("publisher"),
        FieldPanel("url"),
        FieldPanel("note"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("authors"),
        index.FilterField("locale"),
    ]

    class Meta(WikiSnippet.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title"]
