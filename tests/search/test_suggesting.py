"""What is offered while somebody types."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from content_models.models import GlossaryTerm, Person, Topic
from search import query_files, query_log, suggestions
from search.models import QueryCount
from tests.conftest import block, section


@pytest.fixture
def library(publish, make_article, make_snippet, translate):
    body = [section([block("text", "<p>Words.</p>")], heading="Asking for closeness")]
    page = publish(make_article(title="When one moves closer", body=body))
    publish(translate(page, "zh-Hans", title="当一个靠近另一个"))
    make_snippet(Topic, name="Closeness and distance")
    make_snippet(GlossaryTerm, term="Close-knit")
    return page


def test_titles_headings_topics_and_terms_are_offered_by_the_beginning_of_any_word(
    library, suggest
):
    assert suggest("clos") == [
        "Closeness and distance",
        "Close-knit",
        "When one moves closer",
        "Asking for closeness",
    ]
    assert suggest("one mov") == ["When one moves closer"]
    assert suggest("nothing") == []


def test_chinese_is_offered_by_characters_at_any_place(library, suggest):
    assert suggest("近", locale="zh-Hans") == ["当一个靠近另一个"]
    assert suggest("靠近", locale="zh-Hans") == ["当一个靠近另一个"]
    assert suggest("靠近", locale="en") == ["当一个靠近另一个"]


@pytest.mark.parametrize("typed", ["clsoe", "clozen", "coseness", "askin for closnes"])
def test_one_typo_is_forgiven_from_four_letters(library, suggest, typed):
    assert suggest(typed)


def test_what_is_offered_for_a_typo_says_as_little_as_it_can(publish, make_article, suggest):
    publish(make_article(title="Apologising again", summary="Two apologies and an apology."))
    assert suggest("apologiz") == ["Apologising again"]


def test_a_suggestion_says_where_it_leads_and_marks_what_was_typed(library, client):
    item = client.get("/api/v1/suggest/?q=asking").json()["items"][0]
    page = client.get(f"/api/v1/articles/{library.translation_key}/").json()
    assert item["url"] == f"{page['url']}#asking-for-closeness"
    assert item["text"][slice(*item["highlights"][0])] == "Asking"
    assert (item["kind"], item["document_kind"], item["key"]) == ("section", "article", page["key"])


def test_never_more_than_ten(publish, make_article, suggest):
    body = [section([block("text", "<p>W</p>")], heading=f"Quokka {n}") for n in range(15)]
    publish(make_article(title="Quokkas", body=body))
    assert len(suggest("quok")) == 10


@pytest.fixture
def ask_often(find, settings):
    """Ask something as often, and on as many days, as it takes to be frequent."""

    def ask_often(*queries, days=query_log.FREQUENT_DAYS, **parameters):
        settings.WIKI_SEARCH_LOG = True
        for day in range(1, days + 1):
            with time_machine.travel(datetime.now(tz=UTC) + timedelta(days=day)):
                for q in queries * query_log.FREQUENT:
                    find(q, **parameters)
                query_log.store()

    return ask_often


@pytest.mark.editors_process("Only it counts what is searched for.")
def test_a_frequent_query_is_offered_after_titles_while_its_words_can_be_read(
    library, suggest, ask_often
):
    ask_often("moves closer", "quagga")
    assert suggest("moves") == ["When one moves closer", "moves closer"]
    assert suggest("quag") == []
    library.unpublish()
    assert suggest("moves") == []
    assert {row.hits for row in QueryCount.objects.filter(text="quagga")} == {0}


@pytest.mark.editors_process("Only it counts what is searched for.")
def test_a_frequent_query_is_offered_by_the_beginnings_of_its_words_whatever_their_accents(
    publish, make_article, suggest, ask_often
):
    publish(make_article(title="Nada", blocks=[block("text", "<p>Una conversación difícil</p>")]))
    ask_often("conversación difícil")
    for typed in ("conversaci", "Conversació", "dificil conv", "difí"):
        assert suggest(typed) == ["conversación difícil"]
    assert suggest("versación") == []


@pytest.mark.editors_process("Only it counts what is searched for.")
def test_nothing_is_frequent_that_was_asked_on_one_day_only(library, suggest, ask_often):
    ask_often("moves closer", days=1)
    assert suggest("moves") == ["When one moves closer"]


def test_the_best_is_offered_however_many_others_there_are(
    library, suggest, publish, make_article, translate, monkeypatch
):
    monkeypatch.setattr(suggestions, "CANDIDATES", 3)
    for number in range(4):
        publish(make_article(title=f"Another quokka, number {number}"))
    page = publish(make_article(title="Old quokka"))
    publish(translate(page, "es", title="Un quokka viejo"))
    publish(make_article(title="Quokka first"))
    assert suggest("quok", locale="en")[:2] == ["Quokka first", "Old quokka"]
    assert suggest("quok", locale="es")[0] == "Un quokka viejo"


def test_a_word_that_somebody_wrote_is_no_typing_error(
    publish, make_article, make_snippet, suggest
):
    publish(make_article(title="When one moves closer"))
    assert suggest("whem") == ["When one moves closer"]
    publish(
        make_article(
            title="Two cities", contributors=[(make_snippet(Person, name="Mei Whem"), "author")]
        )
    )
    assert suggest("whem") == []


@pytest.mark.editors_process("Only it counts what is searched for.")
def test_a_count_names_words_locale_and_day_and_nobody(find, wiki, settings):
    settings.WIKI_SEARCH_LOG = True
    for q in ("Why  me", "why me", "write to anna@example.org", "0171 234 5678", "x " * 60):
        find(q)
    query_log.store()
    [row] = QueryCount.objects.values("text", "locale", "count", "hits", "day")
    assert row.pop("day") <= datetime.now(tz=UTC).date()
    assert row == {"text": "why me", "locale": "en", "count": 2, "hits": 0}


@pytest.mark.editors_process("Only it counts what is searched for.")
def test_what_had_to_be_corrected_was_not_found(library, find, settings):
    settings.WIKI_SEARCH_LOG = True
    assert find("closenes")["meta"]["relaxed"] == ["correction"]
    query_log.store()
    assert [row["text"] for row in query_log.not_found()] == ["closenes"]


def test_many_counts_are_stored_at_once(wiki, settings, django_assert_max_num_queries):
    settings.WIKI_SEARCH_LOG = True
    for hits in (1, 2):
        for number in range(300):
            query_log.note(f"quagga {number}", "en", hits)
        with django_assert_max_num_queries(3):
            query_log.store()
    assert QueryCount.objects.filter(count=2, hits=2).count() == 300


def test_the_log_can_be_switched_off(find, wiki, settings):
    settings.WIKI_SEARCH_LOG = False
    find("anything")
    query_log.store()
    assert not QueryCount.objects.exists()


def test_counts_that_cannot_be_stored_yet_are_kept_until_they_can(find, wiki, settings):
    settings.WIKI_SEARCH_LOG = True
    settings.SEARCH_LOG_IS_STORED = False
    find("quagga")
    query_log.leave()
    find("quagga")
    query_log.leave()
    assert not QueryCount.objects.exists()
    query_log.store()
    assert QueryCount.objects.get(text="quagga").count == 2
    query_log.store()
    assert QueryCount.objects.get(text="quagga").count == 2


def test_counts_that_are_not_done_with_are_put_back(settings):
    day = datetime.now(tz=UTC).date()
    query_files.leave({("quagga", "en", day): (1, 0)})
    taken = query_files.take()
    assert next(taken) == {("quagga", "en", day): (1, 0)}
    taken.close()
    (settings.SEARCH_LOG_FOLDER / "0.json").write_text("[[1]]")
    assert list(query_files.take()) == [{}, {("quagga", "en", day): (1, 0)}]
    assert list(query_files.take()) == []
