"""The translation desk and office: editing, submitting, review, files, the report."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.editorial import translations_report
from cms.translation import deleting, desk, locks, submitting, uploading, writing

# Locks and review come before everything else that looks at an edit, such as what may be published.
hooks.register("before_edit_page", locks.before_edit, order=-100)
hooks.register("before_edit_snippet", locks.before_edit, order=-100)

hooks.register("before_delete_page", deleting.tell_of_page)
hooks.register("before_delete_snippet", deleting.tell_of_snippets)


@hooks.register("register_permissions")
def translation_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="cms", codename__in=["manage_translations", "only_translates"]
    )


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLPattern]:
    return [
        path("translations/", translations_report.overview, name="translation_dashboard"),
        path("translations/pages/", translations_report.pages, name="translation_pages"),
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


@hooks.register("construct_homepage_panels")
def offer_to_translate(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(translations_report.TranslationsPanel())


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
