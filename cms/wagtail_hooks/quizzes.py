"""Taking a draft quiz, its findings and the look of its form."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from cms.quizzes.findings import tell_findings
from cms.quizzes.trial import TakeDraftView
from content_models.models import QuizPage

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
