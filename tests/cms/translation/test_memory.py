"""What was translated once is offered again."""

import pytest
from django.core.management import call_command
from wagtail_localize.models import String

from cms.texts import states
from cms.texts.models import State
from cms.translation import memory, similarity
from cms.translation.models import MemoryEntry, MemoryToken
from tests.conftest import block, locale_of, section

SENTENCE = "Before you answer, take one slow breath and look at the other person."


def body(*paragraphs):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return [section([block("text", text)], heading="At the door")]


@pytest.fixture
def known(make_article, publish, translated):
    """One article that is translated and published."""
    article = publish(make_article(title="The evening talk", body=body(SENTENCE)))
    return translated(article)


@pytest.fixture
def offered(make_article, publish, submit):
    """Return what is offered for a sentence of another article."""

    def offered(sentence, locale="zh-Hans"):
        page = publish(make_article(body=body(sentence)))
        submit(page, locale)
        string = String.objects.get(data=sentence, locale=page.locale)
        return memory.offers(string, locale_of(locale).pk)

    return offered


def test_the_same_sentence_on_another_page_is_taken_over_and_needs_review(
    known, make_article, publish, submit
):
    page = publish(make_article(title="Another day", body=body(SENTENCE)))
    found = {text.segment.string.data: text for text in states.texts(submit(page))}
    assert found[SENTENCE].words == f"译：{SENTENCE}"
    assert found[SENTENCE].state == State.NEEDS_REVIEW
    assert found["Another day"].state == State.UNTRANSLATED


@pytest.mark.parametrize(
    "sentence",
    [
        SENTENCE.replace("slow", "deep"),
        SENTENCE.replace("other person", "other person first"),
        SENTENCE.removesuffix("."),
        SENTENCE.replace("breath", "<b>breath</b>"),
    ],
)
def test_a_similar_sentence_is_offered_with_its_likeness(known, offered, sentence):
    [offer, *_rest] = offered(sentence)
    assert offer.translation == f"译：{SENTENCE}"
    assert offer.source == SENTENCE
    assert 70 <= offer.percent <= 100
    assert offer.page == "The evening talk"


@pytest.mark.parametrize(
    "sentence",
    ["Nothing of it is like that at all, I am afraid.", "Before.", "Take one look, and answer."],
)
def test_what_is_not_alike_is_not_offered(known, offered, sentence):
    assert offered(sentence) == []


def test_short_headings_are_found_by_their_beginnings(make_article, publish, translated, offered):
    translated(publish(make_article(title="Evenings", body=body("Nothing."))))
    assert [offer.source for offer in offered("Evening")] == ["Evenings"]


def test_chinese_is_found_by_pairs_of_characters(
    series, translated, make_article, publish, submit, write, wiki
):
    parent = translated(series).get_target_instance()
    sentence = "回答之前，先慢慢吸一口气，看着对方的眼睛。"
    for title, text in (("甲", sentence), ("乙", sentence.replace("眼睛", "手"))):
        page = publish(
            make_article(parent, title=title, body=body(text), locale=locale_of("zh-Hans"))
        )
        translation = submit(page, "es")
        if title == "甲":
            write(translation, "es: {}".format)
    string = String.objects.get(data=sentence.replace("眼睛", "手"))
    [offer, *_rest] = memory.offers(string, locale_of("es").pk)
    assert offer.translation == f"es: {sentence}"
    assert offer.percent >= 70


def test_a_translation_into_another_language_is_not_offered(known, offered):
    assert offered(SENTENCE.replace("slow", "deep"), "es") == []


def test_the_index_can_be_built_again_and_is_the_same(known):
    entries = set(MemoryEntry.objects.values_list("string", "token", "size"))
    tokens = set(MemoryToken.objects.values_list("token", "texts"))
    assert entries
    MemoryEntry.objects.all().delete()
    call_command("rebuild_translation_memory", stdout=None, verbosity=0)
    assert set(MemoryEntry.objects.values_list("string", "token", "size")) == entries
    assert set(MemoryToken.objects.values_list("token", "texts")) == tokens


def test_indexing_a_text_twice_counts_it_once(known):
    before = dict(MemoryToken.objects.values_list("token", "texts"))
    assert memory.index(String.objects.all()) == 0
    assert dict(MemoryToken.objects.values_list("token", "texts")) == before


def test_a_lookup_costs_a_fixed_number_of_queries(known, offered, django_assert_max_num_queries):
    string = String.objects.get(data=SENTENCE)
    with django_assert_max_num_queries(8):
        memory.offers(string, locale_of("zh-Hans").pk)


def test_the_difference_is_told_by_word_and_by_chinese_character():
    pieces = similarity.difference("Then wait a while.", "Then listen a while.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Then "),
        ("removed", "wait"),
        ("added", "listen"),
        ("same", " a while."),
    ]
    chinese = similarity.difference("先问一问。", "先听一听。")
    assert [piece.text for piece in chinese if piece.kind == "added"] == ["听", "听"]


def test_texts_without_words_are_like_nothing():
    assert similarity.tokens("…!") == set()
    assert similarity.ratio("", "") == 1.0
