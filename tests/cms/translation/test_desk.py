"""The page on which a translator works."""

import re

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from cms.texts import states
from cms.texts.models import State
from cms.translation import similarity
from cms.translation.glossary import Term, hits
from content_models.models import GlossaryTerm, Topic
from tests.cms.translation.conftest import editing, public, say
from tests.conftest import block, section

XHR = {"headers": {"x-requested-with": "XMLHttpRequest"}}


@pytest.fixture
def article(make_article, publish):
    words = "<p>Ask first. Then wait for the pause word.</p><p>Say <b>thank you</b>.</p>"
    body = [section([block("text", words)], heading="At the door")]
    return publish(make_article(title="The evening talk", body=body))


@pytest.fixture
def translation(article, submit):
    return submit(article)


def text_of(translation, source):
    return next(t for t in states.texts(translation) if t.segment.string.data == source)


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def write(client, translation, source, action="save", **data):
    text = text_of(translation, source)
    url = reverse("write_text", args=[translation.pk, text.segment.pk])
    return client.post(url, {"action": action, **data}, **XHR)


def test_a_translator_sees_every_text_with_its_state(desk, translation):
    page = desk.get(editing(translation.get_target_instance())).content.decode()
    for text in states.texts(translation):
        assert f'id="text-{text.segment.pk}"' in page
    assert page.count('data-state="untranslated"') == len(states.texts(translation))
    assert "Sections · Section 1" in page
    assert "Readers cannot see this page before the one above it is published:" in page


def test_a_text_is_saved_and_the_counts_follow(desk, translation, article):
    before = public()
    response = write(desk, translation, "The evening talk", words="傍晚的谈话")
    assert response.status_code == 200
    shown = response.content.decode()
    assert 'data-state="translated"' in shown
    assert '<b data-count="translated">1</b>' in shown
    text = text_of(translation, "The evening talk")
    assert (text.words, text.state) == ("傍晚的谈话", State.TRANSLATED)
    assert text.translated.last_translated_by.username == "admin"
    assert public() == before


def test_the_bar_of_progress_begins_with_what_is_done(desk, translation):
    shown = desk.get(editing(translation.get_target_instance())).content.decode()
    parts = re.findall(r"td-progress__part--(\w+)", shown)
    assert parts == ["approved", "translated", "needs_review", "machine", "untranslated"]


def test_without_scripts_the_form_leads_back_to_the_text(desk, translation):
    text = text_of(translation, "At the door")
    url = reverse("write_text", args=[translation.pk, text.segment.pk])
    response = desk.post(url, {"words": "在门口"})
    target = translation.get_target_instance()
    assert response.url == f"{editing(target)}#text-{text.segment.pk}"
    assert text_of(translation, "At the door").words == "在门口"


@pytest.mark.parametrize(
    ("source", "words", "reason"),
    [
        ("The evening talk", "长" * 256, "has 256 characters; there is room for 255"),
        ("At the door", "长" * 300, "there is room for"),
        ("Say <b>thank you</b>.", "<p>说</p>", "tag is not allowed"),
        ("Say <b>thank you</b>.", '说<a id="a9">谢谢</a>', "Unrecognised id"),
        ("At the door", "在\x00门口", "cannot be stored"),
    ],
)
def test_what_cannot_be_used_is_refused_and_stays_in_the_field(
    desk, translation, source, words, reason
):
    response = write(desk, translation, source, words=words)
    assert response.status_code == 422
    shown = response.content.decode()
    assert reason in shown
    assert words.replace("\x00", "")[:20] in shown.replace("&lt;", "<").replace(
        "&gt;", ">"
    ).replace("&quot;", '"').replace("\x00", "")
    assert not StringTranslation.objects.exists()


def test_an_empty_text_is_untranslated_again(desk, translation):
    write(desk, translation, "At the door", words="在门口")
    write(desk, translation, "At the door", words=" ")
    assert text_of(translation, "At the door").state == State.UNTRANSLATED


