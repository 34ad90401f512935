"""What all snippets share: locale, drafts, and a preview of what is published."""

from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from content_models.models.forms import WikiForm


class WikiSnippet(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
):
    """A translatable record that pages quote. Drafts keep an untranslated copy out of sight."""

    # Which field names the record; documents print it as `title`.
    title_field = "name"
    base_form_class = WikiForm

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.title_field))

    def get_preview_template(self, request, mode_name) -> str:
        return "preview/snippet.html"
