"""What stock wagtail-localize does to published text, and does not do here."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import (
    LocaleSynchronization,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.operations import translate_page_subtree

from content_models.models import ArticlePage, Person, Topic
from tests.cms.translation.conftest import editing, public, say
from tests.conftest import block, item, locale_of, section


@pytest.fixture
def article(make_article, publish):
    body = [section([block("text", "<p>Ask first. Then wait.</p>")], heading="At the door")]
    return publish(make_article(title="The evening talk", body=body))


def rows() -> dict[int, tuple[bool, str]]:
    """Return of every page outside English whether it is live, and its title."""
    others = Page.objects.exclude(locale=locale_of("en")).filter(depth__gt=1)
    return {pk: (live, title) for pk, live, title in others.values_list("pk", "live", "title")}


def post_sync(desk, source, **data):
    return desk.post(reverse("wagtail_localize:update_translations", args=[source.pk]), data)


def test_submitting_a_live_page_publishes_nothing(article, submit):
    before = public()
    translation = submit(article)
    assert public() == before
    assert not translation.get_target_instance().live
    # The home page and the series were made on the way, and are not live either.
    assert len(rows()) == 3
    assert not any(live for live, _title in rows().values())


def test_a_placeholder_stays_hidden_when_its_original_is_published_again(
    article, submit, publish, wiki
):
    submit(article)
    before = public("zh-Hans", "es")
    for page in (wiki, article.get_parent().specific):
        publish(page)
    assert public("zh-Hans", "es") == before == {}
    assert not any(live for live, _title in rows().values())


def test_synchronising_a_locale_makes_nothing_live(
    article, publish, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        LocaleSynchronization.objects.create(locale=locale_of("es"), sync_from=locale_of("en"))
    publish(article)
    assert len(rows()) == 3
    assert not any(live for live, _title in rows().values())
    assert public("es") == {}


def test_a_draft_of_a_translation_leaves_the_live_text_and_its_row_alone(
    article, translated, publish
):
    translation = translated(article)
    before, before_rows = public("zh-Hans"), rows()
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        say(translation, segment, "半句")
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    assert public("zh-Hans") == before
    assert rows() == before_rows
    assert target.live
    assert target.has_unpublished_changes
    assert target.get_latest_revision_as_object().title == "半句"


def test_submitting_a_subtree_again_leaves_live_text_alone(
    article, translated, publish, admin_user, django_capture_on_commit_callbacks
):
    translated(article)
    before, before_rows = public("zh-Hans"), rows()
    article.title = "Quite another talk"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision()
        home = article.get_ancestors().filter(depth=2).get()
        translate_page_subtree(home.pk, [locale_of("zh-Hans")], None, admin_user)
    assert public("zh-Hans") == before
    assert rows() == before_rows


def test_syncing_without_publishing_changes_no_public_byte(article, translated, publish, desk):
    translation = translated(article)
    article.title = "Another talk"
    publish(article)
    stale = public("zh-Hans")
    assert post_sync(desk, translation.source).status_code == 302
    assert public("zh-Hans") == stale


def test_importing_a_file_changes_no_public_byte(article, translated, desk):
    translation = translated(article)
    before = public("zh-Hans")
    po = translation.export_po()
    for entry in po:
        entry.msgstr = "来自文件"
    file = SimpleUploadedFile("zh.po", str(po).encode())
    url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    assert desk.post(url, {"file": file}).status_code == 302
    assert StringTranslation.objects.filter(data="来自文件").exists()
    assert public("zh-Hans") == before


def test_who_may_only_submit_cannot_make_anything_live(
    article, translated, publish, make_user, client, django_capture_on_commit_callbacks
):
    translation = translated(article)
    article.title = "Another talk"
    publish(article)
    before, before_rows = public(), rows()
    client.force_login(make_user("wagtail_localize.submit_translation"))
    with django_capture_on_commit_callbacks(execute=True):
        post_sync(client, translation.source, publish_translations="on")
        url = reverse("wagtail_localize:submit_page_translation", args=[article.pk])
        client.post(url, {"locales": [locale_of("es").pk], "include_subtree": ""})
    assert public() == before
    assert {pk: row for pk, row in rows().items() if pk in before_rows} == before_rows
    assert not Page.objects.filter(locale=locale_of("es"), live=True).exists()


def test_sync_tells_what_it_did_not_publish(article, translated, publish, desk):
    translation = translated(article)
    article.title = "Another talk"
    publish(article)
    write_title(translation, "第三步：另一场谈话")
    address = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    answer = desk.post(address, {"publish_translations": "on"}, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert any("was not published. Open it to see why." in one for one in told)
    write_title(translation, "另一场谈话")
    answer = desk.post(address, {"publish_translations": "on"}, follow=True)
    assert not any("was not published" in str(one) for one in answer.context["messages"])


def test_who_may_publish_publishes_through_sync(
    article, translated, publish, desk, django_capture_on_commit_callbacks
):
    translation = translated(article)
    article.title = "Another talk"
    publish(article)
    write_title(translation, "另一场谈话")
    with django_capture_on_commit_callbacks(execute=True):
        post_sync(desk, translation.source, publish_translations="on")
    assert translation.get_target_instance().title == "另一场谈话"
    assert "另一场谈话".encode() in public("zh-Hans")[article.translation_key, "zh-Hans"]


def write_title(translation, words):
    segment = translation.source.stringsegment_set.get(context__path="title")
    return say(translation, segment, words)


def test_a_live_translation_cannot_be_converted_to_an_alias(article, translated, make_user, client):
    translation = translated(article)
    target = translation.get_target_instance()
    before = public()
    home = target.get_ancestors().filter(depth=2).get()
    client.force_login(make_user(pages={home: ["change", "publish"]}))
    url = reverse("wagtail_localize:convert_to_alias", args=[target.pk])
    client.post(url)
    assert public() == before
    target.refresh_from_db()
    assert target.live
    assert target.alias_of is None
    assert Translation.objects.filter(pk=translation.pk).exists()


def test_a_converted_draft_gets_its_texts_back_when_it_is_submitted_again(
    article, submit, write, desk, wiki
):
    translation = submit(article)
    write(translation)
    target = translation.get_target_instance()
    desk.post(reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
    target.refresh_from_db()
    assert target.alias_of_id == article.pk
    assert not target.live
    again = submit(article)
    total, done = again.get_progress()
    assert total == done > 0
    latest = again.get_target_instance().get_latest_revision_as_object()
    assert latest.title == "译：The evening talk"


def test_a_target_keeps_its_source_when_it_is_submitted_from_another(
    article, translated, submit, publish_target, desk
):
    translated(article, "es", "es: {}".format)
    chinese = translated(article)
    before = public()
    source, _created = TranslationSource.get_or_create_from_instance(chinese.get_target_instance())
    Translation.objects.update_or_create(
        source=source, target_locale=locale_of("es"), defaults={"enabled": True}
    )
    [kept] = Translation.objects.filter(
        source__object_id=article.translation_key, target_locale=locale_of("es")
    )
    assert kept.source.locale == locale_of("en")
    target = kept.get_target_instance()
    for address in (editing(target), f"{editing(target)}?values"):
        assert desk.get(address).status_code == 200
    source.create_or_update_translation(locale_of("es"), fallback=True)
    assert public() == before


def test_a_stopped_translation_makes_room_for_another_source(
    article, translated, submit, write, desk
):
    spanish = translated(article, "es", "es: {}".format)
    chinese = translated(article)
    spanish.enabled = False
    spanish.save()
    submit(chinese.get_target_instance(), "es")
    [kept] = Translation.objects.filter(
        source__object_id=article.translation_key, target_locale=locale_of("es")
    )
    assert kept.source.locale == locale_of("zh-Hans")
    assert desk.get(editing(kept.get_target_instance())).status_code == 200


def test_a_deleted_translation_gets_its_texts_back(article, translated, submit):
    translation = translated(article)
    translation.get_target_instance().delete()
    assert (article.translation_key, "zh-Hans") not in public()
    again = submit(article)
    total, done = again.get_progress()
    assert total == done > 0
    assert again.get_target_instance().title == "译：The evening talk"


def test_a_restriction_of_a_translation_survives_a_draft_of_it(article, translated):
    translation = translated(article)
    target = translation.get_target_instance()
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    before = public()
    translation.save_target(publish=False)
    assert target.view_restrictions.exists()
    assert public() == before


def test_topics_people_links_and_chosen_pages_are_read_in_the_own_locale(
    make_article, make_case, make_quiz, make_snippet, publish, series, translated, submit, write,
    publish_target,
):  # fmt: skip
    topic, person = make_snippet(Topic, name="Attachment"), make_snippet(Person, name="Dr. Zhang")
    case, quiz = publish(make_case(series)), publish(make_quiz())
    link = f'<p>Read <a linktype="page" id="{case.pk}">the case</a>.</p>'
    cases = block("case_studies", {"introduction": "", "cases": [item(case.pk)]})
    article = publish(
        make_article(
            series,
            body=[section([block("text", link), cases])],
            topics=[topic],
            contributors=[(person, "author")],
            related=[case],
            related_quiz=quiz,
        )
    )
    for snippet in (topic, person):
        translation = submit(snippet)
        write(translation)
        publish_target(translation)
    for page in (case, quiz, article):
        translated(page)
    import json

    document = json.loads(public()[article.translation_key, "zh-Hans"])
    assert [topic["title"] for topic in document["topics"]] == ["译：Attachment"]
    assert [author["locale"] for author in document["authors"]] == ["zh-Hans"]
    [shown] = document["links"]
    assert "/zh-Hans/" in shown["url"]
    assert shown["target"]["locale"] == "zh-Hans"
    [embedded] = document["sections"][0]["blocks"][1]["items"]
    assert embedded["locale"] == document["quiz"]["locale"] == "zh-Hans"
    assert [related["locale"] for related in document["related"]] == ["zh-Hans"]


def test_the_tree_stays_sound(article, translated, submit, django_capture_on_commit_callbacks):
    home = article.get_ancestors().filter(depth=2).get()
    with django_capture_on_commit_callbacks(execute=True):
        translate_page_subtree(home.pk, [locale_of("zh-Hans"), locale_of("es")], None, None)
    translated(article)
    assert ArticlePage.find_problems() == Page.find_problems() == ([], [], [], [], [])


def test_a_live_snippet_stays_what_it_is_while_its_translation_is_in_work(
    make_snippet, submit, write, publish_target
):
    topic = make_snippet(Topic, name="Attachment")
    translation = submit(topic)
    assert public("zh-Hans") == {}
    write(translation)
    publish_target(translation)
    before = public()
    for segment in translation.source.stringsegment_set.all():
        say(translation, segment, "半句")
    translation.save_target(publish=False)
    submit(topic)
    assert public() == before
    target = translation.get_target_instance()
    assert target.live
    assert target.name == "译：Attachment"


def test_a_segment_saved_in_the_editor_changes_no_public_byte(article, translated, desk):
    translation = translated(article)
    before = public()
    for segment in translation.source.stringsegment_set.all():
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        response = desk.put(
            url, urlencode({"value": "新"}), content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
    assert public() == before
