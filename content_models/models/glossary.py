"""The glossary: one preferred word per idea and locale."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from content_models.blocks.base import RICH_TEXT_FEATURES
from content_models.models.snippets import WikiSnippet


def words_to_avoid(lines: str) -> list[str]:
    """Return the words of a field that holds one on each line."""
    return [line.strip() for line in lines.splitlines() if line.strip()]


class GlossaryTerm(WikiSnippet):
    """A word with its meaning, and the words that should not stand in its place."""

    title_field = "term"

    term = models.CharField(_("preferred word"), max_length=160)
    definition = RichTextField(_("definition"), features=RICH_TEXT_FEATURES)
    forbidden = models.TextField(_("words to avoid"), blank=True, help_text=_("One on each line."))
    note = models.TextField(_("note for translators"), blank=True)

    panels = [
        FieldPanel("term"),
        FieldPanel("definition"),
        FieldPanel("forbidden"),
        FieldPanel("note"),
    ]
    search_fields = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.FilterField("locale"),
    ]

    class Meta(WikiSnippet.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ["term"]
