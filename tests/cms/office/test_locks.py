"""Locks and review hold inside the translation editor; approval publishes."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.html import escape
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation

from cms.editorial.roles import EDITORS, reviewers, translators, writers
from tests.cms.office.conftest import fill

TRANSLATOR, REVIEWER = translators("zh-Hans"), reviewers("zh-Hans")


@pytest.fixture
def act(django_capture_on_commit_callbacks):
    """Press a button of the translation editor and return what it says."""

    def act(desk: Any, page: Any, action: str, **data: str) -> str:
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(address, {"action": action, **data}, follow=True)
        return " ".join(str(message) for message in (answer.context or {}).get("messages", []))

    return act


@pytest.fixture
def target(translation, publish):
    """The Chinese page, all translated, below published parents."""
    page = translation.get_target_instance()
    for parent in page.get_ancestors().filter(depth__gt=1).specific():
        publish(parent)
    fill(translation)
    return page


def put(desk: Any, translation: Any, value: str) -> Any:
    segment = translation.source.stringsegment_set.get(context__path="title")
    name = "wagtail_localize:edit_string_translation"
    return desk.put(
        reverse(name, args=[translation.pk, segment.pk]),
        urlencode({"value": value}),
        content_type="application/x-www-form-urlencoded",
    )


def read(client: Any, page: Any) -> Any:
    return client.get(f"/api/v1/articles/{page.translation_key}/?locale=zh-Hans")


def lock(desk: Any, page: Any) -> None:
    desk.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
    page.refresh_from_db()
    assert page.locked


def test_a_locked_page_takes_no_segment_no_file_and_no_publication(
    desk_of, translation, target, act, client
):
    owner, other = desk_of(REVIEWER), desk_of(REVIEWER)
    lock(owner, target)
    before = StringTranslation.objects.get(context__path="title").data
    answer = put(other, translation, "别的")
    assert answer.status_code == 423
    assert owner.user.username in answer.json()["detail"]
    assert StringTranslation.objects.get(context__path="title").data == before
    upload = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    other.post(upload)
    assert owner.user.username in act(other, target, "publish")
    assert read(client, target).status_code == 404
    shown = other.get(reverse("wagtailadmin_pages:edit", args=[target.pk])).content.decode()
    assert owner.user.username in shown
    assert ">Publish<" not in shown

    assert put(owner, translation, "自己的").status_code == 200
    act(owner, target, "publish")
    assert read(client, target).json()["title"] == "自己的"


def test_a_translator_submits_and_a_reviewer_approves(desk_of, translation, target, act, client):
    translator, reviewer = desk_of(TRANSLATOR), desk_of(REVIEWER)
    assert "submitted for review" in act(translator, target, "submit")
    assert read(client, target).status_code == 404
    target.refresh_from_db()
    assert target.workflow_in_progress

    refused = put(translator, translation, "太晚")
    assert refused.status_code == 423
    assert "is in review. Only its reviewers" in refused.json()["detail"]
    segment = translation.source.stringsegment_set.get(context__path="title")
    write = reverse("write_text", args=[translation.pk, segment.pk])
    script = {"X-Requested-With": "XMLHttpRequest"}
    assert translator.post(write, {"words": "太晚"}, headers=script).json() == refused.json()
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    shown = translator.get(edit).content.decode()
    assert shown.index(escape(refused.json()["detail"])) < shown.index("<textarea")
    assert shown.count("<textarea") == shown.count(" readonly")
    for gone in ("Fill from the memory", 'value="save"', "Ctrl+Enter", "memory_offers"):
        assert gone not in shown

    # What the reviewer mends while reading is part of what is approved.
    assert put(reviewer, translation, "审稿人的标题").status_code == 200
    shown = reviewer.get(edit).content.decode()
    assert "Approve and publish" in shown
    assert 'value="publish"' not in shown
    assert " readonly" not in shown
    assert "was approved" in act(reviewer, target, "approve")
    assert read(client, target).json()["title"] == "审稿人的标题"


def test_who_submits_what_is_not_finished_is_told_how_much_is_left(
    desk_of, translation, target, act, settings
):
    translator = desk_of(TRANSLATOR)
    StringTranslation.objects.filter(context__path="title").delete()
    StringTranslation.objects.filter(context__path="summary").update(translation_type="machine")
    told = act(translator, target, "submit")
    assert "Texts without a translation: 1. Without them it cannot be published." in told
    assert "Texts that only a machine has translated: 1." in told
    assert "submitted for review" in told
    act(translator, target, "cancel-review")
    milder = {"untranslated": "warning", "machine_unreviewed": "warning"}
    settings.WIKI_CHECK_SEVERITIES = {"zh-Hans": milder}
    told = act(translator, target, "submit")
    assert "Texts without a translation: 1. Readers would see the source there." in told
    assert "machine" not in told
    act(translator, target, "cancel-review")
    fill(translation)
    assert "without a translation" not in act(translator, target, "submit")


def test_a_reviewer_asks_for_changes_and_the_translator_submits_again(
    desk_of, translation, target, act, client
):
    translator, reviewer = desk_of(TRANSLATOR), desk_of(REVIEWER)
    act(translator, target, "submit")
    act(reviewer, target, "reject", comment="标题太长")
    state = target.workflow_states.get()
    assert state.task_states.get().comment == "标题太长"
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    shown = translator.get(edit).content.decode()
    assert "“标题太长”" in shown
    assert f"— {reviewer.user.username}" in shown
    assert put(translator, translation, "短标题").status_code == 200
    act(translator, target, "submit")
    assert "标题太长" not in reviewer.get(edit).content.decode()
    act(reviewer, target, "approve")
    assert read(client, target).json()["title"] == "短标题"


def test_approving_from_the_list_of_reviews_takes_what_the_reviewer_wrote(
    desk_of, translation, target, act, client, django_capture_on_commit_callbacks
):
    act(desk_of(TRANSLATOR), target, "submit")
    reviewer = desk_of(REVIEWER)
    put(reviewer, translation, "最后的标题")
    target.refresh_from_db()
    state = target.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[target.pk, "approve", state.pk])
    with django_capture_on_commit_callbacks(execute=True):
        reviewer.post(address, {"comment": "", "next": "/admin/"})
    assert read(client, target).json()["title"] == "最后的标题"


def test_a_writer_of_the_locale_publishes_a_translation_and_decides_no_review(
    desk_of, translation, target, act, client
):
    writer = desk_of(writers("zh-Hans"))
    assert put(writer, translation, "作者的标题").status_code == 200
    act(desk_of(TRANSLATOR), target, "submit")
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    for action in ("approve", "reject"):
        assert writer.post(edit, {"action": action}).status_code == 403
    act(writer, target, "publish")
    assert read(client, target).status_code == 404
    act(desk_of(REVIEWER), target, "reject")
    act(writer, target, "publish")
    assert read(client, target).json()["title"] == "作者的标题"


def test_nobody_acts_out_of_turn(desk_of, translation, target, act, client):
    translator = desk_of(TRANSLATOR)
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    for action in ("approve", "reject", "cancel-review"):
        assert translator.post(edit, {"action": action}).status_code == 403
    act(translator, target, "submit")
    assert translator.post(edit, {"action": "submit"}).status_code == 403
    assert translator.post(edit, {"action": "approve"}).status_code == 403
    assert translator.post(edit, {"action": "publish"}).status_code == 302
    assert read(client, target).status_code == 404
    assert "withdrawn" in act(translator, target, "cancel-review")
    assert put(translator, translation, "再改").status_code == 200


def test_review_leaves_live_text_alone_until_it_is_approved(
    desk_of, translation, target, act, client
):
    act(desk_of(EDITORS), target, "publish")
    before = read(client, target).content
    translator = desk_of(TRANSLATOR)
    put(translator, translation, "新标题")
    act(translator, target, "submit")
    assert read(client, target).content == before
    target.refresh_from_db()
    assert target.title != "新标题"
    act(desk_of(REVIEWER), target, "approve")
    assert read(client, target).json()["title"] == "新标题"


def test_a_draft_that_cannot_be_stored_is_told_and_not_submitted(desk_of, translation, target, act):
    segment = translation.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.filter(context=segment.context).update(data="Step 2: 听")
    said = act(desk_of(TRANSLATOR), target, "submit")
    assert "number" in said
    target.refresh_from_db()
    assert not target.workflow_in_progress


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "XMLHttpRequest"}])
def test_a_draft_that_cannot_be_stored_is_told_and_not_approved(
    headers, desk_of, translation, target, act
):
    act(desk_of(TRANSLATOR), target, "submit")
    segment = translation.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.filter(context=segment.context).update(data="Step 2: 听")
    target.refresh_from_db()
    state = target.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[target.pk, "approve", state.pk])
    reviewer = desk_of(REVIEWER)
    answer = reviewer.post(address, {"comment": ""}, headers=headers)
    editor = answer.json()["redirect"] if headers else answer["Location"]
    shown = reviewer.get(editor)
    assert "number" in " ".join(str(message) for message in shown.context["messages"])
    target.refresh_from_db()
    assert target.workflow_in_progress
    assert not target.live


def test_why_nothing_can_be_written_is_told_in_the_language_of_the_desk(
    desk_of, translation, target, act
):
    translator, reviewer = desk_of(TRANSLATOR), desk_of(REVIEWER)
    profile = UserProfile.get_for_user(translator.user)
    profile.preferred_language = "zh-hans"
    profile.save()
    act(translator, target, "submit")
    assert "”正在审校，" in put(translator, translation, "太晚").json()["detail"]
    act(reviewer, target, "cancel-review")
    lock(reviewer, target)
    told = put(translator, translation, "太晚").json()["detail"]
    assert f"”已被 {reviewer.user.username} 锁定，" in told