def test_whoever_is_second_is_warned_and_both_texts_are_kept(desk, translation):
    seen = ""
    text = text_of(translation, "At the door")
    say(translation, text.segment, "第一个人写的")
    response = write(desk, translation, "At the door", words="第二个人写的", seen=seen)
    assert response.status_code == 422
    shown = response.content.decode()
    assert "第一个人写的" in shown
    assert "第二个人写的" in shown
    assert text_of(translation, "At the door").words == "第一个人写的"
    again = text_of(translation, "At the door").translated.updated_at.isoformat()
    assert again in shown
    write(desk, translation, "At the door", words="第二个人写的", seen=again)
    assert text_of(translation, "At the door").words == "第二个人写的"


def test_a_translator_accepts_but_only_a_publisher_approves(
    translation, article, make_user, client, desk, admin_user
):
    target = translation.get_target_instance()
    home = target.get_ancestors().filter(depth=2).get()
    client.force_login(make_user(pages={home: ["change"]}))
    write(client, translation, "At the door", words="在门口")
    assert write(client, translation, "At the door", "approve").status_code == 403
    assert text_of(translation, "At the door").state == State.TRANSLATED
    client.force_login(admin_user)
    assert write(client, translation, "At the door", "approve").status_code == 200
    assert text_of(translation, "At the door").state == State.APPROVED


@pytest.mark.parametrize("action", ["accept", "approve"])
def test_nobody_vouches_for_words_that_were_not_shown(desk, translation, action):
    text = text_of(translation, "At the door")
    row = say(translation, text.segment, "在门口")
    seen = row.updated_at.isoformat()
    states.doubt(row, None)
    say(translation, text.segment, "在门口（改）")
    response = write(desk, translation, "At the door", action, words="在门口", seen=seen)
    assert response.status_code == 422
    shown = response.content.decode()
    assert "“在门口（改）”. Read it, then decide again." in shown
    assert ">在门口（改）</textarea>" in shown
    assert text_of(translation, "At the door").state == State.TRANSLATED
    again = text_of(translation, "At the door").translated.updated_at.isoformat()
    assert write(desk, translation, "At the door", "approve", seen=again).status_code == 200
    assert text_of(translation, "At the door").state == State.APPROVED


def test_who_may_not_edit_the_page_may_do_nothing_here(translation, make_user, client, wiki):
    user = make_user(pages={wiki: ["change"]})
    client.force_login(user)
    text = text_of(translation, "At the door")
    arguments = [translation.pk, text.segment.pk]
    assert write(client, translation, "At the door", words="在门口").status_code == 403
    assert client.get(reverse("memory_offers", args=arguments), **XHR).status_code == 403
    fill = reverse("fill_from_memory", args=[translation.pk])
    assert client.post(fill, **XHR).status_code == 403
    assert not StringTranslation.objects.exists()


def test_a_locked_page_is_not_written(desk, translation, make_user):
    target = translation.get_target_instance()
    target.locked, target.locked_by = True, make_user()
    target.save()
    response = write(desk, translation, "At the door", words="在门口")
    assert response.status_code == 423
    name = target.locked_by.username
    told_why = f"“The evening talk” is locked by {name}, who alone can change it now."
    assert response.json()["detail"] == told_why
    fill = reverse("fill_from_memory", args=[translation.pk])
    response = desk.post(fill, {"next": editing(target)}, follow=True)
    assert response.redirect_chain[0][0] == editing(target)
    assert told_why in told(response)
    assert not StringTranslation.objects.exists()


def test_texts_that_stay_are_saved_after_the_source_was_published_again(
    desk, translation, article, publish
):
    """A paragraph is put in front while the desk is open: the buttons there go on working."""
    before = {text.segment.string.data: text.segment.pk for text in states.texts(translation)}
    raw = article.body.get_prep_value()
    raw[0]["value"]["blocks"].insert(0, block("text", "<p>A quiet evening begins.</p>"))
    article.body = raw
    publish(article)
    for source, segment in before.items():
        url = reverse("write_text", args=[translation.pk, segment])
        assert desk.post(url, {"words": f"译：{len(source)}"}, **XHR).status_code == 200
        assert text_of(translation, source).words == f"译：{len(source)}"
    assert text_of(translation, "A quiet evening begins.").state == State.UNTRANSLATED
    orders = [text.segment.order for text in states.texts(translation)]
    assert orders == sorted(set(orders))


