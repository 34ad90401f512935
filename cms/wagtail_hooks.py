"""What the admin shows beside pages. Registration only."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.delivery import admin, previews
from cms.editorial import dashboard
from cms.quizzes.refusals import tell_findings
from cms.quizzes.trial import TakeDraftView
from cms.translation import locks, submitting, uploading
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

hooks.register("register_page_header_buttons", previews.buttons)
hooks.register("register_admin_urls", lambda: [*previews.urlpatterns, *admin.urlpatterns])
hooks.register("register_admin_viewset", admin.DeliveryViewSetGroup)


@hooks.register("insert_global_admin_js")
def preview_links() -> str:
    return format_html('<script src="{}" defer></script>', static("cms/preview-links.js"))


# Locks and review come before everything else that looks at an edit, such as what may be published.
hooks.register("before_edit_page", locks.before_edit, order=-100)
hooks.register("before_edit_snippet", locks.before_edit, order=-100)


@hooks.register("register_permissions")
def translation_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="cms", codename__in=["manage_translations", "only_translates"]
    )


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLPattern]:
    return [
        path("translations/", dashboard.overview, name="translation_dashboard"),
        path("translations/pages/", dashboard.pages, name="translation_pages"),
        path("translations/export/", uploading.export, name="translation_export"),
        path("translations/import/", uploading.import_files, name="translation_import"),
        path(
            "translations/submission/<int:submission_id>/",
            submitting.progress,
            name="translation_submission",
        ),
        path(
            "translations/submission/<int:submission_id>/resume/",
            submitting.resume,
            name="translation_submission_resume",
        ),
    ]


@hooks.register("register_reports_menu_item")
def translations_menu_item() -> MenuItem:
    return MenuItem(
        _("Translations"),
        reverse("translation_dashboard"),
        name="translation-dashboard",
        icon_name="wagtail-localize-language",
        order=10,
    )


@hooks.register("construct_reports_menu")
def one_report_of_translations(request: Any, items: list[MenuItem]) -> None:
    """Leave out the report of wagtail-localize: it shows every locale and counts nothing."""
    items[:] = [
        item for item in items if item.url != reverse("wagtail_localize:translations_report")
    ]


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
