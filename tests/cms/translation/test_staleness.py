"""A source that is published again: nothing goes stale unseen, and no translation is lost."""

import json

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation

from cms.texts import states
from cms.texts.models import State
from cms.translation import staleness
from content_models.models import Topic
from content_models.publishing.text_changes import Changes, compare, fingerprint
from tests.cms.translation.conftest import editing, public, say
from tests.conftest import block, locale_of, section

WORDS = "<p>Ask first. Then wait.</p><p>Say <b>thank you</b>.</p>"


def with_words(words, *, text_id="11111111-1111-4111-8111-111111111111", heading="At the door"):
    text = {"type": "text", "id": text_id, "value": words}
    whole = section([text], heading=heading)
    return [{**whole, "id": "22222222-2222-4222-8222-222222222222"}]


@pytest.fixture
def article(make_article, publish):
    return publish(make_article(title="The evening talk", body=with_words(WORDS)))


def document(page, locale):
    return json.loads(public()[page.translation_key, locale])


def revise(article, publish, words, **place):
    article.body = with_words(words, **place)
    return publish(article)


def by_source(translation):
    return {text.segment.string.data: text for text in states.texts(translation)}


def test_one_changed_word_shows_at_once_and_changes_no_word_of_the_target(
    article, translated, publish, desk
):
    translation = translated(article)
    shown = document(article, "zh-Hans")
    assert not shown["translation"]["stale"]
    revise(article, publish, WORDS.replace("wait", "listen"))
    after = document(article, "zh-Hans")
    assert after["translation"]["stale"]
    assert after["translation"]["changes"] == {"added": 0, "changed": 1, "removed": 0}
    volatile = ("translation", "translations", "version", "json_ld")
    assert {k: v for k, v in after.items() if k not in volatile} == {
        k: v for k, v in shown.items() if k not in volatile
    }
    assert staleness.behind(translation) == Changes(0, 1, 0)
    page = desk.get(editing(translation.get_target_instance())).content.decode()
    assert "The source was published again." in page


def test_the_changed_text_keeps_its_translation_as_one_that_needs_review(
    article, translated, publish, desk
):
    translation = translated(article)
    revise(article, publish, WORDS.replace("wait", "listen"))
    text = by_source(translation)["Ask first. Then listen."]
    assert text.state == State.NEEDS_REVIEW
    assert text.words == "译：Ask first. Then wait."
    assert states.counts([translation])[translation.pk]["needs_review"] == 1
    page = desk.get(editing(translation.get_target_instance())).content.decode()
    assert "<del>wait</del><ins>listen</ins>" in page
    url = reverse("write_text", args=[translation.pk, text.segment.pk])
    assert desk.post(url, {"action": "accept"}).status_code == 302
    text = by_source(translation)["Ask first. Then listen."]
    assert (text.state, text.words) == (State.TRANSLATED, "译：Ask first. Then wait.")


def test_publishing_the_translation_ends_its_staleness(
    article, translated, publish, publish_target
):
    translation = translated(article)
    revise(article, publish, WORDS.replace("wait", "listen"))
    publish_target(translation)
    shown = document(article, "zh-Hans")["translation"]
    assert not shown["stale"]
    assert shown["status"] == "needs_review"
    assert shown["segments"]["needs_review"] == 1
    assert shown["completeness"] == 100


def test_texts_that_come_and_go_are_counted(article, translated, publish):
    translation = translated(article)
    revise(article, publish, "<p>Ask first. Then wait.</p><p>One.</p><p>Two.</p>", heading="")
    # The heading and one paragraph went, one was worded anew, one is new.
    assert document(article, "zh-Hans")["translation"]["changes"] == {
        "added": 1,
        "changed": 1,
        "removed": 1,
    }
    assert by_source(translation)["Ask first. Then wait."].state == State.TRANSLATED


