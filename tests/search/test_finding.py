"""A reader types something and finds it, in every language, with the place that answers."""

import pytest
import time_machine
from django.db import connection
from django.test import Client

from content_models.models import GlossaryTerm, Person, Topic
from search import vocabulary
from search.models import SynonymSet
from search.parsing import Terms
from tests.conftest import block, item, moment, section

# What is typed, in which language, and what was meant.
FIRST = [
    ("arguing", "en", "The weekend bag"),
    ("依恋", "zh-Hans", "好好沟通"),
    ("沟通", "zh", "好好沟通"),
    ("依戀關係中的兩個人如何溝通？", "zh-Hans", "好好沟通"),
    ("relación", "es", "La maleta"),
    ("RELACIÓN", "es", "La maleta"),
    ("love爱", "en", "Everyday habits"),
    ("爱love", "en", "Everyday habits"),
    ("attachement", "en", "Attachment styles"),
    ("ttachment style", "en", "Attachment styles"),
    ('"toward each other"', "en", "Everyday habits"),
    ("habi*", "en", "Everyday habits"),
    ("relacion*", "es", "La maleta"),
    ("依恋关*", "zh-Hans", "好好沟通"),
    ("attached attachment -secure", "en", "The weekend bag"),
    ("what about the", "en", "The weekend bag"),
]


def text(words: str) -> list:
    return [block("text", f"<p>{words}</p>")]


def marked(part: dict) -> list[str]:
    return [part["text"][start:end] for start, end in part["highlights"]]


@pytest.fixture
def library(publish, make_article, translate):
    """Articles in three languages about different things."""
    bag = publish(
        make_article(
            title="The weekend bag",
            body=[
                section(text("It begins on Friday."), heading="Before"),
                section(text("She argues about the bag. Nobody is attached to it."), heading="Two"),
            ],
        )
    )
    publish(make_article(title="Attachment styles", blocks=text("Secure, anxious, avoidant.")))
    publish(make_article(title="Everyday habits", blocks=text("A turn toward each other. Love爱.")))
    publish(
        translate(bag, "zh-Hans", title="好好沟通", body=[section(text("依恋关系里的两个人。"))])
    )
    publish(translate(bag, "es", title="La maleta", body=[section(text("Las relaciones duran."))]))
    return bag


def test_the_first_hit_is_what_was_meant(library, titles, subtests):
    for q, locale, first in FIRST:
        with subtests.test(q=q, locale=locale):
            assert titles(q, locale=locale)[0] == first


def test_an_answer_is_the_same_when_somebody_watches_its_statements(library, subtests):
    """PostgreSQL is asked several things at once, and when watched one after the other."""
    reader = Client()
    for q, locale, *_first in [*FIRST, ("arguing habi*", "*"), ("arguing", "es")]:
        with subtests.test(q=q, locale=locale):
            asked = {"q": q, "locale": locale}
            with connection.execute_wrapper(lambda execute, *arguments: execute(*arguments)):
                watched = reader.get("/api/v1/search/", asked)
            assert watched.json()["items"]
            assert reader.get("/api/v1/search/", asked).content == watched.content


def test_a_hit_leads_to_the_section_and_marks_what_matched(library, find):
    [hit] = find("arguing")["items"]
    [found] = hit["sections"]
    assert found["heading"] == "Two"
    assert found["url"] == f"{hit['url']}#two"
    assert marked(found["snippet"]) == ["argues"]


def test_a_snippet_keeps_its_lines_apart(find, publish, make_article):
    publish(make_article(title="Bilby", subtitle="Small and quick", summary="It digs at night."))
    [hit] = find("bilby")["items"]
    [found] = hit["sections"]
    assert found["snippet"]["text"] == "Small and quick\nIt digs at night."


def test_offsets_hold_across_the_lines_of_a_snippet(find, publish, make_article):
    publish(make_article(blocks=[*text("Dig here."), *text("A bilby digs.")]))
    [hit] = find("bilby")["items"]
    assert [marked(found["snippet"]) for found in hit["sections"]] == [["bilby"]]


