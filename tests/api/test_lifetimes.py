"""No cache keeps an answer longer than everything in it may be read."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from wagtail.contrib.redirects.models import Redirect

from api.openapi import description
from tests.api.test_bad_input import check_problem
from tests.api.test_quizzes import fields, sheet  # noqa: F401

START = datetime(2030, 1, 1, 12, tzinfo=UTC)
ADDRESSES = (
    "articles/{key}/",
    "articles/{key}/?fields=title",
    "articles/",
    "documents/?cursor=&order=title",
    "resolve/?path={path}",
    "navigation/",
    "feeds/en/atom.xml",
    "feeds/en/feed.json",
    "sitemap.xml",
    "sitemap/1.xml",
    "locales/",
    "redirects/",
    "resolve/?path=/former/",
    "search/?q=nothing",
    "search/?q=letters",
    "suggest/?q=lett",
    "changes/",
    "quizzes/{quiz}/versions/1/?locale=en",
    "quizzes/{quiz}/versions/1/surveyjs/",
    "quizzes/{quiz}/versions/1/vectors/",
)


def lifetimes(response):
    """Return by name how many seconds caches may keep an answer."""
    found = re.findall(r"([a-z-]+)=(\d+)", response["Cache-Control"])
    return {name: int(seconds) for name, seconds in found}


@pytest.fixture
def page(publish, make_article):
    return publish(make_article(title="Of letters", expire_at=START + timedelta(seconds=100)))


@pytest.fixture
def quiz(publish, make_quiz, fields):  # noqa: F811
    return publish(make_quiz(**fields, expire_at=START + timedelta(seconds=100)))


def test_what_ends_soon_is_kept_no_longer(client, page, quiz, subtests):
    Redirect.objects.create(old_path="/former", redirect_page=page)
    for form in ADDRESSES:
        address = "/api/v1/" + form.format(
            key=page.translation_key, path=page.path_for_readers, quiz=quiz.translation_key
        )
        for seconds, fresh in ((0, 60), (70, 30), (99.5, 0)):
            with (
                subtests.test(address=form, seconds=seconds),
                time_machine.travel(START + timedelta(seconds=seconds), tick=False),
            ):
                kept = lifetimes(client.get(address))
                left = int(100 - seconds)
                assert kept["max-age"] == kept["s-maxage"] == fresh
                assert fresh + kept["stale-while-revalidate"] == left
                assert fresh + kept["stale-if-error"] == left


def test_who_has_caught_up_hears_in_time_of_what_expires(client, page):
    with time_machine.travel(START, tick=False) as clock:
        since = client.get("/api/v1/changes/").json()["meta"]["since"]
        clock.shift(timedelta(seconds=70))
        quiet = client.get(f"/api/v1/changes/?since={since}")
    assert quiet.json()["items"] == []
    kept = lifetimes(quiet)
    assert kept["max-age"] + kept["stale-while-revalidate"] == 30
    assert kept["max-age"] + kept["stale-if-error"] == 30


def test_what_does_not_end_is_kept_as_long_as_the_settings_say(
    client, publish, make_article, settings
):
    settings.WIKI_API_CACHE_SECONDS = 20
    address = f"/api/v1/articles/{publish(make_article()).translation_key}/"
    assert lifetimes(client.get(address)) == {
        "max-age": 20,
        "s-maxage": 20,
        "stale-while-revalidate": 200,
        "stale-if-error": 86_400,
    }


def test_an_unchanged_answer_is_kept_no_longer_either(client, page):
    address = f"/api/v1/articles/{page.translation_key}/"
    with time_machine.travel(START, tick=False) as clock:
        etag = client.get(address)["ETag"]
        clock.shift(timedelta(seconds=90))
        again = client.get(address, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert lifetimes(again)["max-age"] == 10


@pytest.mark.parametrize(
    "condition",
    [{"if-match": '"another"'}, {"if-unmodified-since": "Fri, 01 Jan 2010 00:00:00 GMT"}],
)
def test_a_condition_that_fails_is_a_problem(client, page, condition):
    address = f"/api/v1/articles/{page.translation_key}/"
    response = client.get(address, headers=condition)
    assert response.status_code == 412
    check_problem(response, "", address)


def test_what_may_fail_is_described_where_it_may(client, wiki, quiz):
    paths = json.loads(description())["paths"]
    scored = client.get(f"/api/v1/quizzes/{quiz.translation_key}/evaluate/?a={sheet()}")
    tokens = scored.json()["tokens"]
    asked = {path: path for path in paths if "{" not in path}
    asked |= {
        "/api/v1/search/": "/api/v1/search/?q=letters",
        "/api/v1/suggest/": "/api/v1/suggest/?q=letters",
        "/api/v1/resolve/": "/api/v1/resolve/?path=/en/",
        "/api/v1/results/{token}/": f"/api/v1/results/{tokens['share']}/",
        "/api/v1/reports/{token}/": f"/api/v1/reports/{tokens['report']}/",
    }
    for path, address in asked.items():
        described = paths[path]["get"]["responses"]
        refused = client.get(address, headers={"if-match": '"another"'})
        assert (refused.status_code == 412) is ("412" in described), path
        whole = client.get(address)
        assert whole.status_code == 200, path
        assert ("ETag" in whole) is ("304" in described), path


def test_a_document_names_its_address_for_readers(client, publish, make_article):
    page = publish(make_article(slug="倾听"))
    address = f"/api/v1/articles/{page.translation_key}/"
    for query in ("", "?fields=title", "?locale=es&fallback=document"):
        answer = client.get(f"{address}{query}")
        assert answer["Content-Language"] == "en"
        link = answer["Link"]
        assert re.fullmatch(
            r'<http://127\.0\.0\.1:8000/en/[a-z0-9-]+/%E5%80%BE%E5%90%AC/>; rel="canonical"', link
        )
