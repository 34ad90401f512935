"""Ranking by meaning: what words do not find, and nothing lost when the model is."""

import io
import logging
import os
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import meaning, vectors
from search.models import EntryVector
from tests.conftest import block
from tests.search import embedders

# Whatever is promised holds both ways: `make pgvector` runs these tests where there are two.
WITH_PGVECTOR = "WITH_PGVECTOR" in os.environ


@pytest.fixture(params=["compared", "looked up"] if WITH_PGVECTOR else ["compared"])
def embedder(request, settings, monkeypatch):
    """Configure an embedder by the name of its class; by default one that knows a few words."""
    if request.param == "looked up":
        monkeypatch.setattr(vectors, "MAX_VECTORS", 0)

    def embedder(name: str = "Dictionary") -> None:
        settings.WIKI_SEARCH_EMBEDDER = f"{embedders.__name__}.{name}"

    embedder()
    meaning.load.cache_clear()  # It tells once of what it cannot load.
    vectors.space_of.cache_clear()  # Every test has a database of its own.
    return embedder


@pytest.fixture
def article(make_article, publish):
    """Publish an article with a title and one paragraph."""

    def article(title: str, text: str = "Nothing else.", **fields: Any) -> Any:
        blocks = [block("text", f"<p>{text}</p>")]
        return publish(make_article(title=title, summary=title, blocks=blocks, **fields))

    return article


@pytest.fixture
def find(client):
    """Return the titles that a search finds, best first."""

    def find(q: str, **parameters: Any) -> list[str]:
        response = client.get("/api/v1/search/", {"q": q, "kind": "article", **parameters})
        assert response.status_code == 200, response.content
        return [item["title"] for item in response.json()["items"]]

    return find


def test_a_chinese_question_finds_the_english_answer(embedder, article, find):
    article("Weather", "It rains.")
    article("Evening", "The fight went on.")
    assert find("争吵", locale="en")[0] == "Evening"


def test_a_hit_by_meaning_links_to_the_section_that_answers(embedder, article, client):
    article("Evening", "The fight went on.")
    answer = client.get("/api/v1/search/", {"q": "争吵", "locale": "en", "kind": "article"}).json()
    [hit] = answer["items"]
    assert "The fight went on." in [section["snippet"]["text"] for section in hit["sections"]]
    assert answer["meta"]["total_count"] == 1


def test_what_words_and_meaning_both_find_comes_first(embedder, article, find):
    article("A quarrel over bills", "They had an argument.")
    article("An argument, an argument", "Over the quarrel again.")
    article(
        "The door", "Someone said quarrel once, in passing, among many other words of that day."
    )
    assert set(find("quarrel")[:2]) == {"A quarrel over bills", "An argument, an argument"}


def test_nothing_changes_while_it_is_off(settings, article, client):
    article("Evening", "The fight went on.")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get("/api/v1/search/", {"q": "争吵", "locale": "en"}).json()
    assert answer["meta"]["total_count"] == 0
    assert not [query for query in queries if "entryvector" in query["sql"]]
    assert not EntryVector.objects.exists()


def test_hidden_documents_are_not_found_by_their_meaning(
    embedder, article, find, django_capture_on_commit_callbacks
):
    page = article("Evening", "The fight went on.")
    assert find("争吵", locale="en") == ["Evening"]
    page.unpublish()
    assert find("争吵", locale="en") == []
    page.save_revision()
    assert find("争吵", locale="en") == []


def test_filters_and_exclusions_hold_for_meaning_too(embedder, article, find, make_series):
    other = make_series()
    article("Evening", "The fight went on.")
    article("Night", "The fight went on, and on.", parent=other)
    assert set(find("争吵", locale="en")) == {"Evening", "Night"}
    assert find("争吵", locale="en", series=str(other.translation_key)) == ["Night"]
    assert find("争吵 -Night", locale="en") == ["Evening"]
    assert find("争吵", locale="es") == []


def test_what_a_filter_leaves_is_found_however_much_else_is_nearer(
    embedder, article, find, make_series, monkeypatch
):
    monkeypatch.setattr(vectors, "CANDIDATES", 5)
    other = make_series()
    article("Night", "In the middle of many other words of that day, a fight.", parent=other)
    for number in range(5):
        article(f"Evening {number}", "Fight, fight, fight.")
    assert "Night" not in find("争吵", locale="en")
    assert find("争吵", locale="en", series=str(other.translation_key)) == ["Night"]


def test_a_phrase_asks_for_words_only(embedder, article, find):
    article("Evening", "The fight went on.")
    assert find('"an argument"', locale="en") == []


def test_pages_of_hits_neither_repeat_nor_leave_out_any(embedder, article, find):
    for number in range(25):
        article(f"Quarrel {number}", "An argument." * (number % 5 + 1))
    whole = find("quarrel", limit=50)
    pages = [
        title for offset in range(0, 25, 7) for title in find("quarrel", limit=7, offset=offset)
    ]
    assert len(set(whole)) == 25
    assert pages == whole


def test_words_that_stay_are_not_embedded_again(embedder, article, publish):
    page = article("Evening", "The fight went on.")
    asked = embedders.Dictionary.asked
    publish(page.get_latest_revision_as_object())
    assert embedders.Dictionary.asked == asked
    assert meaning.embed() == 0


def test_vectors_of_words_that_are_gone_are_forgotten(embedder, article, publish):
    page = article("Evening", "The fight went on.")
    before = set(EntryVector.objects.values_list("digest", flat=True))
    page = page.get_latest_revision_as_object()
    page.title = "Morning"
    publish(page)
    after = set(EntryVector.objects.values_list("digest", flat=True))
    assert len(after) == len(before)
    assert after != before


@pytest.mark.parametrize("name", ["Missing", "Unloadable", "Broken", "Mute"])
def test_without_a_working_model_the_words_answer_and_somebody_is_told(
    embedder, article, find, name, caplog
):
    embedder(name)
    with caplog.at_level(logging.WARNING):
        article("Evening quarrel", "The fight went on.")
        assert find("quarrel") == ["Evening quarrel"]
        assert find("争吵", locale="en") == []
    if name != "Broken":
        assert "No ranking by meaning" in caplog.text


def test_more_vectors_than_can_be_compared_leave_the_words_alone(
    embedder, article, find, monkeypatch, caplog
):
    monkeypatch.setattr(vectors, "has_extension", lambda: False)
    article("Evening", "The fight went on.")
    monkeypatch.setattr(vectors, "MAX_VECTORS", 1)
    assert find("争吵", locale="en") == []
    assert "more than 1" in caplog.text


def test_a_wiki_that_switches_it_on_embeds_what_is_there(article, settings, embedder, find):
    settings.WIKI_SEARCH_EMBEDDER = ""
    article("Evening", "The fight went on.")
    with pytest.raises(CommandError, match="names no embedder"):
        call_command("embed_entries")
    embedder()
    printed = io.StringIO()
    call_command("embed_entries", stdout=printed, stderr=printed)
    assert "entries embedded" in printed.getvalue()
    assert find("争吵", locale="en") == ["Evening"]
    assert meaning.embed() == 0