@pytest.mark.parametrize(
    ("q", "written", "marks"),
    [
        ("ความจำ", "เรียกว่าความจำดี", "ความจำ"),
        ("ガス", "それはｶﾞｽだ", "ｶﾞｽ"),
        ("着急", "不要著急。", "著急"),
        ("coeur", "Un cœur ouvert.", "cœur"),
        ("coeu*", "Un cœur ouvert.", "cœur"),
        ('"coeur ouvert"', "Un cœur ouvert.", "cœur ouvert"),
    ],
)
def test_what_matched_is_marked_as_it_was_written(find, publish, make_article, q, written, marks):
    publish(make_article(blocks=text(written)))
    [hit] = find(q)["items"]
    [found] = hit["sections"]
    assert marked(found["snippet"]) == [marks]


def test_what_is_embedded_in_another_language_is_found_in_its_own(
    titles, find, publish, make_article, make_case, translate
):
    case = publish(make_case(title="Dingo", outcome="<p>They share a dingo.</p>"))
    cases = block("case_studies", {"introduction": "", "cases": [item(case.pk)]})
    article = publish(make_article(title="Outback", blocks=[cases]))
    spanish = publish(translate(article, "es", title="Desierto"))
    assert set(titles("dingo")) == {"Dingo", "Outback"}
    assert find("dingo", locale="es")["meta"]["relaxed"] == ["other_locales"]
    publish(translate(case, "es", title="Dingo", outcome="<p>Comparten un dingo.</p>"))
    assert set(titles("dingo", locale="es")) == {"Dingo", spanish.title}


def test_a_whole_pasted_message_finds_what_it_is_about(library, find):
    message = "We always argue about the weekend bag and I feel alone. " * 40
    assert len(message) > 2_000
    answer = find(message)
    assert answer["meta"]["cut"]
    assert answer["items"][0]["title"] == "The weekend bag"
    answer = find("我们总是为了依恋关系里的小事吵架，怎么办？" * 90, locale="zh-Hans")
    assert answer["items"][0]["title"] == "好好沟通"


@pytest.mark.parametrize(("end", "first"), [("dinner", "Said"), ("dinn", "Said"), ("lunch", "Met")])
def test_what_holds_a_long_query_word_for_word_comes_first(
    titles, publish, make_article, end, first
):
    asked = "We could talk about the dishes before"
    publish(make_article(title="Met", blocks=text("Dishes and talk, talk and dishes. Dinner!")))
    plates = "Plates and cups. " * 40
    publish(make_article(title="Said", blocks=text(f"{plates} {asked} dinner. {plates}")))
    assert titles(f"{asked} {end}")[0] == first


def test_one_of_two_characters_is_no_answer(find, titles, publish, make_article):
    publish(make_article(title="通过"))
    publish(make_article(title="沟和通"))
    answer = find("沟通")
    assert [hit["title"] for hit in answer["items"]] == ["沟和通"]
    assert answer["meta"]["relaxed"] == ["fewer_terms"]
    assert answer["facets"]["kind"][0]["count"] == 1
    assert titles("通") == ["通过", "沟和通"]
    assert titles("通知") == []


def test_a_correction_is_told(library, find):
    meta = find("attachmnt styles")["meta"]
    assert meta["corrected"] == {"from": "attachmnt styles", "to": "attachment styles"}
    assert meta["relaxed"] == ["correction"]
    assert find("attachment styles")["meta"]["corrected"] is None


def test_a_short_word_that_begins_otherwise_is_another_word(library, find):
    assert find("babits")["meta"]["corrected"]["to"] == "habits"
    assert find("beach other")["meta"]["corrected"] is None


def test_a_correction_leaves_the_rest_of_a_query_as_it_was_typed(library, find):
    for typed, meant, titles in [
        ('"toward each other" habbits', '"toward each other" habits', ["Everyday habits"]),
        ('"toward eech other"', '"toward each other"', ["Everyday habits"]),
        ("habbits爱", "habits爱", ["Everyday habits"]),
        ("Attachmnt -argues", "attachment -argues", ["Attachment styles"]),
        (
            "weekend habbits -secure",
            "weekend habits -secure",
            ["Everyday habits", "The weekend bag"],
        ),
    ]:
        answer = find(typed)
        assert answer["meta"]["corrected"] == {"from": typed, "to": meant}
        assert answer["meta"]["relaxed"] == ["correction"]
        assert sorted(hit["title"] for hit in answer["items"]) == titles