def test_staleness_goes_through_a_locale_in_between(
    make_article, publish, translated, submit, write, publish_target, wiki, series
):
    chinese = translated(series)
    article = make_article(
        chinese.get_target_instance(),
        title="傍晚的谈话",
        body=with_words("<p>先问一问。</p>"),
        locale=locale_of("zh-Hans"),
    )
    article = publish(article)
    english = translated_into(submit, write, publish_target, article, "en", "en {}".format)
    for page in (wiki, series):
        translated(page, "es", "es {}".format)
    source = english.get_target_instance()
    translated_into(submit, write, publish_target, source, "es", "es {}".format)
    assert not document(article, "es")["translation"]["stale"]
    assert document(article, "es")["translation"]["source_locale"] == "en"
    article.body = with_words("<p>先问两问。</p>")
    publish(article)
    for locale in ("en", "es"):
        shown = document(article, locale)["translation"]
        assert shown["stale"]
        assert shown["changes"]["changed"] == 1
    publish_target(english)
    assert not document(article, "en")["translation"]["stale"]


def translated_into(submit, write, publish_target, page, locale, words):
    translation = submit(page, locale)
    write(translation, words)
    publish_target(translation)
    return translation


def test_a_draft_of_the_source_makes_nothing_stale(article, translated):
    translation = translated(article)
    article.title = "Another talk"
    article.save_revision()
    assert not document(article, "zh-Hans")["translation"]["stale"]
    assert "The evening talk" in by_source(translation)


def test_a_change_that_is_taken_back_brings_the_translation_back(article, translated, publish):
    translation = translated(article)
    revise(article, publish, WORDS.replace("wait", "listen"))
    revise(article, publish, WORDS)
    assert not document(article, "zh-Hans")["translation"]["stale"]
    assert by_source(translation)["Ask first. Then wait."].state == State.TRANSLATED


def test_two_changes_in_a_row_still_show_what_was_translated(article, translated, publish):
    translation = translated(article)
    revise(article, publish, WORDS.replace("wait", "listen"))
    revise(article, publish, WORDS.replace("wait", "listen closely"))
    review = by_source(translation)["Ask first. Then listen closely."].review
    assert review.earlier_source.data == "Ask first. Then wait."


def test_a_copied_block_brings_its_translations_along(article, translated, publish):
    translation = translated(article)
    [first] = with_words(WORDS)
    copied = section([block("text", WORDS)], heading="At the door")
    article.body = [copied, first]
    publish(article)
    assert {text.state for text in states.texts(translation)} == {State.TRANSLATED}
    article.body = [copied]
    publish(article)
    assert {text.state for text in states.texts(translation)} == {State.TRANSLATED}


def test_a_link_that_went_away_is_taken_out_of_the_translation(
    article, translated, publish, make_case
):
    case = publish(make_case())
    linked = f'<p>Read <a linktype="page" id="{case.pk}">the case</a> today.</p>'
    revise(article, publish, linked)
    translation = translated(article, words=lambda text: text.replace("Read", "请读"))
    revise(article, publish, "<p>Read the case today.</p>")
    text = by_source(translation)["Read the case today."]
    assert text.words == "请读 the case today."
    assert text.state == State.NEEDS_REVIEW


def test_a_revision_that_is_published_late_is_stale_from_the_start(
    article, translated, publish, django_capture_on_commit_callbacks
):
    translation = translated(article)
    translation.save_target(publish=False)
    waiting = translation.get_target_instance().get_latest_revision()
    revise(article, publish, WORDS.replace("wait", "listen"))
    with django_capture_on_commit_callbacks(execute=True):
        waiting.publish()
    assert document(article, "zh-Hans")["translation"]["stale"]


def test_a_second_locale_starts_from_the_text_of_today(article, translated, publish, submit):
    translated(article)
    article.title = "Another talk"
    publish(article)
    spanish = submit(article, "es")
    assert "Another talk" in by_source(spanish)


def test_the_latest_draft_is_translated_of_what_was_never_published(make_article, submit):
    article = make_article(title="Draft one")
    article.title = "Draft two"
    article.save_revision()
    assert "Draft two" in by_source(submit(article))


