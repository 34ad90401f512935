"""Finding pages and snippets in the admin."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from content_models.models import ArticlePage, GlossaryTerm, Topic


@pytest.fixture
def titled(make_article, publish):
    """Publish an article with a title, in Chinese when it is Chinese."""

    def titled(title: str) -> ArticlePage:
        return publish(make_article(title=title))

    return titled


@pytest.fixture
def listed(admin_client, series):
    """Return the titles that the page listing shows for a query."""

    def listed(query: str) -> list[str]:
        address = reverse("wagtailadmin_explore", args=[series.pk])
        response = admin_client.get(address, {"q": query})
        assert response.status_code == 200
        return [str(page) for page in response.context["pages"]]

    return listed


@pytest.fixture
def chosen(admin_client, series):
    """Return the titles that the page chooser offers for a query."""

    def chosen(query: str) -> list[str]:
        address = reverse("wagtailadmin_choose_page_search")
        response = admin_client.get(address, {"q": query})
        assert response.status_code == 200
        return [str(page) for page in response.context["pages"]]

    return chosen


TITLE = "当一个靠近，另一个走开"


@pytest.mark.parametrize("start", range(len(TITLE) - 1))
def test_any_two_characters_find_a_chinese_title(titled, listed, chosen, start):
    titled(TITLE)
    titled("争吵后的头十分钟")
    query = TITLE[start : start + 2]
    assert listed(query) == [TITLE]
    assert chosen(query) == [TITLE]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("依恋与安全感", "依戀"),
        ("Última relación", "ultima"),
        ("Última relación", "ÚLTIMA RELACION"),
        ("Closeness and distance", "distan close"),
        ("love爱 in two words", "爱"),
        ("Closeness and distance", "ｃｌｏｓｅ"),
        ("50% of it (at most)", "50% of it ("),
        ("What_is it?", "t_is"),
    ],
)
def test_a_title_is_found_however_it_is_typed(titled, chosen, title, query):
    titled(title)
    titled("Something else")
    assert chosen(query) == [title]


def test_drafts_are_found_by_the_title_that_is_stored(make_article, chosen):
    make_article(title="An unpublished thought")
    assert chosen("unpublished") == ["An unpublished thought"]


@pytest.mark.parametrize(
    "query",
    [
        "'", '"', '""', '"a', "a AND", "NOT", "*", "%", "\\", "[", "(?i)(a+)+$", "a\0b", "\0", "  ",
        "😀", "a" * 5_000, "a b " * 1_500, ")" * 500, "\u0301" * 800, ":*&|!",
    ],
)  # fmt: skip
def test_no_query_breaks_the_search(titled, listed, chosen, query):
    titled("Plain words")
    listed(query)
    chosen(query)


def test_snippets_are_found_in_their_listing(admin_client, make_snippet):
    make_snippet(GlossaryTerm, locale="zh-Hans", term="求关注的信号")
    make_snippet(Topic, name="Everyday habits")
    address = reverse(GlossaryTerm.snippet_viewset.get_url_name("list"))
    response = admin_client.get(address, {"q": "关注", "locale": "zh-hans"})
    assert [str(term) for term in response.context["object_list"]] == ["求关注的信号"]


def test_saving_a_page_touches_no_search_index(titled):
    page = titled("A title")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page.save_revision().publish()
    indexed = [q["sql"] for q in queries if re.search(r"indexentry|AVG\(", q["sql"], re.IGNORECASE)]
    assert indexed == []


def test_a_search_looks_at_the_titles_once(titled, django_assert_max_num_queries):
    titled("A title")
    with django_assert_max_num_queries(1):
        assert len(list(Page.objects.all().autocomplete("title"))) == 1