def test_a_word_that_stands_in_one_of_the_locales_is_not_corrected(library, find, titles):
    assert find("maletta", locale="en,es")["meta"]["corrected"]["to"] == "maleta"
    assert find("maleta", locale="en,es")["meta"]["corrected"] is None
    assert titles('"toward each other" maleta', locale="es,en") == ["Everyday habits"]


def test_a_phrase_that_stands_nowhere_is_looked_for_by_its_words(library, find, titles):
    assert find('"each other toward"')["meta"]["relaxed"] == ["fewer_terms"]
    assert titles('"each other toward"') == ["Everyday habits"]


@pytest.mark.parametrize("typed", ["'", "’", "ʼ"])
@pytest.mark.parametrize("written", ["'", "’", "ʼ"])
def test_a_phrase_is_found_whatever_apostrophe_it_has(find, publish, make_article, typed, written):
    publish(make_article(blocks=text(f"On the other{written}s shoulder, don{written}t.")))
    answer = find(f'"the other{typed}s shoulder, don{typed}t"')
    assert answer["meta"]["relaxed"] == []
    [found] = answer["items"][0]["sections"]
    assert marked(found["snippet"]) == [f"the other{written}s shoulder, don{written}t"]


def test_a_quoted_topic_or_name_leads_to_what_is_about_it_and_by_them(
    find, make_snippet, publish, make_article
):
    topic = make_snippet(Topic, name="Long distance")
    person = make_snippet(Person, name="Mei Chen")
    publish(make_article(title="Two cities", topics=[topic], contributors=[(person, "author")]))
    make_snippet(GlossaryTerm, term="stonewalling", forbidden="going silent\nblocking out")
    for phrase, title in {
        '"long distance"': "Two cities",
        '"mei chen"': "Two cities",
        '"going silent"': "stonewalling",
    }.items():
        answer = find(phrase)
        assert [hit["title"] for hit in answer["items"]] == [title]
        assert answer["meta"]["relaxed"] == []
    assert find('"silent blocking"')["meta"]["relaxed"] == ["fewer_terms"]


def test_other_locales_are_searched_when_the_asked_one_has_nothing(library, find):
    answer = find("maleta", locale="en")
    assert answer["meta"]["relaxed"] == ["other_locales"]
    [hit] = answer["items"]
    assert (hit["matched_locale"], hit["locale"]) == ("es", "en")
    nowhere = find('"maleta pesada nunca"', locale="en")
    assert nowhere["meta"]["relaxed"] == ["fewer_terms", "other_locales"]


@pytest.mark.parametrize("q", ["cafe*", "café*", "conversacion*", "Conversación*", "cancio*"])
def test_the_beginning_of_a_word_is_found_with_and_without_accents(
    titles, publish, make_article, q
):
    publish(make_article(title="Dos cafés", blocks=text("Una conversación, dos canciones.")))
    publish(make_article(title="Nada", blocks=text("Casas y convenios.")))
    assert titles(q) == ["Dos cafés"]


def test_a_beginning_that_no_word_has_counts_as_a_word(library, find, titles):
    assert titles("argued*") == ["The weekend bag"]
    assert find("argued*")["meta"]["relaxed"] == ["fewer_terms"]
    assert find("malet*", locale="en")["meta"]["relaxed"] == ["other_locales"]
    assert find("maletas*", locale="en")["meta"]["relaxed"] == ["fewer_terms", "other_locales"]


def test_other_locales_are_not_searched_for_less_than_was_asked(library, find):
    """Its characters stand apart in more documents than the word does."""
    answer, everywhere = find("依恋", locale="en"), find("依恋", locale="*")
    assert answer["meta"]["relaxed"] == ["other_locales"]
    assert [hit["key"] for hit in answer["items"]] == [hit["key"] for hit in everywhere["items"]]