def test_a_snippet_is_stale_too(make_snippet, publish, submit, write, publish_target):
    topic = make_snippet(Topic, name="Attachment")
    translation = submit(topic)
    write(translation)
    publish_target(translation)
    topic.name = "Attachments"
    publish(topic)
    assert document(topic, "zh-Hans")["translation"]["changes"]["changed"] == 1
    assert staleness.behind(Translation.objects.get(pk=translation.pk)) == Changes(0, 1, 0)


def test_a_source_that_is_published_costs_a_number_of_queries_that_does_not_grow(
    make_article, publish, translated, django_assert_max_num_queries
):
    counted = []
    for paragraphs in (5, 60):
        words = "".join(f"<p>Paragraph {number} of many.</p>" for number in range(paragraphs))
        article = publish(make_article(body=with_words(words)))
        translation = translated(article)
        article.body = with_words(words.replace("of many", "of several"))
        article.save_revision().publish()
        with django_assert_max_num_queries(200) as queries:
            translation.source.content_json = "{}"
            translation.source.save()
            translation.source.update_from_db()
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 5


def test_moving_texts_changes_nothing_and_counting_is_exact():
    one = fingerprint([("a", "x"), ("b", "y"), ("b", "z")])
    assert compare(one, fingerprint([("b", "y"), ("b", "z"), ("a", "x")])) == Changes()
    assert compare(one, fingerprint([("a", "w"), ("b", "z"), ("c", "y")])) == Changes(1, 1, 1)
    assert compare([], one) == Changes(added=3)
    assert compare(one, []) == Changes(removed=3)


def test_a_translated_text_can_be_written_and_approved_and_readers_are_told(
    article, translated, publish_target, admin_user
):
    translation = translated(article)
    assert document(article, "zh-Hans")["translation"]["status"] == "translated"
    for text in states.texts(translation):
        states.approve(text.translated, admin_user)
    publish_target(translation)
    shown = document(article, "zh-Hans")["translation"]
    assert shown["status"] == "approved"
    assert shown["reviewed_on"]
    assert shown["segments"]["approved"] == sum(shown["segments"].values())
    first = states.texts(translation)[0]
    say(translation, first.segment, "重写")
    assert states.texts(translation)[0].state == State.TRANSLATED


def test_the_states_of_many_translations_cost_two_queries(
    article, submit, make_article, publish, django_assert_num_queries
):
    found = [submit(article, locale) for locale in ("zh-Hans", "es")]
    found.append(submit(publish(make_article())))
    keys = [translation.source.object_id for translation in found]
    with django_assert_num_queries(2):
        counted = states.counts(found)
        behind = staleness.behind_all(keys)
    assert {sum(numbers.values()) for numbers in counted.values()} >= {5}
    assert set(behind.values()) == {Changes()}


def test_block_ids_are_equal_in_every_locale_after_every_change(
    article, translated, publish, publish_target
):
    translation = translated(article)
    revise(article, publish, WORDS.replace("wait", "listen"))
    publish_target(translation)
    ids = [
        [block["id"] for section in document(article, locale)["sections"] for block in [section]]
        + [b["id"] for section in document(article, locale)["sections"] for b in section["blocks"]]
        for locale in ("en", "zh-Hans")
    ]
    assert ids[0] == ids[1]


def test_a_translation_that_is_edited_by_hand_still_tells_when_its_source_moves_on(
    article, translated, publish
):
    translation = translated(article)
    translation.enabled = False
    translation.save()
    target = translation.get_target_instance()
    target.summary = "自己写的"
    publish(target)
    shown = document(article, "zh-Hans")
    assert shown["summary"] == "自己写的"
    assert shown["translation"]["source_locale"] == "en"
    assert not shown["translation"]["stale"]
    revise(article, publish, WORDS.replace("wait", "listen"))
    assert document(article, "zh-Hans")["translation"]["changes"]["changed"] == 1
