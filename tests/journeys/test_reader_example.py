"""Somebody reads the wiki at examples/reader, from another site."""

import pytest

pytest.importorskip("playwright.sync_api", reason="Install playwright to run the browser tests.")
from playwright.sync_api import expect

from tests.journeys.test_browser import browser_page, console, pytestmark  # noqa: F401
from tests.journeys.test_quiz_example import site  # noqa: F401


def test_a_reader_who_mistypes_is_told_what_was_looked_for(
    live_server,
    make_article,
    publish,
    browser_page,  # noqa: F811
    console,  # noqa: F811
    settings,
    site,  # noqa: F811
):
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    publish(make_article(title="The quokka"))
    reader = site.replace("/quiz/", "/reader/")
    browser_page.goto(f"{reader}?api={live_server.url}&q=qukka&locale=en")
    expect(browser_page.get_by_text("Shown for “quokka”.")).to_be_visible()
    expect(browser_page.get_by_role("link", name="The quokka").first).to_be_visible()
    assert console == []


ASK = """address => fetch(address, {headers: {
    "Authorization": "Bearer of-another-api", "Cache-Control": "no-cache",
    "Content-Type": "application/json", "X-Requested-With": "fetch",
}}).then(async (answer) => [
    (await answer.json()).items.length, answer.headers.get("ETag"), answer.headers.get("Link"),
])"""


def test_a_browser_may_ask_as_it_asks_every_api(
    live_server,
    make_article,
    publish,
    browser_page,  # noqa: F811
    settings,
    site,  # noqa: F811
):
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    publish(make_article())
    publish(make_article())
    browser_page.goto(site.replace("/quiz/index.html", "/wiki.js"))
    address = f"{live_server.url}/api/v1/articles/?locale=en&limit=1"
    number, tag, link = browser_page.evaluate(ASK, address)
    assert number == 1
    assert tag.startswith('"')
    assert link == f'<{address}&offset=1>; rel="next"'