def test_a_document_that_matches_in_several_locales_is_one_hit(
    library, find, publish, make_article, translate
):
    page = publish(make_article(title="Wombat"))
    publish(translate(page, "es", title="Wombat en casa"))
    answer = find("wombat", locale="*")
    assert [hit["title"] for hit in answer["items"]] == ["Wombat"]
    assert answer["meta"]["total_count"] == 1
    assert {f["value"]: f["count"] for f in answer["facets"]["locale"]} == {"en": 1, "es": 1}
    [hit] = find("wombat", locale="es,*")["items"]
    assert (hit["title"], hit["matched_locale"]) == ("Wombat en casa", "es")


def test_an_excluded_word_keeps_the_whole_document_out(library, titles):
    assert titles("bag") == ["The weekend bag"]
    assert titles("bag -friday") == []
    assert titles('bag -"begins on friday"') == []
    assert titles("bag -monday") == ["The weekend bag"]


def test_what_is_excluded_has_to_stand_there_as_a_whole(titles, publish, make_article):
    publish(make_article(title="Pause one", blocks=text("A long talk at a distance. 人际关系。")))
    publish(make_article(title="Pause two", blocks=text("A long-distance call. 依恋关系。")))
    assert titles("pause -long-distance") == ["Pause one"]
    assert titles("关系 -依恋关系") == ["Pause one"]
    assert titles("pause -人际关系") == ["Pause two"]


def test_a_glossary_term_is_found_by_the_words_to_avoid_and_brings_its_articles(
    titles, make_snippet, publish, make_article
):
    make_snippet(GlossaryTerm, term="stonewalling", forbidden="going silent\nblocking")
    publish(make_article(title="When he was stonewalling"))
    assert set(titles("blocking")) == {"stonewalling", "When he was stonewalling"}


@pytest.mark.parametrize("asked", ["counselor", "Therapist’s", "his therapists", "séances"])
def test_a_synonym_is_meant_by_all_forms_of_its_words(titles, publish, make_article, asked):
    SynonymSet.objects.create(locale="en", words="counsellors\ntherapist\nseance\nmentor")
    publish(make_article(title="A mentor"))
    assert titles(asked) == ["A mentor"]


def test_a_synonym_of_several_words_counts_only_where_they_stand_together(
    titles, find, make_snippet, publish, make_article
):
    make_snippet(GlossaryTerm, term="stonewalling", forbidden="walking away")
    publish(make_article(title="At the door", blocks=text("He walked away again.")))
    publish(make_article(title="A long walk", blocks=text("She is walking home.")))
    publish(make_article(title="Far", blocks=[*text("It is far away."), *text("A wall.")]))
    assert titles("stonewalling") == ["stonewalling", "At the door"]
    assert titles("stonewalling wall", kind="article") == ["Far", "At the door"]
    [hit] = find("stonewalling", kind="article")["items"]
    assert [marked(found["snippet"]) for found in hit["sections"]] == [["walked away"]]


@pytest.mark.parametrize("locale", ["en", "*"])
def test_a_search_takes_several_kinds_and_tells_what_others_there_are(
    find, publish, make_article, make_case, make_quiz, make_snippet, locale
):
    topic = make_snippet(Topic, name="Trust")
    for make in (make_article, make_case, make_quiz):
        publish(make(title="Quokka", topics=[topic]))
    found = find("quokka", kind="article,quiz", locale=locale)
    assert found["meta"]["total_count"] == 2
    assert {hit["kind"] for hit in found["items"]} == {"article", "quiz"}
    counts = {
        name: {facet["value"]: facet["count"] for facet in found["facets"][name]}
        for name in ("kind", "topic")
    }
    assert counts["kind"] == {"article": 1, "case-study": 1, "quiz": 1}
    assert counts["topic"] == {str(topic.translation_key): 2}


def test_where_a_kind_has_nothing_the_others_are_told(find, publish, make_article):
    publish(make_article(title="Quokka"))
    found = find("quokka", kind="quiz")
    assert found["items"] == []
    assert found["meta"]["total_count"] == 0
    assert [facet["value"] for facet in found["facets"]["kind"]] == ["article"]


