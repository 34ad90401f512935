"""What the admin shows beside pages. Registration only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.translation import desk, writing
from content_models.models import GlossaryTerm, Person, Source, Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "locale", "live"]
    list_filter = ["locale"]


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "credentials", "locale", "live"]
    list_filter = ["locale"]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "glasses"
    list_display = ["term", "locale", "live"]
    list_filter = ["locale"]


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "openquote"
    list_display = ["title", "authors", "year", "locale", "live"]
    list_filter = ["locale"]


class ReferenceViewSetGroup(SnippetViewSetGroup):
    """What pages refer to, in one menu beside the pages."""

    menu_label = _("Reference")
    menu_icon = "list-ul"
    menu_order = 200
    items = (TopicViewSet, PersonViewSet, GlossaryTermViewSet, SourceViewSet)


register_snippet(ReferenceViewSetGroup)


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def open_translation_desk(request: HttpRequest, instance: Any) -> HttpResponse | None:
    return desk.open_desk(request, instance)


@hooks.register("register_admin_urls")
def register_translation_urls() -> list[URLPattern]:
    texts = "translations/<int:translation_id>/texts/<int:segment_id>/"
    return [
        path(texts, writing.write_text, name="write_text"),
        path(f"{texts}offers/", writing.offers, name="memory_offers"),
        path("translations/<int:translation_id>/fill/", writing.fill, name="fill_from_memory"),
    ]
