"""A reader types something and finds it, in every language, at once after publishing."""

import pytest

from content_models.models import ArticlePage
from tests.conftest import block, section


@pytest.fixture
def find(client):
    """Ask the search endpoint; return the answer."""

    def find(q: str, **parameters: str):
        response = client.get("/api/v1/search/", {"q": q, **parameters})
        assert response.status_code == 200, response.content
        return response.json()

    return find


@pytest.fixture
def titles(find):
    def titles(q: str, **parameters: str) -> list[str]:
        return [item["title"] for item in find(q, **parameters)["items"]]

    return titles


def test_a_published_article_is_found_at_once_with_the_section_that_answers(
    find, publish, make_article
):
    publish(make_article(title="Elsewhere", blocks=[block("text", "<p>Nothing of it.</p>")]))
    body = [
        section([block("text", "<p>Before.</p>")], heading="First"),
        section([block("text", "<p>She argues about the weekend bag.</p>")], heading="Second one"),
    ]
    publish(make_article(title="Packing", body=body))
    [hit] = find("arguing")["items"]
    [found] = hit["sections"]
    assert hit["title"] == "Packing"
    assert found["heading"] == "Second one"
    assert found["url"] == f"{hit['url']}#second-one"
    [[start, end]] = found["snippet"]["highlights"]
    assert found["snippet"]["text"][start:end] == "argues"


def test_what_is_unpublished_is_not_found_any_more(titles, publish, make_article):
    page = publish(make_article(title="Herons"))
    assert titles("heron") == ["Herons"]
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert titles("heron") == []
