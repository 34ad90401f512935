"""What readers may not read is found by nobody: at once, without a rebuild, without a count."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from wagtail.models import Page, PageViewRestriction

from content_models.models import ArticlePage, Topic
from content_models.publishing.statements import fetch_each
from search.models import IndexedDocument, Posting, Term
from search.visible import ask_scope, read_scope
from tests.conftest import block, item
from tests.content_models.test_triggers import HIDE

CANARY = "zyzzyva"
START = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_index_is_true(db):
    """After every test the index is what a rebuild would write."""
    yield
    call_command("rebuild_search", check=True)


@pytest.fixture
def target(publish, make_article, make_series):
    nest = make_series(title="The nest")
    return publish(
        make_article(nest, title=f"The {CANARY}", blocks=[block("text", f"<p>A {CANARY}.</p>")])
    )


@pytest.fixture
def nowhere(client):
    """Fail when anything tells of the canary."""

    def nowhere(word: str = CANARY) -> None:
        for q in (word, f'"{word}"', f"{word[:5]}*", word[:-1], f"the {word}"):
            for locale in ("en", "*"):
                answer = client.get("/api/v1/search/", {"q": q, "locale": locale})
                assert answer.status_code == 200
                assert word not in json.dumps(answer.json()["items"])
                found = answer.json()
                corrected = found["meta"]["corrected"]
                assert corrected is None or word not in corrected["to"]
                if "the" not in q:
                    assert found["meta"]["total_count"] == 0, q
                    assert not any(found["facets"].values())
        for typed in (word, word[:3], word[:-1]):
            answer = client.get("/api/v1/suggest/", {"q": typed})
            assert word not in answer.content.decode().lower()

    return nowhere


@pytest.mark.parametrize("hide", HIDE, ids=lambda hide: hide.__name__)
def test_what_is_hidden_is_not_found(titles, target, nowhere, hide):
    assert titles(CANARY) == [f"The {CANARY}"]
    hide(target)
    nowhere()
    assert not Term.objects.filter(text__startswith="zyzz").exists()


def test_a_draft_is_not_found(publish, make_article, target, nowhere):
    make_article(title="A quagga")
    published = publish(make_article(title="Plain"))
    published.title = "Also a quagga"
    published.save_revision()
    nowhere("quagga")


def test_a_former_title_is_not_found(publish, target, titles, nowhere):
    target.title = "Renamed"
    target.body = []
    publish(target)
    nowhere()
    assert titles("renamed") == ["Renamed"]


def test_a_page_is_not_found_from_the_second_in_which_it_expires(publish, titles, target, nowhere):
    with time_machine.travel(START, tick=False) as clock:
        target.expire_at = START + timedelta(hours=1)
        publish(target)
        assert titles(CANARY) == [f"The {CANARY}"]
        clock.shift(timedelta(hours=1))
        nowhere()


def test_the_terms_of_an_answer_do_not_tell_which_words_an_expired_page_holds(
    publish, find, target
):
    with time_machine.travel(START, tick=False) as clock:
        target.expire_at = START + timedelta(hours=1)
        publish(target)
        clock.shift(timedelta(hours=1))
        assert Term.objects.filter(text=CANARY).exists()
        for q in (f"the {CANARY} shouts", f"{CANARY} shouts {CANARY[:5]}*"):
            meta = find(q)["meta"]
            assert (meta["terms"], meta["total_count"]) == (["shout", CANARY], 0)
        assert find("unheard of")["meta"]["terms"] == ["unheard"]


def test_a_correction_names_no_spelling_that_stands_only_in_an_expired_page(
    publish, make_article, find
):
    with time_machine.travel(START, tick=False) as clock:
        publish(make_article(title="They argue"))
        hidden = make_article(title="Arguings", expire_at=START + timedelta(hours=1))
        publish(hidden)
        assert find("arguimgs")["meta"]["corrected"]["to"] == "arguings"
        clock.shift(timedelta(hours=1))
        assert find("arguimgs")["meta"]["corrected"] is None


def test_what_an_article_quotes_is_not_found_in_it_once_that_has_expired(
    publish, make_article, make_case, series, titles, nowhere
):
    with time_machine.travel(START, tick=False) as clock:
        case = make_case(
            series,
            title="Case",
            situation=f"<p>{CANARY}</p>",
            expire_at=START + timedelta(hours=1),
        )
        case = publish(case)
        blocks = [block("case_studies", {"introduction": "", "cases": [item(case.pk)]})]
        publish(make_article(title="Around it", blocks=blocks))
        assert set(titles(CANARY)) == {"Case", "Around it"}
        clock.shift(timedelta(hours=1))
        nowhere()
        assert titles("around") == ["Around it"]


def test_an_edition_that_is_stored_for_later_while_somebody_searches_is_not_found(
    publish, make_article, make_case, series, target
):
    with time_machine.travel(START, tick=False):
        (asked,) = fetch_each([ask_scope(START)])
        case = publish(make_case(series, title="Case", expire_at=START + timedelta(hours=1)))
        blocks = [block("case_studies", {"introduction": "", "cases": [item(case.pk)]})]
        publish(make_article(title="Around it", blocks=blocks))
        assert IndexedDocument.objects.filter(visible_from__gt=START).exists()
        found = read_scope(asked, START).documents()
        assert found.filter(key=target.translation_key).exists()
        assert not found.filter(visible_from__gt=START).exists()


def test_a_page_that_is_shown_again_is_found_again(titles, target):
    restriction = PageViewRestriction.objects.create(page=target, restriction_type="login")
    assert titles(CANARY) == []
    restriction.delete()
    assert titles(CANARY) == [f"The {CANARY}"]


def test_a_topic_nobody_may_read_gives_no_suggestion(make_snippet, suggest):
    topic = make_snippet(Topic, name="Zyzzyva watching")
    assert suggest("zyzz") == ["Zyzzyva watching"]
    topic.unpublish()
    assert suggest("zyzz") == []


def test_deleting_everything_leaves_nothing_in_the_index(target, series):
    for page in Page.objects.filter(depth=3):
        Page.objects.get(pk=page.pk).delete()
    assert not Posting.objects.filter(document__kind="article").exists()
    assert not ArticlePage.objects.exists()
