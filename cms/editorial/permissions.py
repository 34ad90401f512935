"""Who may do what: page permissions, per locale, for pages, translations and snippets."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model, Q
from wagtail.models import Locale, Page, PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from cms.editorial.roles import MANAGE_TRANSLATIONS, ONLY_TRANSLATES, SUBMIT_TRANSLATION
from content_models.models import HomePage
from content_models.publishing.translations import is_translated


class WikiPagePermissions(PagePermissionTester):
    """Wagtail's page permissions, except that a translation belongs to the editors.

    What a group of translators may change it may change in translations only: a page that was
    written in its own locale is somebody's source. And a translation is deleted or moved only by
    those who manage translations, because that is how text in work gets lost.
    """

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if not user.is_active or user.is_superuser or self.page_is_root:
            return
        only_translate = _groups_that_only_translate(user)
        if only_translate and not self.is_translation:
            self.permissions = {
                permission.permission.codename.rsplit("_", maxsplit=1)[0]
                for permission in self.permission_policy.get_cached_permissions_for_user(user)
                if permission.group_id not in only_translate
                and page.path.startswith(permission.page.path)
            }

    @property
    def is_translation(self) -> bool:
        """Whether the page is, or was, filled by a translator."""
        if not hasattr(self, "_is_translation"):
            self._is_translation = is_translated(self.page.translation_key, self.page.locale_id)
        return self._is_translation

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not super().can_delete(ignore_bulk):
            return False
        return may_manage(self.user) or not self.is_translation

    def can_set_view_restrictions(self) -> bool:
        """Whether the user may hide the page: what restricts it in one locale hides it in all."""
        if not super().can_set_view_restrictions():
            return False
        members = Page.objects.filter(translation_key=self.page.translation_key)
        return may_manage(self.user) or all(
            member.permissions_for_user(self.user).can_publish()
            for member in members.exclude(pk=self.page.pk).specific()
        )


class PerLocale(ModelPermissionPolicy):
    """Model permissions that reach only the locales in which a user changes pages."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        held = super().user_has_permission_for_instance(user, action, instance)
        return held and instance.locale_id in own_locales(user)


def may_manage(user: Any) -> bool:
    """Return whether a user may stop, convert and delete translations."""
    return user.has_perm(MANAGE_TRANSLATIONS)


def locales_of(user: Any) -> list[Locale]:
    """Return the locales whose pages a user may add, change or publish, in order of their code."""
    if not user.is_active:
        return []
    policy = policy_registry.get_by_type(Page)
    paths = [
        permission.page.path
        for permission in (
            [] if user.is_superuser else policy.get_cached_permissions_for_user(user)
        )
        if permission.permission.codename in ("add_page", "change_page", "publish_page")
    ]
    if user.is_superuser or any(len(path) == Page.steplen for path in paths):
        return list(Locale.objects.order_by("language_code"))
    homes = HomePage.objects.filter(depth=2).select_related("locale")
    return [
        home.locale
        for home in homes.order_by("locale__language_code")
        if any(path.startswith(home.path) for path in paths)
    ]


def own_locales(user: Any) -> set[int]:
    """Return the ids of the locales in which a user works."""
    return {locale.pk for locale in locales_of(user)}


def may_edit(user: Any, instance: Model) -> bool:
    """Return whether a user may change a page or snippet."""
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_edit()
    return may(user, "change", type(instance), instance.locale_id)


def may(user: Any, action: str, model: type[Model], locale: int) -> bool:
    """Return whether a user may do something with the snippets of a kind in a locale."""
    policy = policy_registry.get_by_type(model)
    return policy.user_has_permission(user, action) and locale in own_locales(user)


def may_publish(user: Any, instance: Model) -> bool:
    """Return whether a user may publish a page or snippet as it is now."""
    if isinstance(instance, Page):
        tester = instance.permissions_for_user(user)
        return tester.can_publish() and not tester.page_locked()
    return may(user, "publish", type(instance), instance.locale_id)


def may_submit(user: Any, instance: Model) -> bool:
    """Return whether a user may submit a page or snippet for translation, or sync it."""
    return user.has_perm(SUBMIT_TRANSLATION) and may_edit(user, instance)


def locales_to_submit(user: Any, page: Page) -> set[int]:
    """Return the ids of the locales in which a user may make the translation of a page."""
    translated = {
        ancestor.locale_id: ancestor
        for ancestor in Page.objects.filter(
            Q(translation_key__in=page.get_ancestors().values("translation_key"))
        ).order_by("depth")
    }
    root = Page.get_first_root_node()
    return {
        locale
        for locale in Locale.objects.exclude(pk=page.locale_id).values_list("pk", flat=True)
        if _may_add_below(user, translated.get(locale, root))
    }


def _may_add_below(user: Any, page: Page) -> bool:
    if user.is_superuser:
        return True
    return "add" in PagePermissionTester(user, page).permissions


def _groups_that_only_translate(user: Any) -> set[int]:
    if not hasattr(user, "_groups_that_only_translate"):
        app, codename = ONLY_TRANSLATES.split(".")
        held = Group.objects.filter(
            permissions__codename=codename, permissions__content_type__app_label=app, user=user
        )
        user._groups_that_only_translate = set(held.values_list("pk", flat=True))
    return user._groups_that_only_translate
