"""Nothing that the policy of a locale forbids becomes public, on any path."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    PageLogEntry,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms import gate
from cms.gate import PublicationRefused
from cms.models import User
from content_models.models import ArticlePage, Topic
from content_models.models.published import PublishedDocument
from tests.admin_forms import edit_data
from tests.conftest import block, item, locale_of, section

GOOD = "<p>Say hello first.</p>"
BAD = "<p>**Lead** and the rest.</p>"
PAGES = "wagtailadmin_pages:"
LINK = '<p>Read <a href="https://example.org/a">this page</a>.</p>'


@pytest.fixture
def desk(client: Any, admin_user: Any) -> Any:
    client.force_login(admin_user)
    return client


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def article(make_article, publish) -> ArticlePage:
    """A published article."""
    return publish(make_article(title="The door", body=[section([block("text", GOOD)])]))


@pytest.fixture
def spoil():
    """Give a page a text that must not go live; return its revision."""

    def spoil(page: Any) -> Revision:
        page = type(page).objects.get(pk=page.pk)
        page.body = [section([block("text", BAD)])]
        return page.save_revision()

    return spoil


@pytest.fixture
def chinese(wiki, article, publish, translate):
    """The article as a published translation that is complete."""
    for ancestor in (wiki, article.get_parent().specific):
        publish(translate(ancestor, "zh-Hans"))
    source, _new = TranslationSource.get_or_create_from_instance(article)
    translation = Translation.objects.create(source=source, target_locale=locale_of("zh-Hans"))
    words = {"The door": "门", "A heading": "标题", "Say hello first.": "先打招呼。"}
    for segment in source.stringsegment_set.select_related("string", "context"):
        save(translation, segment, words.get(segment.string.data, "一篇关于门的文章。"))
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    target.get_latest_revision().publish()
    return translation


def save(translation: Any, segment: Any, text: str) -> None:
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": text, "translation_type": "manual"},
    )


def public(page: Any) -> list[bytes]:
    rows = PublishedDocument.objects.filter(key=page.translation_key).order_by("locale")
    return [bytes(row.body) for row in rows]


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def assert_refused(response: Any, page: Any) -> None:
    assert response.status_code == 200
    text = told(response)
    assert "was not published" in text
    assert "Readers would see" in text
    assert "**Lead**" in text
    assert "Sections › Section › Content › Text" in text


def test_the_editors_button_is_refused_and_the_draft_is_kept(desk, admin_user, article, commit):
    before = public(article)
    article.body = [section([block("text", BAD)])]
    data = edit_data(article, admin_user) | {"action-publish": "1"}
    with commit():
        response = desk.post(reverse(PAGES + "edit", args=[article.pk]), data, follow=True)
    assert_refused(response, article)
    assert public(article) == before
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert "**Lead**" in json.dumps(draft.body.get_prep_value())


def test_a_refusal_speaks_the_language_of_the_editor(desk, admin_user, article, commit):
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "zh-hans"
    profile.save()
    article.body = [section([block("text", BAD)])]
    data = edit_data(article, admin_user) | {"action-publish": "1"}
    with commit():
        response = desk.post(reverse(PAGES + "edit", args=[article.pk]), data, follow=True)
    assert "没有发布。你的文字已保存为草稿。" in told(response)
    assert "仍要发布……" in told(response)


LINE = {"name": "", "say": "You never call.", "note": ""}
UNFINISHED = {
    "script": (
        block("script", {"situation": "", "style": "before_after", "lines": [item(LINE)]}),
        "Before and after needs exactly two lines.",
    ),
    "table": (
        block(
            "table",
            {
                "caption": "",
                "header": [item("Heard"), item("Meant")],
                "rows": [item([item("You are late")])],
            },
        ),
        "Row 1 has 1 cells, the heading has 2.",
    ),
}


@pytest.mark.parametrize("kind", UNFINISHED)
def test_an_unfinished_block_is_kept_in_a_draft_and_not_published(
    desk, admin_user, article, commit, kind
):
    unfinished, reason = UNFINISHED[kind]
    before = public(article)
    article.body = [section([unfinished])]
    data = edit_data(article, admin_user)
    address = reverse(PAGES + "edit", args=[article.pk])
    assert desk.post(address, data).status_code == 302
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert draft.body[0].value["blocks"][0].block_type == kind
    assert reason in desk.get(address).content.decode()
    with commit():
        answer = desk.post(address, data | {"action-publish": "1"})
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    with commit():
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        answer = desk.post(
            f"{bulk}?id={article.pk}&next=/admin/", {"include_descendants": ""}, follow=True
        )
    assert reason in told(answer)
    assert public(article) == before


def test_a_new_page_that_is_refused_becomes_a_draft(desk, admin_user, article, commit):
    parent = article.get_parent()
    article.body = [section([block("text", BAD)])]
    data = edit_data(article, admin_user) | {"slug": "new", "title": "New", "action-publish": "1"}
    arguments = ["content_models", "articlepage", parent.pk]
    with commit():
        response = desk.post(reverse(PAGES + "add", args=arguments), data, follow=True)
    page = ArticlePage.objects.get(slug="new")
    assert not page.live
    assert_refused(response, page)
    assert public(page) == []


@pytest.mark.parametrize("bad", ["the page itself", "a page below"])
def test_a_published_copy_that_is_refused_is_not_made_and_says_so(
    desk, article, settings, commit, bad
):
    """Its original was published before the policy forbade the text."""
    page = article if bad == "the page itself" else article.get_parent().specific
    settings.WIKI_CHECK_SEVERITIES = {"": {"markup_leak": "off"}}
    article.body = [section([block("text", BAD)])]
    with commit():
        article.save_revision().publish()
    settings.WIKI_CHECK_SEVERITIES = {}
    before = list(Page.objects.values_list("pk", flat=True))
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": page.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }
    with commit():
        response = desk.post(reverse(PAGES + "copy", args=[page.pk]), data, follow=True)
    assert response.redirect_chain[-1][0] == reverse(PAGES + "edit", args=[page.pk])
    assert "nothing was copied" in told(response)
    assert "**Lead**" in told(response)
    assert list(Page.objects.values_list("pk", flat=True)) == before
    del data["publish_copies"]
    with commit():
        desk.post(reverse(PAGES + "copy", args=[page.pk]), data)
    assert Page.objects.filter(slug="copy", live=False).exists()


def test_a_snippet_is_refused_and_its_draft_is_kept(desk, admin_user, make_snippet, commit):
    topic = make_snippet(Topic)
    before = public(topic)
    topic.description = "### Trust"
    data = edit_data(topic, admin_user) | {"action-publish": "1"}
    name = Topic.snippet_viewset.get_url_name("edit")
    with commit():
        response = desk.post(reverse(name, args=[topic.pk]), data, follow=True)
    assert "was not published" in told(response)
    assert public(topic) == before
    assert Topic.objects.get(pk=topic.pk).get_latest_revision_as_object().description == "### Trust"


def test_publishing_a_page_or_revision_in_code_is_refused(article, spoil):
    before = public(article)
    revision = spoil(article)
    with pytest.raises(PublicationRefused, match=r"\*\*Lead\*\*"):
        revision.publish()
    with pytest.raises(PublicationRefused):
        article.publish(revision)
    assert public(article) == before


def test_approving_a_workflow_is_refused_and_it_stays_open(
    desk, article, spoil, commit, admin_user
):
    task = GroupApprovalTask.objects.create(name="Read")
    workflow = Workflow.objects.create(name="Check")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=article)
    before = public(article)
    spoil(article)
    page = ArticlePage.objects.get(pk=article.pk)
    state = workflow.start(page, admin_user)
    arguments = [page.pk, "approve", state.current_task_state.pk]
    with commit():
        response = desk.post(reverse(PAGES + "workflow_action", args=arguments), follow=True)
    assert_refused(response, article)
    # The dialog that asks for a comment goes where its answer says.
    script = {"X-Requested-With": "XMLHttpRequest"}
    address = reverse(PAGES + "workflow_action", args=arguments)
    answer = desk.post(address, {"comment": "Good."}, headers=script).json()
    assert answer["step"] == "success"
    assert answer["redirect"] == reverse(PAGES + "edit", args=[article.pk])
    assert_refused(desk.get(answer["redirect"]), article)
    assert public(article) == before
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def test_bulk_publishing_is_refused_as_a_whole(desk, article, spoil, make_article, commit):
    other = make_article(article.get_parent(), title="Another door")
    before = public(article)
    spoil(article)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ids = urlencode([("id", article.pk), ("id", other.pk)])
    with commit():
        response = desk.post(
            f"{address}?{ids}&next=/admin/", {"include_descendants": ""}, follow=True
        )
    assert_refused(response, article)
    assert "None of the 2 pages was published." in told(response)
    assert public(article) == before
    assert public(other) == []


def test_scheduling_is_refused_at_once(desk, admin_user, article, commit):
    before = public(article)
    article.body = [section([block("text", BAD)])]
    article.go_live_at = timezone.now() + timedelta(days=1)
    data = edit_data(article, admin_user) | {"action-publish": "1"}
    with commit():
        response = desk.post(reverse(PAGES + "edit", args=[article.pk]), data, follow=True)
    assert_refused(response, article)
    assert public(article) == before
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_what_is_due_and_refused_is_called_off_and_the_rest_goes_live(
    article, spoil, make_article, make_series, caplog
):
    other = make_article(make_series(), title="Another door", summary="A door.")
    before = public(article)
    soon = timezone.now() + timedelta(hours=1)
    for revision in (spoil(article), other.save_revision()):
        # As a schedule that was made before the policy forbade the text.
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=soon)
    errors = StringIO()
    with time_machine.travel(soon + timedelta(minutes=1), tick=False):
        call_command("publish_scheduled", stderr=errors)
    assert "“The door” (English) was not published" in errors.getvalue()
    assert "Scheduled publication called off" in caplog.text
    assert public(article) == before
    assert public(other) != []
    entry = PageLogEntry.objects.get(action=gate.REFUSED)
    assert "**Lead**" in entry.message or "**Lead**" in json.dumps(entry.data)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def sync(desk: Any, translation: Any, **data: str) -> Any:
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    return desk.post(address, data, follow=True)


def test_syncing_and_publishing_at_once_is_refused(desk, article, chinese, publish, commit):
    article.refresh_from_db()
    article.subtitle = "A subtitle that nobody has translated."
    publish(article)
    before = public(article)
    row = ArticlePage.objects.get(locale=locale_of("zh-Hans")).subtitle
    with commit():
        response = sync(desk, chinese, publish_translations="on")
    assert "A subtitle" in told(response)
    assert "not translated" in told(response)
    assert public(article) == before
    assert ArticlePage.objects.get(locale=locale_of("zh-Hans")).subtitle == row


def test_a_translation_with_missing_strings_does_not_go_live(desk, article, chinese, commit):
    before = public(article)
    StringTranslation.objects.filter(data="先打招呼。").delete()
    with commit():
        response = publish_in_editor(desk, chinese)
    assert "not translated" in told(response)
    assert "Say hello first." in told(response)
    assert public(article) == before


def test_many_missing_strings_are_one_reason(desk, article, chinese, commit):
    StringTranslation.objects.all().delete()
    with commit():
        response = publish_in_editor(desk, chinese)
    missing = chinese.source.stringsegment_set.count()
    assert f"{missing} texts are not translated" in told(response)
    assert "Say hello first." not in told(response)


def publish_in_editor(desk: Any, translation: Any) -> Any:
    target = translation.get_target_instance()
    address = reverse(PAGES + "edit", args=[target.pk])
    return desk.post(address, {"action": "publish"}, follow=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("### 先打招呼", "###"),
        ("**先**打招呼。", "**"),
        ("Say hello before you say anything to the other one.", "not in the language"),
        ("Say hello first.", "not in the language"),
    ],
)
def test_a_bad_translation_does_not_go_live(desk, article, chinese, commit, text, reason):
    before = public(article)
    StringTranslation.objects.filter(data="先打招呼。").update(data=text)
    with commit():
        response = publish_in_editor(desk, chinese)
    assert reason in told(response)
    assert public(article) == before


def test_a_translation_that_dropped_a_link_does_not_go_live(
    desk, article, chinese, publish, commit
):
    article.refresh_from_db()
    text = article.body.get_prep_value()
    text[0]["value"]["blocks"][0]["value"] = LINK
    article.body = text
    publish(article)
    chinese.source.refresh_from_db()
    chinese.source.update_from_db()
    [segment] = chinese.source.stringsegment_set.filter(string__data__contains="<a")
    before = public(article)
    save(chinese, segment, "请读这一页。")
    with commit():
        response = publish_in_editor(desk, chinese)
    assert "Links are missing" in told(response) or "not translated" in told(response)
    assert public(article) == before
    save(chinese, segment, '请读<a id="a1">这一页</a>。')
    with commit():
        response = publish_in_editor(desk, chinese)
    assert "was not published" not in told(response)
    assert public(article) != before


def test_a_complete_translation_goes_live(desk, article, chinese, commit):
    before = public(article)
    StringTranslation.objects.filter(data="先打招呼。").update(data="先说你好。")
    with commit():
        publish_in_editor(desk, chinese)
    assert public(article) != before


def test_what_a_machine_translated_does_not_go_live_unread(
    desk, article, chinese, commit, settings
):
    before = public(article)
    row = StringTranslation.objects.filter(data="先打招呼。")
    row.update(data="先说你好。", translation_type="machine")
    with commit():
        response = publish_in_editor(desk, chinese)
    assert "nobody has read it" in told(response)
    assert public(article) == before
    settings.WIKI_CHECK_SEVERITIES = {"zh-Hans": {"machine_unreviewed": "warning"}}
    with commit():
        publish_in_editor(desk, chinese)
    assert public(article) != before


def test_a_title_that_is_too_long_is_kept_and_explained(desk, article, chinese, commit):
    before = public(article)
    segment = chinese.source.stringsegment_set.get(context__path="title")
    address = reverse("wagtail_localize:edit_string_translation", args=[chinese.pk, segment.pk])
    form = "application/x-www-form-urlencoded"
    title = "门" * 300
    answer = desk.put(address, urlencode({"value": title}), content_type=form)
    assert answer.status_code == 200
    assert answer.json()["data"] == title
    assert "300 characters; there is room for 255" in answer.json()["error"]
    with commit():
        response = publish_in_editor(desk, chinese)
    assert "300 characters" in told(response)
    assert public(article) == before
    desk.put(
        address, urlencode({"value": "新门"}), content_type="application/x-www-form-urlencoded"
    )
    with commit():
        publish_in_editor(desk, chinese)
    assert json.loads(public(article)[1])["title"] == "新门"


def test_a_refusal_answers_a_program_in_json(desk, admin_user, article):
    article.body = [section([block("text", BAD)])]
    data = edit_data(article, admin_user) | {"action-publish": "1"}
    address = reverse(PAGES + "edit", args=[article.pk])
    answer = desk.post(address, data, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "**Lead**" in answer.json()["error_message"]


def override(desk: Any, page: Any, **data: str) -> Any:
    meta = page._meta
    address = reverse("publish_anyway", args=[meta.app_label, meta.model_name, page.pk])
    return desk.post(address, data, follow=True) if data else desk.get(address)


def test_an_override_needs_a_reason_and_is_logged(desk, admin_user, article, spoil, commit):
    before = public(article)
    spoil(article)
    assert "**Lead**" in override(desk, article).content.decode()
    override(desk, article, reason="short")
    assert public(article) == before
    with commit():
        response = override(desk, article, reason="The stars are part of the example.")
    assert "was published" in told(response)
    assert public(article) != before
    entry = PageLogEntry.objects.get(action=gate.OVERRIDDEN)
    assert entry.user == admin_user
    assert entry.data["reason"] == "The stars are part of the example."
    assert entry.data["findings"][0]["code"] == "markup_leak"
    history = desk.get(reverse(PAGES + "history", args=[article.pk])).content.decode()
    assert "The stars are part of the example." in history


def test_an_override_of_a_snippet_is_logged(desk, make_snippet, commit):
    topic = make_snippet(Topic)
    topic.description = "### Trust"
    topic.save_revision()
    with commit():
        override(desk, topic, reason="The signs are meant to be read.")
    assert ModelLogEntry.objects.filter(action=gate.OVERRIDDEN).exists()
    assert Topic.objects.get(pk=topic.pk).description == "### Trust"


def test_only_those_who_may_can_override(client, article, spoil, make_editor):
    editor = make_editor()
    client.force_login(editor)
    before = public(article)
    spoil(article)
    assert override(client, article).status_code in (302, 403)
    with pytest.raises(PermissionDenied), gate.overridden(article, user=editor, reason="Because."):
        pass
    assert public(article) == before
    editor.user_permissions.add(Permission.objects.get(codename="override_publishing_gate"))
    assert override(client, article).status_code == 200


def test_an_override_lets_one_page_pass_and_no_other(admin_user, article, make_article, spoil):
    other = make_article(article.get_parent(), title="Another door")
    with gate.overridden(article, user=admin_user, reason="Only this one."):
        spoil(article).publish()
        with pytest.raises(PublicationRefused):
            spoil(other).publish()
    assert public(other) == []


@pytest.fixture
def make_editor(wiki):
    def make_editor() -> User:
        editor = User.objects.create_user("editor", password="x")
        group = Group.objects.create(name="All pages")
        for codename in ("change_page", "publish_page"):
            GroupPagePermission.objects.create(
                group=group,
                page=Page.objects.get(pk=wiki.pk),
                permission=Permission.objects.get(codename=codename),
            )
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        editor.groups.add(group)
        return editor

    return make_editor


def test_a_broken_quiz_is_refused_alike_and_cannot_be_overridden(
    desk, admin_user, make_quiz, publish, commit
):
    quiz = publish(make_quiz())
    before = public(quiz)
    quiz.refresh_from_db()
    quiz.disclaimer = "<p> </p>"
    with pytest.raises(PublicationRefused, match="disclaimer"):
        quiz.save_revision(clean=False).publish()
    with commit():
        response = override(desk, quiz, reason="I would like to publish it all the same.")
    assert "not a diagnosis" in told(response)
    assert public(quiz) == before


def test_a_locale_can_be_stricter_and_milder_than_the_rest(article, spoil, settings):
    settings.WIKI_CHECK_SEVERITIES = {"en": {"markup_leak": "warning"}}
    spoil(article).publish()
    settings.WIKI_CHECK_SEVERITIES = {"": {"typography": "error"}}
    article.refresh_from_db()
    article.summary = "Two  blanks."
    with pytest.raises(PublicationRefused, match="two blanks"):
        article.save_revision().publish()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_override_of_a_translation_publishes_it(desk, article, chinese):
    before = public(article)
    StringTranslation.objects.filter(data="先打招呼。").update(data="**先**打招呼。")
    target = chinese.get_target_instance()
    assert "**先**" in override(desk, target).content.decode()
    override(desk, target, reason="The stars are part of the example.")
    assert public(article) != before
    assert "**先**" in public(article)[1].decode()
    assert PageLogEntry.objects.filter(action=gate.OVERRIDDEN, page=target.pk).exists()