def test_the_same_words_twice_in_a_field_are_two_texts_that_stay(
    desk, make_article, publish, submit
):
    words = "<p>Wait.</p><p>Ask.</p><p>Wait.</p>"
    article = publish(make_article(body=[section([block("text", words)])]))
    translation = submit(article)
    before = [text.segment.pk for text in states.texts(translation)]
    raw = article.body.get_prep_value()
    raw[0]["value"]["blocks"][0]["value"] = words + "<p>Go.</p>"
    article.body = raw
    publish(article)
    assert [text.segment.pk for text in states.texts(translation)][: len(before)] == before


def test_a_text_that_left_the_source_says_so_and_is_not_saved(desk, translation, article, publish):
    text = text_of(translation, "At the door")
    url = reverse("write_text", args=[translation.pk, text.segment.pk])
    raw = article.body.get_prep_value()
    raw[0]["value"]["heading"] = "In the hall"
    article.body = raw
    publish(article)
    response = desk.post(url, {"words": "在门口"}, **XHR)
    assert response.status_code == 422
    assert "The source was published again" in response.json()["detail"]
    shown = desk.post(url, {"words": "在门口"}, follow=True).content.decode()
    assert "Copy your words, then load the page again." in shown
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize("action", ["explode", "accept", "approve"])
def test_an_action_that_is_not_possible_is_not_found(desk, translation, action):
    assert write(desk, translation, "At the door", action).status_code == 404


def everything(client, translation):
    """Answer what each address of the desk answers: write, take from the memory, look there."""
    segment = text_of(translation, "At the door").segment
    return [
        write(client, translation, "At the door", words="在门口"),
        client.post(reverse("fill_from_memory", args=[translation.pk])),
        client.get(reverse("memory_offers", args=[translation.pk, segment.pk])),
    ]


def test_a_translation_whose_page_was_deleted_is_not_found(desk, translation):
    translation.get_target_instance().delete()
    assert [answer.status_code for answer in everything(desk, translation)] == [404, 404, 404]


def test_a_translation_that_was_stopped_takes_no_text(desk, translation):
    translation.enabled = False
    translation.save()
    written, filled, offered = everything(desk, translation)
    assert written.status_code == filled.status_code == 403
    assert written.json()["detail"] == "This translation has been stopped."
    assert "This translation has been stopped." in filled.content.decode()
    assert offered.status_code == 200
    assert not StringTranslation.objects.filter(locale=translation.target_locale).exists()


def test_a_text_of_another_translation_is_not_found(desk, translation, make_article, submit):
    other = submit(make_article(title="Another"))
    text = text_of(other, "Another")
    url = reverse("write_text", args=[translation.pk, text.segment.pk])
    assert desk.post(url, {"words": "错"}).status_code == 404


def test_the_memory_and_the_glossary_stand_beside_a_text(
    desk, article, translated, make_article, publish, submit, make_snippet, write_words
):
    translated(article)
    term = make_snippet(GlossaryTerm, term="pause word", note="Agreed on beforehand.")
    write_words(submit(term), {"pause word": "暂停词"})
    [chinese] = GlossaryTerm.objects.filter(locale__language_code="zh-hans")
    chinese.forbidden = "安全词"
    publish(chinese)
    sentence = "Ask first. Then wait for the next pause word."
    page = publish(make_article(body=[section([block("text", f"<p>{sentence}</p>")])]))
    again = submit(page)
    shown = desk.get(editing(again.get_target_instance())).content.decode()
    assert "暂停词" in shown
    assert "<del>安全词</del>" in shown
    text = text_of(again, sentence)
    offers = desk.get(reverse("memory_offers", args=[again.pk, text.segment.pk])).content.decode()
    assert "译：Ask first. Then wait for the pause word." in offers
    assert "The evening talk" in offers


