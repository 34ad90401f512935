"""Somebody reads the wiki at examples/reader, from another site."""

import pytest
from playwright.sync_api import expect

from tests.browser import with_a_server
from tests.journeys.test_quiz_example import site  # noqa: F401

pytestmark = with_a_server


@pytest.fixture
def reader(live_server, settings, site):  # noqa: F811
    """The address of the example, which reads the wiki of the test; more parameters follow it."""
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    return f"{site.replace('/quiz/', '/reader/')}?api={live_server.url}"


def test_a_reader_who_mistypes_is_told_what_was_looked_for(
    reader,
    make_article,
    publish,
    browser_page,
    console,
):
    publish(make_article(title="The quokka"))
    browser_page.goto(f"{reader}&q=qukka&locale=en")
    expect(browser_page.get_by_text("Shown for “quokka”.")).to_be_visible()
    expect(browser_page.get_by_role("link", name="The quokka").first).to_be_visible()
    assert console == []


def test_what_is_shown_of_other_pages_comes_with_its_picture(
    series,
    reader,
    make_article,
    make_image,
    publish,
    browser_page,
    console,
):
    publish(make_article(title="The quokka", cover=make_image(640, 360, "navy")))
    browser_page.goto(f"{reader}&path=/en/{series.slug}/")
    card = browser_page.get_by_role("article").filter(has_text="The quokka")
    expect(card.locator("img")).to_be_visible()
    image = card.locator("img").element_handle()
    browser_page.wait_for_function("image => image.naturalWidth > 0", arg=image)
    assert console == []


def test_an_address_with_nothing_to_read_is_told_where_the_page_would_be(
    reader,
    make_article,
    publish,
    browser_page,
):
    publish(make_article(title="The quokka"))
    browser_page.goto(f"{reader}&path=/en/nothing/")
    main = browser_page.get_by_role("main")
    expect(main.get_by_role("alert")).to_have_text("There is nothing to read at this address.")
    browser_page.get_by_role("link", name="The quokka").click()
    expect(main.get_by_role("heading", name="The quokka")).to_be_visible()


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
    browser_page,
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
