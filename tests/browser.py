"""A real browser, and what editors do in it again and again."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
EDITOR = "//*[contains(@class, 'public-DraftEditor-content')]"
# New blocks slide into the form; a click on what still moves may open a picker that closes again.
STILL = "addEventListener('DOMContentLoaded', () => { if (window.jQuery) jQuery.fx.off = true; })"

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Install chromium to run the browser tests."
)
# For tests of the wiki as a browser sees it: the server runs in another thread, which sees only
# what is committed.
with_a_server = [
    needs_chromium,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# Playwright runs an event loop in this thread, in which Django would refuse the database. (It also
# gives Django another connection, so the browser begins and ends inside of each test.)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def browser_page(settings: Any) -> Iterator[Page]:
    # A page that saves itself while a test clicks on would decide by speed which comes first.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=30_000)
        yield open_page(browser)
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


def open_page(browser: Browser) -> Page:
    """Open a window with a profile of its own."""
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.add_init_script(STILL)
    page.set_default_timeout(30_000)
    return page


def log_in(page: Page, address: str, user: str = "admin") -> None:
    """Let a user be logged in, as after the form, which a test of its own fills in."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=user))
    name = django_settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def write(page: Page, name: str, text: str) -> None:
    """Type into the rich text editor of a form field."""
    field = page.locator(f"[name='{name}']")
    editor = field.locator(f"xpath=ancestor::*[.{EDITOR}][1]{EDITOR}").first
    editor.scroll_into_view_if_needed()
    editor.press_sequentially(text)
    # The editor hands its text to the form a moment after the last key.
    expect(field).to_have_value(re.compile(re.escape(text)))


def publish_page(page: Page) -> None:
    """Press *Publish* in the form of a page and wait until that is done."""
    page.locator("footer [data-w-dropdown-target='toggle']").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()