@pytest.fixture
def write_words(publish_target):
    def write_words(translation, words):
        for text in states.texts(translation):
            say(translation, text.segment, words.get(text.segment.string.data, "词"))
        return publish_target(translation)

    return write_words


def test_filling_from_the_memory_takes_what_was_translated_meanwhile(
    desk, translation, make_article, publish, submit, article
):
    body = [section([block("text", "<p>Ask first. Then wait for the pause word.</p>")])]
    other = submit(publish(make_article(body=body)))
    sentence = "Ask first. Then wait for the pause word."
    say(translation, text_of(translation, sentence).segment, "先问。")
    assert text_of(other, sentence).state == State.UNTRANSLATED
    desk.post(reverse("fill_from_memory", args=[other.pk]))
    text = text_of(other, sentence)
    assert (text.words, text.state) == ("先问。", State.NEEDS_REVIEW)
    response = desk.post(reverse("fill_from_memory", args=[other.pk]), follow=True)
    assert "The memory has nothing for what is left." in response.content.decode()


def test_a_snippet_is_translated_at_the_desk_too(desk, make_snippet, submit):
    translation = submit(make_snippet(Topic, name="Attachment"))
    target = translation.get_target_instance()
    url = reverse(target.snippet_viewset.get_url_name("edit"), args=[target.pk])
    assert "Attachment" in desk.get(url).content.decode()
    assert write(desk, translation, "Attachment", words="依恋").status_code == 200
    desk.post(url, {"action": "publish"})
    target.refresh_from_db()
    assert target.live
    assert target.name == "依恋"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_earlier_version_is_read_in_the_history(desk, translated, article, method):
    translation = translated(article)
    target = translation.get_target_instance()
    before = public()
    arguments = [target.pk, target.revisions.earliest("pk").pk]
    address = reverse("wagtailadmin_pages:revisions_revert", args=arguments)
    response = getattr(desk, method)(address, follow=True)
    assert response.redirect_chain[0][0] == reverse("wagtailadmin_pages:history", args=[target.pk])
    shown = response.content.decode()
    assert "An earlier version of a translation can be read and compared" in shown
    assert reverse("wagtailadmin_pages:revisions_view", args=arguments) in shown
    assert public() == before


def test_an_earlier_version_of_a_snippet_is_read_in_the_history(desk, make_snippet, submit):
    target = submit(make_snippet(Topic, name="Attachment")).get_target_instance()
    name = target.snippet_viewset.get_url_name
    arguments = [target.pk, target.latest_revision_id]
    response = desk.get(reverse(name("revisions_revert"), args=arguments), follow=True)
    assert response.redirect_chain[0][0] == reverse(name("history"), args=[target.pk])
    assert "An earlier version of a translation can be read" in response.content.decode()
    assert desk.get(reverse(name("revisions_view"), args=arguments)).status_code == 200


def test_the_desk_costs_a_number_of_queries_that_does_not_grow(
    desk, make_article, publish, submit, django_assert_max_num_queries
):
    counted = []
    for number in (3, 40):
        words = "".join(f"<p>Paragraph {n} of {number}.</p>" for n in range(number))
        translation = submit(publish(make_article(body=[section([block("text", words)])])))
        address = editing(translation.get_target_instance())
        desk.get(address)
        with django_assert_max_num_queries(80) as queries:
            desk.get(address)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_images_and_links_are_edited_in_the_editor_of_wagtail_localize(desk, translation):
    address = f"{editing(translation.get_target_instance())}?values"
    page = desk.get(address).content.decode()
    assert "js-translation-editor" in page


def test_a_glossary_word_is_found_as_a_whole_word():
    terms = [Term(word, None, (), "") for word in ("bid", "bid for connection", "暂停词")]
    assert [t.source for t in hits("Two bids a day", terms, "en")] == ["bid"]
    both = hits("Two bids for connection", terms, "en")
    assert [t.source for t in both] == ["bid", "bid for connection"]
    assert hits("forbidden", terms, "en") == []
    assert [t.source for t in hits("约好一个暂停词。", terms, "zh-Hans")] == ["暂停词"]
    assert similarity.plain("Tom &amp; <b>Ann</b>") == "Tom & Ann"
