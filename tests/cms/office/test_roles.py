"""Roles: made once, and each does what its name says, by address as well as by button."""

from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import URLPattern, reverse
from wagtail.models import GroupPagePermission, Page, WorkflowPage
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation
from wagtail_localize.wagtail_hooks import register_admin_urls

from cms.editorial.roles import ADMINISTRATORS, EDITORS, reviewers, translators, writers
from cms.preparation import prepare_wiki
from cms.translation import guard
from content_models.models import GlossaryTerm, HomePage, Topic
from tests.conftest import locale_of

ZH_TRANSLATOR = translators("zh-Hans")
ROLES = {
    "writer": writers("en"),
    "writer of the locale": writers("zh-Hans"),
    "translator": ZH_TRANSLATOR,
    "other translator": translators("es"),
    "reviewer": reviewers("zh-Hans"),
    "editor": EDITORS,
    "administrator": ADMINISTRATORS,
}


def put(desk: Any, address: str, **data: Any) -> Any:
    return desk.put(address, urlencode(data), content_type="application/x-www-form-urlencoded")


def test_the_command_makes_the_roles_once(wiki):
    Group.objects.filter(name__in=ROLES.values()).delete()
    said = StringIO()
    call_command("create_roles", dry_run=True, stdout=said)
    assert "group Writers (en)" in said.getvalue()
    assert said.getvalue().endswith("Nothing was created.\n")
    assert not Group.objects.filter(name=EDITORS).exists()
    call_command("create_roles", stdout=StringIO())
    assert Group.objects.filter(name__in=ROLES.values()).count() == len(ROLES)
    said = StringIO()
    call_command("create_roles", stdout=said)
    assert said.getvalue() == "The roles are there.\n"


def test_the_report_of_findings_shows_snippets_of_the_own_locales_only(
    desk_of, make_snippet, django_capture_on_commit_callbacks
):
    term = make_snippet(GlossaryTerm, definition="<p>### A word.</p>")
    with django_capture_on_commit_callbacks(execute=True):
        term.save_revision()

    def report(group: str) -> str:
        return desk_of(group).get(reverse("findings_report")).content.decode()

    assert "Readers would see" in report(EDITORS)
    assert "Readers would see" not in report(translators("zh-Hans"))


def test_a_refusal_speaks_the_language_of_whom_it_refuses(desk_of, translation, article):
    desk = desk_of(translators("es"))
    profile = UserProfile.get_for_user(desk.user)
    profile.preferred_language = "zh-hans"
    profile.save()
    target = translation.get_target_instance()
    by_guard = reverse("wagtail_localize:convert_to_alias", args=[target.pk])
    by_wagtail = reverse("wagtailadmin_pages:edit", args=[article.pk])
    for address in (by_guard, by_wagtail):
        answer = desk.get(address)
        assert answer.status_code == 403
        assert "没有权限" in answer.content.decode()
        assert "返回首页" in answer.content.decode()
    segment = translation.source.stringsegment_set.first()
    name = "wagtail_localize:edit_string_translation"
    answer = put(desk, reverse(name, args=[translation.pk, segment.pk]), value="x")
    assert answer.json()["detail"] == "您无权执行此操作。"


def test_what_was_granted_besides_stays(wiki):
    group = Group.objects.get(name=ZH_TRANSLATOR)
    extra = Group.objects.get(name=EDITORS).permissions.first()
    group.permissions.add(extra)
    prepare_wiki()
    assert group.permissions.filter(pk=extra.pk).exists()


def test_a_locale_gets_its_roles_with_its_home_page(wiki, submitted):
    submitted(wiki, "es")
    home = HomePage.objects.get(locale=locale_of("es"))
    granted = GroupPagePermission.objects.filter(page=home, group__name=translators("es"))
    assert [row.permission.codename for row in granted] == ["change_page"]
    assert WorkflowPage.objects.get(page=home).workflow.name == "Review (es)"


def addresses(translation: Translation) -> dict[str, tuple[str, str]]:
    """Return method and address of every view of wagtail-localize."""
    source, target = translation.source, translation.get_target_instance()
    segment = source.stringsegment_set.first()
    name = "wagtail_localize:"
    topic = ["content_models", "topic"]
    one = Topic.objects.get(locale=locale_of("en"))
    found = {
        "javascript_catalog": ("get", []),
        "submit_page_translation": ("get", [source.get_source_instance().pk]),
        "submit_snippet_translation": ("get", [*topic, one.pk]),
        "update_translations": ("get", [source.pk]),
        "edit_string_translation": ("put", [translation.pk, segment.pk]),
        "edit_override": ("put", [translation.pk, source.overridablesegment_set.first().pk]),
        "download_pofile": ("get", [translation.pk]),
        "upload_pofile": ("post", [translation.pk]),
        "machine_translate": ("post", [translation.pk]),
        "preview_translation": ("get", [translation.pk]),
        "stop_translation": ("post", [translation.pk]),
        "convert_to_alias": ("get", [target.pk]),
        "translations_report": ("get", []),
        "translations_report_results": ("get", []),
        "snippets_api_listing": ("get", topic),
        "snippets_api_detail": ("get", [*topic, one.pk]),
    }
    return {
        view: (method, reverse(name + view, args=args)) for view, (method, args) in found.items()
    }