def test_a_hit_shows_the_card_of_its_document_as_lists_do(
    find, client, publish, make_article, make_snippet
):
    page = publish(make_article(title="Quoll", topics=[make_snippet(Topic, name="Trust")]))
    make_snippet(GlossaryTerm, term="quoll talk", definition="Talk at night.")
    hits = {hit["kind"]: hit for hit in find("quoll")["items"]}
    cards = client.get("/api/v1/articles/").json()["items"]
    [card] = [card for card in cards if card["key"] == str(page.translation_key)]
    assert {name: hits["article"][name] for name in card} == card
    term = hits["glossary-term"]
    assert (term["title"], term["summary"]) == ("quoll talk", "Talk at night.")
    assert (term["url"], term["cover"], term["topics"]) == (None, None, [])
    assert set(term) == set(hits["article"])


def test_topics_and_people_lead_to_what_is_about_them_and_by_them(
    titles, make_snippet, publish, make_article
):
    topic = make_snippet(Topic, name="Jealousy")
    publish(make_article(title="A long evening", topics=[topic]))
    assert titles("jealousy") == ["A long evening"]
    assert titles("evening", topic=str(topic.translation_key)) == ["A long evening"]
    assert titles("evening", topic="00000000-0000-0000-0000-000000000000") == []


def test_the_newest_come_first_when_that_is_asked(titles, publish, make_article):
    for number in (1, 2, 3):
        with time_machine.travel(moment(minutes=number - 10)):
            publish(make_article(title=f"Quokka number {number}"))
    assert titles("quokka", order="newest") == [f"Quokka number {n}" for n in (3, 2, 1)]


@pytest.mark.parametrize("locale", ["en", "*"])
def test_a_facet_counts_the_hits_that_remain_when_it_is_used(
    find, publish, make_article, make_case, series, make_snippet, translate, locale
):
    topic = make_snippet(Topic, name="Trust")
    one = publish(make_article(title="Numbat one", topics=[topic]))
    publish(translate(one, "es", title="Numbat uno"))
    publish(make_article(title="Numbat two"))
    publish(make_case(series, title="Numbat three", topics=[topic]))
    answer = find("numbat", locale=locale)
    assert answer["meta"]["total_count"] == 3
    for name in ("kind", "topic", "series"):
        assert answer["facets"][name]
        for facet in answer["facets"][name]:
            narrowed = find("numbat", locale=locale, **{name: facet["value"]})
            assert narrowed["meta"]["total_count"] == facet["count"]
    labels = {facet["label"] for facet in answer["facets"]["topic"]}
    assert labels == {"Trust"}


def test_a_score_has_room_in_32_bits_however_often_a_word_is_asked_for():
    """PostgreSQL adds up scores of one posting; each is less than the thousandth of a worth."""
    known = {"en": {"rare": vocabulary.KnownTerm(id=1, entries=1, words=set())}}
    totals = {"en": vocabulary.Statistics(entries=2**31 - 1, average_tenths=10)}
    asked = {"en": Terms(strong={"rare": 400.0}, weak={}, words={})}
    (weighted,) = vocabulary.weigh(asked, known, totals)
    assert 0 < weighted.worth / 1_000 < 2**31


@pytest.mark.parametrize(("others", "is_more"), [(0, True), (12, False)])
def test_single_characters_add_to_a_score_unless_much_holds_them(
    find, publish, make_article, translate, monkeypatch, others, is_more
):
    said = ["他们在沟通。", *(f"沟很深，{number}。通知来了。" for number in range(others))]
    sections = [section(text(words), heading=f"第{words[-2]}节") for words in said]
    publish(translate(publish(make_article()), "zh-Hans", title="说话", body=sections))
    (hit,) = find("沟通", locale="zh-Hans")["items"]
    monkeypatch.setattr(vocabulary, "WEAK_PART", 0)
    (without,) = find("沟通", locale="zh-Hans")["items"]
    assert hit["score"] >= without["score"] > 0
    assert (hit["score"] > without["score"]) == is_more
