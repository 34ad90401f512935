"""A reader takes a quiz at examples/quiz, from another site, by keyboard alone."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.test_quiz_images import with_images
from tests.api.test_quizzes import CANARY, fields, quiz  # noqa: F401
from tests.browser import with_a_server

pytestmark = with_a_server

FOLDER = Path(__file__).resolve().parents[2] / "examples"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *parts: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """The examples as any web server would serve them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(FOLDER)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/quiz/index.html"
    server.shutdown()


def answer_by_keyboard(page: Page) -> None:
    """Take the first answer of every question that is shown, then send the form."""
    page.keyboard.press("Tab")
    for group in page.locator("fieldset").all():
        if group.is_visible():
            expect(group.locator("input").first).to_be_focused()
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
    expect(page.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")


LOCALES = (
    ("en", "Near or far", "Both are exactly the same.", "Open the report"),
    ("zh-Hans", "近还是远", "两者完全一致。", "打开报告"),
    ("es", "Cerca o lejos", "Ambos son exactamente iguales.", "Abrir el informe"),
)


def test_a_reader_takes_a_quiz_shares_it_and_opens_the_report(
    live_server,
    wiki,
    quiz,  # noqa: F811
    publish,
    translate,
    browser_page,
    console,
    settings,
    site,
):
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    quiz.consent, quiz.consent_required = "<p>I am of age.</p>", True
    quiz.results[3].value["report"] = quiz.results[1].value["report"]
    publish(quiz)
    for locale, title, *_words in LOCALES[1:]:
        publish(translate(wiki, locale))
        publish(translate(quiz, locale, title=title))
    page = browser_page
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for locale, title, same, open_report in LOCALES:
        page.goto(f"{site}?api={live_server.url}&locale={locale}")
        page.get_by_role("link", name=title).click()
        take(page, same, open_report)
    assert not [url for url in requests if "q1:" in url or "q1%3A" in url]
    assert console == []


def take(page: Page, same: str, open_report: str) -> None:
    """Take the quiz by keyboard, open the report, then what was shared."""
    page.locator("#consent").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("fieldset").first).to_be_visible()
    answer_by_keyboard(page)
    expect(page.locator("#comparison")).to_have_text(same)
    expect(page.locator("h1")).to_be_visible()
    picture = page.locator("img")
    expect(picture).to_have_attribute("alt", re.compile("Scale near"))
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    page.get_by_role("button", name=open_report).press("Enter")
    expect(page.get_by_text(CANARY)).to_be_visible()

    page.goto(page.locator("#shared").get_attribute("href"))
    expect(page.locator("h1")).to_be_visible()
    assert CANARY not in page.content()


def test_an_option_shows_its_image_beside_its_label(
    live_server,
    make_quiz,
    make_image,
    publish,
    browser_page,
    console,
    settings,
    site,
):
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    images = make_image(640, 360, "darkred"), make_image(640, 360, "navy")
    published = publish(make_quiz(**with_images(*images)))
    page = browser_page
    page.goto(f"{site}?api={live_server.url}&quiz={published.translation_key}")
    page.get_by_role("button").click()
    page.get_by_role("radio", name="The door A red door").check()
    image = page.get_by_role("img", name="A red door")
    page.wait_for_function("image => image.naturalWidth === 640", arg=image.element_handle())
    # An image whose label says it all is no image to a screen reader.
    expect(page.locator("fieldset").first.locator("img")).to_have_count(2)
    expect(page.get_by_role("img")).to_have_count(1)
    assert console == []