# What each role may do: everything else is answered with 403. No machine translator is set up,
# which is a 404 for those who could use one.
READS = {"javascript_catalog", "snippets_api_listing", "snippets_api_detail"}
TRANSLATES = READS | {
    "edit_string_translation",
    "edit_override",
    "download_pofile",
    "upload_pofile",
    "machine_translate",
    "preview_translation",
}
MANAGES = TRANSLATES | {
    "submit_page_translation",
    "submit_snippet_translation",
    "update_translations",
    "stop_translation",
    "convert_to_alias",
    "translations_report",
    "translations_report_results",
}
ALLOWED = {
    "writer": READS,
    "writer of the locale": TRANSLATES,
    "translator": TRANSLATES,
    "other translator": READS,
    "reviewer": TRANSLATES,
    "editor": MANAGES,
    "administrator": MANAGES,
}


def test_every_view_of_wagtail_localize_has_a_rule():
    [include] = register_admin_urls()
    views = {pattern.name for pattern in include.url_patterns if isinstance(pattern, URLPattern)}
    assert views == set(guard.LOCALIZE)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_the_views_it_needs_and_no_other(
    role, desk_of, article, make_image, publish, submitted, make_snippet
):
    article.cover = make_image()
    publish(article)
    make_snippet(Topic)
    translation = submitted(article)
    submitted(article, "es")
    desk = desk_of(ROLES[role])
    reached = set()
    for view, (method, address) in addresses(translation).items():
        if method == "put":
            status = put(desk, address, value="译文").status_code
        else:
            status = getattr(desk, method)(address).status_code
        assert status in (200, 201, 302, 403, 404), view
        if status != 403:
            reached.add(view)
    assert reached == ALLOWED[role]


def test_a_translator_edits_own_pages_and_no_source_and_no_other_locale(
    desk_of, article, submitted
):
    chinese, spanish = submitted(article), submitted(article, "es")
    desk = desk_of(ZH_TRANSLATOR)
    edit = "wagtailadmin_pages:edit"
    own = desk.get(reverse(edit, args=[chinese.get_target_instance().pk]))
    assert own.status_code == 200
    for page in (article, spanish.get_target_instance()):
        assert desk.get(reverse(edit, args=[page.pk])).status_code == 403
        assert desk.post(reverse(edit, args=[page.pk]), {"action": "publish"}).status_code == 403
    segment = spanish.source.stringsegment_set.first()
    address = reverse("wagtail_localize:edit_string_translation", args=[spanish.pk, segment.pk])
    answer = put(desk, address, value="Hola")
    assert answer.status_code == 403
    assert answer.json()["detail"]


def test_a_translator_has_no_button_that_leads_to_a_refusal(desk_of, translation):
    desk = desk_of(ZH_TRANSLATOR)
    target = translation.get_target_instance()
    shown = desk.get(reverse("wagtailadmin_pages:edit", args=[target.pk])).content.decode()
    footer = shown[shown.index("translation-footer") :]
    assert "Submit for review" in footer
    for words in ("Publish", "Stop translating", "Turn into an alias", "Delete", "Unpublish"):
        assert f">{words}<" not in footer
    listing = desk.get(reverse("wagtailadmin_explore", args=[target.get_parent().pk]))
    assert "Translate this page" not in listing.content.decode()


def test_a_page_written_in_chinese_is_no_translators_page(desk_of, make_page, translation):
    series = translation.get_target_instance().get_parent()
    own = make_page(type(translation.get_target_instance()), series, title="原文", slug="yuanwen")
    assert own.locale == translation.target_locale
    address = reverse("wagtailadmin_pages:edit", args=[own.pk])
    assert desk_of(ZH_TRANSLATOR).get(address).status_code == 403
    assert desk_of(ZH_TRANSLATOR, writers("zh-Hans")).get(address).status_code == 200


@pytest.mark.parametrize("role", ["translator", "reviewer"])
def test_only_an_editor_deletes_or_restarts_a_translation(role, desk_of, translation):
    target = translation.get_target_instance()
    desk = desk_of(ROLES[role])
    assert desk.post(reverse("wagtailadmin_pages:delete", args=[target.pk])).status_code == 403
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    desk.post(f"{bulk}?id={target.pk}&next=/admin/")
    assert Page.objects.filter(pk=target.pk).exists()
    Translation.objects.update(enabled=False)
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    revert = reverse(
        "wagtailadmin_pages:revisions_revert", args=[target.pk, target.latest_revision_id]
    )
    for address in (edit, revert):
        assert desk.post(address, {"localize-restart-translation": "1"}).status_code == 403
    assert not Translation.objects.filter(enabled=True).exists()
    editor = desk_of(EDITORS)
    editor.post(edit, {"localize-restart-translation": "1"})
    assert Translation.objects.filter(pk=translation.pk, enabled=True).exists()
    editor.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))
    assert not Page.objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize("role", [reviewers("zh-Hans"), writers("zh-Hans"), writers("en")])
