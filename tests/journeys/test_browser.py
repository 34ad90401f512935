"""A writer's story in a real browser: log in, write, publish, see it in the API."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from content_models.models import ArticlePage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
EDITOR = "//*[contains(@class, 'public-DraftEditor-content')]"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Install chromium to run the browser tests."),
    # The server runs in another thread, which sees only what is committed.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# Playwright runs an event loop in this thread, in which Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def browser_page(tmp_path: Any) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(20_000)
        yield page
        browser.close()


@pytest.fixture
def console(browser_page: Page) -> list[str]:
    """Everything the console complains about."""
    complaints: list[str] = []
    browser_page.on(
        "console", lambda message: message.type == "error" and complaints.append(message.text)
    )
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/login/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("button[type=submit]")
    expect(page).to_have_url(f"{address}/admin/")


def write(page: Page, name: str, text: str) -> None:
    """Type into the rich text editor of a form field."""
    field = page.locator(f"[name='{name}']")
    editor = field.locator(f"xpath=ancestor::*[.{EDITOR}][1]{EDITOR}").first
    editor.scroll_into_view_if_needed()
    editor.press_sequentially(text)
    # The editor hands its text to the form a moment after the last key.
    expect(field).to_have_value(re.compile(re.escape(text)))


def publish(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target='toggle']").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()


def add_block(page: Page, section: int, label: str) -> None:
    """Choose a block of the picker in a section."""
    blocks = page.locator("[data-contentpath='blocks']").nth(section)
    blocks.locator("button.c-sf-add-button").last.click()
    page.locator(".w-combobox").get_by_role("option", name=label, exact=True).click()


def test_a_writer_publishes_an_article_with_a_case_study(
    live_server, wiki, make_series, admin_user, browser_page, console, settings, client
):
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    series = make_series(title="Evenings")
    page = browser_page
    log_in(page, live_server.url)

    page.goto(f"{live_server.url}/admin/pages/add/content_models/casestudypage/{series.pk}/")
    page.fill("#id_title", "The umbrella in the hall")
    write(page, "situation", "Rosa asked about the umbrella before she said hello.")
    write(page, "key_learning", "The first sentence sets the price.")
    page.get_by_role("tab", name="About this page").click()
    page.fill("#id_summary", "Rosa asks about the umbrella.")
    publish(page)

    page.goto(f"{live_server.url}/admin/pages/add/content_models/articlepage/{series.pk}/")
    page.fill("#id_title", "The half hour after work")
    sections = (
        ("problem", "A door, a bag and a question", "Text"),
        ("practice", "A softer evening", "Experiment"),
        ("cases", "Two homes", "Case studies"),
    )
    for number, (kind, heading, block) in enumerate(sections):
        page.locator("[data-contentpath='body'] button.c-sf-add-button:visible").last.click()
        page.select_option(f"#body-{number}-value-kind", kind)
        page.fill(f"#body-{number}-value-heading", heading)
        add_block(page, number, block)
    write(page, "body-0-value-blocks-0-value", "The door opens and somebody asks.")
    page.fill("#body-1-value-blocks-0-value-title", "Ten silent minutes")
    write(page, "body-1-value-blocks-0-value-instructions", "Sit in the same room.")
    chooser = page.locator("#body-2-value-blocks-0-value-cases-0-value-chooser")
    chooser.locator("[data-chooser-action-choose]:visible").click()
    page.get_by_role("link", name="The umbrella in the hall").click()
    page.get_by_role("tab", name="About this page").click()
    page.fill("#id_summary", "Why small questions land badly in the evening.")
    publish(page)

    article = ArticlePage.objects.get()
    answer = client.get(f"/api/v1/articles/{article.translation_key}/")
    problem, practice, cases = answer.json()["sections"]
    assert problem["blocks"][0]["body_html"] == "<p>The door opens and somebody asks.</p>"
    assert practice["blocks"][0]["title"] == "Ten silent minutes"
    [item] = cases["blocks"][0]["items"]
    assert item["title"] == "The umbrella in the hall"
    assert item["case"]["key_learning_html"] == "<p>The first sentence sets the price.</p>"
    assert console == []


def test_an_editor_finds_a_page_by_two_chinese_characters(
    live_server, wiki, make_series, make_article, publish, admin_user, browser_page, console
):
    series = make_series(title="Close and distant")
    wanted = publish(make_article(series, title="当一个靠近，另一个走开"))
    other = publish(make_article(series, title="争吵后的头十分钟"))
    page = browser_page
    log_in(page, live_server.url)

    page.goto(f"{live_server.url}/admin/pages/{series.pk}/")
    listing = page.locator("#listing-results")
    expect(listing).to_contain_text(other.title)
    page.fill("#id_q", "走开")
    expect(listing).not_to_contain_text(other.title)
    expect(listing).to_contain_text(wanted.title)

    page.goto(f"{live_server.url}/admin/pages/{other.pk}/edit/")
    page.get_by_role("tab", name="About this page").click()
    page.get_by_role("button", name=re.compile("related page", re.IGNORECASE)).first.click()
    chooser = page.locator(".modal-dialog")
    chooser.locator("#id_q").fill("靠近")
    results = chooser.locator(".page-results")
    expect(results).to_contain_text(wanted.title)
    expect(results).not_to_contain_text(other.title)
    assert console == []
