"""Feeds that feed readers accept, and a sitemap that search engines accept."""

import json
import re
from datetime import datetime
from time import time
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from django.utils.http import http_date
from lxml.etree import DocumentInvalid
from wagtail.models import PageViewRestriction

from api.v1.views import sitemap
from content_models.models import Topic
from tests.api_schema import assert_valid
from tests.sitemap import assert_valid as assert_valid_sitemap
from tests.sitemap import needs_schema

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def published(publish, make_article, make_snippet, make_image):
    topic = make_snippet(Topic, name="Trust & <care>", slug="trust")
    cover = make_image(width=800, height=450)
    return [
        publish(make_article(title="First & <second> \u2028 说", topics=[topic], cover=cover)),
        publish(make_article(title="Later")),
    ]


def test_a_feed_reader_accepts_the_feed(client, wiki, published):
    response = client.get("/api/v1/feeds/en/atom.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.title == wiki.title
    assert feed.feed.language == "en"
    [entry] = [entry for entry in feed.entries if "First" in entry.title]
    assert "First &amp; &lt;second&gt;" in entry.title or "First & <second>" in entry.title
    assert entry.link == f"http://127.0.0.1:8000{published[0].path_for_readers}"
    assert entry.tags[0].label == "Trust & <care>"
    assert entry.published_parsed.tm_year >= 2024
    assert len({e.id for e in feed.entries}) == len(feed.entries) == 3


def test_both_feeds_tell_the_same(client, published):
    atom = feedparser.parse(client.get("/api/v1/feeds/en/atom.xml").content)
    response = client.get("/api/v1/feeds/en/feed.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = response.json()
    assert_valid(feed, "Feed")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    with_image = {item["title"] for item in feed["items"] if "image" in item}
    assert with_image == {published[0].title}


def test_ids_stay_whatever_changes(client, published, publish):
    def ids():
        return sorted(i["id"] for i in client.get("/api/v1/feeds/en/feed.json").json()["items"])

    before = ids()
    published[0].slug, published[0].title = "other", "Another title"
    publish(published[0])
    assert ids() == before


def test_a_feed_is_cached_and_costs_two_queries(client, published, django_assert_num_queries):
    for name in ("atom.xml", "feed.json"):
        with django_assert_num_queries(2):
            response = client.get(f"/api/v1/feeds/en/{name}")
        assert "max-age" in response["Cache-Control"]
        assert f"{published[0].translation_key}.en" in response["Surrogate-Key"]
        etag = {"if-none-match": response["ETag"]}
        assert client.get(f"/api/v1/feeds/en/{name}", headers=etag).status_code == 304


@pytest.mark.parametrize("name", ["atom.xml", "feed.json"])
def test_a_feed_reader_that_asks_by_time_is_told_of_what_was_withdrawn(client, published, name):
    address, now = f"/api/v1/feeds/en/{name}", http_date(time())
    assert "Last-Modified" not in client.get(address)
    published[1].unpublish()
    again = client.get(address, headers={"if-modified-since": now})
    assert again.status_code == 200
    assert "Later" not in again.content.decode()


def test_a_hidden_document_leaves_feeds_and_sitemap(client, published):
    PageViewRestriction.objects.create(page=published[1], restriction_type="login")
    for path in ("feeds/en/atom.xml", "feeds/en/feed.json", "sitemap/1.xml"):
        content = client.get(f"/api/v1/{path}").content.decode()
        assert "Later" not in content
        assert published[1].slug + "/" not in content


@pytest.mark.parametrize("locale", ["xx", "..", "%00", "x" * 600])
def test_an_unknown_locale_is_a_problem(client, wiki, locale):
    for name in ("atom.xml", "feed.json"):
        response = client.get(f"/api/v1/feeds/{locale}/{name}")
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"


def test_a_locale_without_a_home_has_no_feed(client, published):
    assert client.get("/api/v1/feeds/es/atom.xml").status_code == 404


def test_usual_spellings_of_a_locale_are_the_same_feed(client, published, publish, translate):
    publish(translate(published[0], "zh-Hans"))
    answers = {
        client.get(f"/api/v1/feeds/{spelling}/feed.json").content
        for spelling in ("zh", "zh-CN", "zh_hans", "zh-Hans")
    }
    assert len(answers) == 1


def parts(client):
    """Read the sitemap as a crawler does, and check it against the protocol's schema."""
    index = ElementTree.fromstring(client.get("/api/v1/sitemap.xml").content)
    assert index.tag == f"{SITEMAP}sitemapindex"
    found = []
    for entry in index:
        assert [child.tag for child in entry] == [f"{SITEMAP}loc"]
        path = urlsplit(entry[0].text).path
        response = client.get(path)
        assert response["Content-Type"] == "application/xml; charset=utf-8"
        part = ElementTree.fromstring(response.content)
        assert part.tag == f"{SITEMAP}urlset"
        for url in part:
            tags = [child.tag for child in url]
            assert tags[:2] == [f"{SITEMAP}loc", f"{SITEMAP}lastmod"]
            assert set(tags[2:]) == {LINK}
            assert len(url[0].text) <= 2048
            assert datetime.fromisoformat(url[1].text)
            links = {child.get("hreflang"): child.get("href") for child in url[2:]}
            assert len(links) == len(tags) - 2
            assert {child.get("rel") for child in url[2:]} == {"alternate"}
            found.append((url[0].text, links))
    return found


def test_the_sitemap_has_every_address_once_and_translations_point_both_ways(
    client, published, publish, translate, make_case
):
    publish(translate(published[0], "es"))
    publish(translate(published[0], "zh-Hans"))
    spanish_only = publish(translate(publish(make_case()), "es"))
    spanish_only.get_translation(published[0].locale).unpublish()
    found = parts(client)
    by_url = dict(found)
    assert len(by_url) == len(found)
    listed = json.loads(client.get("/api/v1/documents/?locale=*&limit=100").content)["items"]
    assert set(by_url) == {card["url"] for card in listed}
    for url, links in found:
        assert url in links.values()
        assert links["x-default"] in links.values()
        for language, other in links.items():
            assert by_url[other] == links, (url, language)
    only = next(links for url, links in found if url.endswith(f"/{spanish_only.slug}/"))
    assert set(only) == {"es", "x-default"}
    three = next(links for url, links in found if url.endswith(f"/en{_tail(published[0])}"))
    assert set(three) == {"en", "es", "zh-Hans", "x-default"}
    assert three["x-default"] == three["en"]
    for links in (only, three):
        path = urlsplit(links["x-default"]).path
        page = client.get(f"/api/v1/resolve/?path={path}").json()["document"]
        assert {one["locale"]: one["url"] for one in page["translations"]} == {
            language: other for language, other in links.items() if language != "x-default"
        }
        default = [one["url"] for one in page["translations"] if one["default"]]
        assert default == [links["x-default"]]


@needs_schema
def test_the_sitemap_is_what_its_protocol_asks_for(
    client, published, publish, translate, make_article, tmp_path
):
    publish(translate(published[0], "zh-Hans"))
    publish(make_article(slug="倾听"))
    content = client.get("/api/v1/sitemap/1.xml").content
    assert_valid_sitemap(content, tmp_path)
    with pytest.raises(DocumentInvalid):
        assert_valid_sitemap(content.replace(b"<lastmod>", b"<lastmod>yesterday"), tmp_path)
    with pytest.raises(DocumentInvalid):
        assert_valid_sitemap(content.replace(b'rel="alternate" ', b""), tmp_path)


def _tail(page):
    return re.sub(r"^/en", "", page.path_for_readers)


def test_a_part_of_the_sitemap_is_never_larger_than_allowed(
    client, publish, make_article, published, monkeypatch
):
    for number in range(8):
        publish(make_article(slug=f"{'很长的标题' * 20}-{number}"))
    whole = parts(client)
    most = 8_000
    monkeypatch.setattr(sitemap, "MOST_BYTES", most)
    assert parts(client) == whole
    index = ElementTree.fromstring(client.get("/api/v1/sitemap.xml").content)
    sizes = [len(client.get(urlsplit(entry[0].text).path).content) for entry in index]
    assert len(sizes) > 1
    assert max(sizes) <= most


def test_a_long_sitemap_is_split_without_losing_a_translation(
    client, published, publish, translate, monkeypatch
):
    for page in published:
        publish(translate(page, "es"))
    whole = parts(client)
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 1)
    split = parts(client)
    assert sorted(split, key=str) == sorted(whole, key=str)
    assert len(ElementTree.fromstring(client.get("/api/v1/sitemap.xml").content)) == len(whole)
    beyond = client.get(f"/api/v1/sitemap/{len(whole) + 1}.xml")
    assert beyond.status_code == 404
    assert client.get("/api/v1/sitemap/0.xml").status_code == 404
    assert client.get(f"/api/v1/sitemap/{2**70}.xml").status_code == 404


def test_a_wiki_in_which_nothing_is_public_has_a_sitemap(client, wiki):
    wiki.unpublish()
    assert parts(client) == []
