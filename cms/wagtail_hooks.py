"""What the admin shows beside pages. Registration only."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.editorial.searching import NotFoundReportView, SynonymViewSet
from cms.quizzes.refusals import tell_findings
from cms.quizzes.trial import TakeDraftView
from content_models.models import GlossaryTerm, Person, QuizPage, Source, Topic
from content_models.models.quizzes import REFUSED


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


@hooks.register("register_admin_viewset")
def register_synonyms() -> SynonymViewSet:
    return SynonymViewSet("synonyms")


@hooks.register("register_admin_urls")
def register_search_report_urls() -> list[URLPattern]:
    report = NotFoundReportView
    return [
        path("reports/not-found/", report.as_view(), name="not_found_report"),
        path(
            "reports/not-found/results/",
            report.as_view(results_only=True),
            name="not_found_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_not_found_menu_item() -> MenuItem:
    return MenuItem(
        _("Searched but not found"), reverse("not_found_report"), icon_name="search", order=860
    )


@hooks.register("construct_reports_menu")
def leave_out_search_terms(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's own report counts searches that this wiki does not make."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


hooks.register("after_create_page", tell_findings)
hooks.register("after_edit_page", tell_findings)


@hooks.register("register_admin_urls")
def quiz_addresses() -> list[Any]:
    return [path("quizzes/<int:page_id>/take/", TakeDraftView.as_view(), name="take_draft")]


@hooks.register("register_page_header_buttons")
def take_draft_button(page: Any, user: Any, view_name: str, next_url: Any = None) -> Iterator[Any]:
    if page.specific_class is QuizPage and page.permissions_for_user(user).can_edit():
        address = reverse("take_draft", args=[page.pk])
        yield Button(_("Take this draft"), url=address, icon_name="help", priority=45)


@hooks.register("insert_editor_js")
def quiz_form_script() -> str:
    return format_html('<script src="{}" defer></script>', static("quizzes/form.js"))


@hooks.register("insert_global_admin_css")
def quiz_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("quizzes/quizzes.css"))


@hooks.register("register_log_actions")
def quiz_log_actions(actions: Any) -> None:
    actions.register_action(
        REFUSED, _("Refuse to publish"), _("Not published as scheduled: errors in the quiz")
    )