def test_who_works_in_one_locale_hides_no_page_in_the_others(
    role, desk_of, translation, article, client
):
    target = translation.get_target_instance()
    page = article if role == writers("en") else target
    desk = desk_of(role)
    private = {"restriction_type": "login", "password": ""}
    for restricted in page.get_ancestors(inclusive=True).filter(depth__gt=1):
        address = reverse("wagtailadmin_pages:set_privacy", args=[restricted.pk])
        answer = desk.post(address, private)
        assert answer.status_code == 403
        assert "hidden in all" in answer.content.decode()
    assert client.get(f"/api/v1/articles/{article.translation_key}/").status_code == 200
    listing = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    button = 'data-a11y-dialog-show="set-privacy"'
    assert button not in desk.get(listing).content.decode()
    assert button in desk_of(EDITORS).get(listing).content.decode()


@pytest.mark.parametrize("roles", [[EDITORS], [writers("en"), writers("zh-Hans")]])
def test_who_may_publish_a_page_in_every_language_may_hide_it(
    roles, desk_of, translation, article, client
):
    address = reverse("wagtailadmin_pages:set_privacy", args=[article.pk])
    data = {"restriction_type": "login", "password": ""}
    assert desk_of(*roles).post(address, data).status_code == 200
    assert client.get(f"/api/v1/articles/{article.translation_key}/").status_code == 404


def test_a_page_in_one_language_is_hidden_by_its_writer(desk_of, article):
    address = reverse("wagtailadmin_pages:set_privacy", args=[article.pk])
    assert desk_of(writers("en")).get(address).status_code == 200


def test_submitting_needs_the_source_and_the_place_for_the_translation(desk_of, article, make_user):
    group = Group.objects.create(name="Submits only")
    submit = Group.objects.get(name=EDITORS).permissions.get(codename="submit_translation")
    access = Group.objects.get(name=EDITORS).permissions.get(codename="access_admin")
    group.permissions.set([submit, access])
    address = reverse("wagtail_localize:submit_page_translation", args=[article.pk])
    data = {"locales": [locale_of("zh-Hans").pk], "include_subtree": "on"}
    for groups in (["Submits only"], ["Submits only", writers("en")]):
        assert desk_of(*groups).post(address, data).status_code == 403
    assert not Translation.objects.exists()
    assert not Page.objects.filter(locale=locale_of("zh-Hans")).exists()


def test_syncing_changes_no_page_that_the_user_may_not_change(desk_of, article, submitted, publish):
    translation = submitted(article)
    group = Group.objects.get(name=writers("en"))
    group.permissions.add(
        Group.objects.get(name=EDITORS).permissions.get(codename="submit_translation")
    )
    article.title = "Mornings"
    publish(article)
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    desk = desk_of(writers("en"))
    answer = desk.post(address, {"publish_translations": "on"})
    assert answer.status_code == 403
    target = translation.get_target_instance()
    assert (target.live, target.title) == (False, "Evenings")


def test_a_snippet_belongs_to_its_locale(desk_of, make_snippet, submitted, translation):
    english = make_snippet(Topic, name="Evening")
    chinese = english.copy_for_translation(locale_of("zh-Hans"))
    spanish = english.copy_for_translation(locale_of("es"))
    for copy in (chinese, spanish):
        copy.save()
    desk = desk_of(ZH_TRANSLATOR)
    names = Topic.snippet_viewset.get_url_name
    edit = [desk.get(reverse(names("edit"), args=[t.pk])).status_code for t in (english, spanish)]
    assert edit == [403, 403]
    assert desk.post(reverse(names("edit"), args=[english.pk]), {"name": "X"}).status_code == 403
    assert desk.get(reverse(names("edit"), args=[chinese.pk])).status_code == 200
    assert desk.get(reverse(names("history"), args=[english.pk])).status_code == 403
    assert desk.get(reverse(names("delete"), args=[chinese.pk])).status_code == 403
    assert desk.get(reverse(names("add"))).status_code == 403
    writer = desk_of(writers("en"))
    assert writer.get(reverse(names("add"))).status_code == 200
    assert writer.get(reverse(names("add")) + "?locale=zh-hans").status_code == 403
    editor = desk_of(EDITORS)
    assert editor.get(reverse(names("edit"), args=[spanish.pk])).status_code == 200
