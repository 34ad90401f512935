"""Fixtures of the translation desk: submit, translate, read what the public reads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from cms.models import User
from content_models.publishing import documents
from content_models.quality.findings import DEFAULTS, OFF, STRUCTURAL
from tests.conftest import locale_of


@pytest.fixture(autouse=True)
def unchecked_words(settings: Any) -> None:
    """Let the words of these tests pass as translations; only what a machine wrote is refused."""
    ignored = set(DEFAULTS) - STRUCTURAL - {"machine_unreviewed"}
    settings.WIKI_CHECK_SEVERITIES = {"": dict.fromkeys(ignored, OFF)}


@pytest.fixture
def desk(client: Any, admin_user: Any) -> Any:
    client.force_login(admin_user)
    return client


@pytest.fixture
def submit(wiki: Any, django_capture_on_commit_callbacks: Any) -> Callable[..., Translation]:
    """Submit a page or snippet for translation; return its translation into a locale."""

    def submit(instance: Any, locale: str = "zh-Hans", user: Any = None) -> Translation:
        with django_capture_on_commit_callbacks(execute=True):
            translate_object(instance, [locale_of(locale)], user=user)
        return Translation.objects.get(
            source__object_id=instance.translation_key, target_locale=locale_of(locale)
        )

    return submit


@pytest.fixture
def write() -> Callable[..., None]:
    """Translate every text of a translation by hand; `words` maps a text to its translation."""

    def write(translation: Translation, words: Callable[[str], str] = "译：{}".format) -> None:
        for segment in translation.source.stringsegment_set.select_related("string"):
            say(translation, segment, words(segment.string.data))

    return write


def say(translation: Translation, segment: StringSegment, words: str) -> StringTranslation:
    """Save one text as a translator does."""
    row, _created = StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        defaults={"data": words, "translation_type": "manual", "has_error": False},
    )
    return row


@pytest.fixture
def publish_target(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Publish a translation as somebody who may."""

    def publish_target(translation: Translation, user: Any = None) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(user=user, publish=True)
        return translation.get_target_instance()

    return publish_target


@pytest.fixture
def translated(
    submit: Callable[..., Translation], write: Any, publish_target: Any
) -> Callable[..., Translation]:
    """A published translation, with those of the pages above."""

    def translated(
        page: Any, locale: str = "zh-Hans", words: Callable[[str], str] = "译：{}".format
    ) -> Translation:
        for ancestor in page.get_ancestors(inclusive=True).filter(depth__gt=1).specific():
            translation = Translation.objects.filter(
                source__object_id=ancestor.translation_key, target_locale=locale_of(locale)
            ).first() or submit(ancestor, locale)
            if ancestor.pk == page.pk or not translation.get_target_instance().live:
                write(translation, words)
                publish_target(translation)
        return translation

    return translated


@pytest.fixture
def make_user() -> Callable[..., User]:
    """A user of the admin with permissions by name and page permissions by page."""

    def make_user(*names: str, pages: dict[Any, list[str]] | None = None) -> User:
        number = User.objects.count()
        user = User.objects.create_user(f"user-{number}", password="password")
        group = Group.objects.create(name=f"group {number}")
        user.groups.add(group)
        for name in ("wagtailadmin.access_admin", *names):
            app, codename = name.split(".")
            group.permissions.add(
                Permission.objects.get(content_type__app_label=app, codename=codename)
            )
        for page, actions in (pages or {}).items():
            for action in actions:
                GroupPagePermission.objects.create(
                    group=group,
                    page=page,
                    permission=Permission.objects.get(
                        content_type__app_label="wagtailcore", codename=f"{action}_page"
                    ),
                )
        return user

    return make_user


def public(*locales: str) -> dict[tuple[Any, str], bytes]:
    """Return every byte the public can read, in some locales or in all."""
    rows = documents.readable().order_by("key", "locale")
    if locales:
        rows = rows.filter(locale__in=locales)
    return {
        (key, locale): bytes(body)
        for key, locale, body in rows.values_list("key", "locale", "body")
    }


def editing(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
