"""Who may read the API from a browser, how often, and with which methods."""

import json
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.core.cache.backends.base import BaseCache
from django.test import RequestFactory

from api import throttling
from api.openapi import description
from tests.api_schema import assert_valid

START = datetime(2030, 1, 1, tzinfo=UTC)
ADDRESSES = ["/api/v1/docs/", "/api/v1/openapi.json", "/api/v1/nothing/", "/api/"]
ADDRESSES += sorted(json.loads(description())["paths"])


class NoCache(BaseCache):
    """A cache whose server is gone."""

    def add(self, *args, **kwargs):
        raise ConnectionError("Nobody is there.")


@pytest.fixture
def limit(settings):
    """Let every address have five answers a minute, counted from nothing."""
    settings.WIKI_THROTTLE_REQUESTS = 5
    throttling.counter.paused_until = 0.0
    throttling.caches["throttle"].clear()
    yield 5
    throttling.counter.paused_until = 0.0


@pytest.mark.parametrize("path", ADDRESSES)
def test_browsers_of_every_origin_may_read_without_cookies(client, wiki, path):
    for method in (client.get, client.head, client.options):
        response = method(path, headers={"origin": "https://site.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert "ETag" in response["Access-Control-Expose-Headers"]
    preflight = client.options(
        path,
        headers={
            "origin": "https://site.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )
    assert preflight.status_code == 204
    assert preflight.content == b""
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("cookie", ["csrftoken=damaged", "sessionid=nobodys", "x=1; x"])
@pytest.mark.parametrize("path", ["/api/v1/locales/", "/api/v1/docs/", "/api/v1/nothing/"])
def test_no_cookie_changes_an_answer(client, wiki, path, cookie):
    plain = client.get(path)
    response = client.get(path, headers={"cookie": cookie})
    assert response.content == plain.content
    assert not response.cookies
    for name in ("Cache-Control", "Vary"):
        assert response.get(name) == plain.get(name)
        assert "Cookie" not in response.get(name, "")


def test_an_allow_list_names_the_origins(client, wiki, settings):
    settings.WIKI_CORS_ORIGINS = ["https://site.example", "https://app.example"]
    for path in ("/api/v1/", "/api/v1/nothing/"):
        for origin in settings.WIKI_CORS_ORIGINS:
            response = client.get(path, headers={"origin": origin})
            assert response["Access-Control-Allow-Origin"] == origin
            assert "Origin" in response["Vary"]
        for origin in ("https://site.example.evil.example", "null", ""):
            response = client.get(path, headers={"origin": origin})
            assert "Access-Control-Allow-Origin" not in response
            assert "Origin" in response["Vary"]
    answers = {
        client.get("/api/v1/", headers={"origin": o}).content for o in ("", "https://x.example")
    }
    assert len(answers) == 1


@pytest.mark.parametrize("path", [p for p in ADDRESSES if "{" not in p and "?" not in p])
def test_head_tells_what_get_would_and_options_what_is_allowed(client, wiki, path):
    get, head = client.get(path), client.head(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    for name in (
        "Content-Type",
        "Content-Length",
        "ETag",
        "Last-Modified",
        "Link",
        "Cache-Control",
    ):
        assert head.get(name) == get.get(name), name
    options = client.options(path)
    if path not in ("/api/v1/nothing/", "/api/"):
        assert options.status_code == 204
        assert options["Allow"] == "GET, HEAD, OPTIONS"
    else:
        assert options.status_code == 404
    assert client.post(path).status_code == 405


def test_the_index_links_to_its_description(client, wiki):
    assert 'rel="service-desc"' in client.get("/api/v1/")["Link"]


def test_a_client_that_asks_too_much_is_told_when_to_come_back(client, wiki, limit):
    with time_machine.travel(START, tick=False) as clock:
        for left in (4, 3, 2, 1, 0):
            response = client.get("/api/v1/locales/")
            assert response.status_code == 200
            assert response["RateLimit-Remaining"] == str(left)
            assert response["RateLimit-Limit"] == "5"
            assert response["RateLimit-Policy"] == "5;w=60"
        clock.shift(timedelta(seconds=20))
        refused = client.get("/api/v1/locales/")
        assert refused.status_code == 429
        assert refused["Content-Type"] == "application/problem+json"
        assert_valid(refused.json(), "Problem")
        assert refused.json()["type"] == "urn:wiki:problem:too-many-requests"
        assert refused["Retry-After"] == refused["RateLimit-Reset"] == "40"
        assert refused["RateLimit-Remaining"] == "0"
        assert refused["Cache-Control"] == "no-store"
        assert refused["Access-Control-Allow-Origin"] == "*"
        assert client.get("/api/v1/health/live/").status_code == 200
        assert client.get("/api/v1/locales/", REMOTE_ADDR="192.0.2.9").status_code == 200
        clock.shift(timedelta(seconds=int(refused["Retry-After"])))
        assert client.get("/api/v1/locales/").status_code == 200


def test_asking_whether_something_changed_is_cheap(client, wiki, limit):
    with time_machine.travel(START, tick=False):
        etag = client.get("/api/v1/locales/")["ETag"]
        for _number in range(30):
            again = client.get("/api/v1/locales/", headers={"if-none-match": etag})
            assert again.status_code == 304
        assert again["RateLimit-Remaining"] == "1"


def test_reads_go_on_without_the_cache(client, wiki, settings, limit):
    settings.CACHES = {
        **settings.CACHES,
        "throttle": {"BACKEND": "tests.api.test_middleware.NoCache"},
    }
    for _number in range(12):
        response = client.get("/api/v1/locales/")
        assert response.status_code == 200
        assert "RateLimit-Limit" not in response


def test_networks_can_be_exempt(client, wiki, settings, limit):
    settings.WIKI_THROTTLE_EXEMPT = [ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")]
    for address in ("192.0.2.77", "2001:db8::5"):
        statuses = {client.get("/api/v1/", REMOTE_ADDR=address).status_code for _n in range(8)}
        assert statuses == {200}


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.1", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.1, <script>", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("", "203.0.113.1", "203.0.113.1"),
        ("", "", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "", "198.51.100.7"),
    ],
)
def test_only_trusted_proxies_say_who_asks(settings, remote, forwarded, address):
    settings.WIKI_TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/api/v1/", headers=headers, REMOTE_ADDR=remote)
    assert throttling.client_address(request) == address


def test_nobody_is_trusted_by_default():
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": "203.0.113.1"}, REMOTE_ADDR="127.0.0.1"
    )
    assert throttling.client_address(request) == "127.0.0.1"
