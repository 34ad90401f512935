"""Topics, people, glossary terms and sources: one menu beside the pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content_models.models import GlossaryTerm, Person, Source, Topic

LIVE_OR_DRAFT = LiveStatusTagColumn(label=_("Status"))


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "locale", LIVE_OR_DRAFT]
    list_filter = ["locale"]


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "credentials", "locale", LIVE_OR_DRAFT]
    list_filter = ["locale"]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "glasses"
    list_display = ["term", "locale", LIVE_OR_DRAFT]
    list_filter = ["locale"]


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "openquote"
    list_display = ["title", "authors", "year", "locale", LIVE_OR_DRAFT]
    list_filter = ["locale"]


class ReferenceViewSetGroup(SnippetViewSetGroup):
    """What pages refer to, in one menu beside the pages."""

    menu_label = _("Reference")
    menu_icon = "list-ul"
    menu_order = 200
    items = (TopicViewSet, PersonViewSet, GlossaryTermViewSet, SourceViewSet)


register_snippet(ReferenceViewSetGroup)
