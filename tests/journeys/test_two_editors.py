"""Two editors have one form open: the second is warned, and nothing that either wrote is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from content_models.models import Topic
from tests.browser import log_in, open_page, with_a_server

pytestmark = with_a_server

# A form begins to look for what is typed some time after it is ready, and takes what it holds
# then for the text it was opened with. It is made ready twice, and begins twice.
WATCHED = """{
    let waiting = 0;
    addEventListener("w-unsaved:ready", () => { waiting += 1; });
    addEventListener("w-unsaved:watch-edits", () => {
        waiting -= 1;
        if (waiting === 0) document.documentElement.dataset.watched = "";
    });
}"""


@pytest.fixture
def open_twice(
    live_server: Any,
    browser_page: Page,
    admin_user: Any,
    django_user_model: Any,
) -> Callable[[str], tuple[Page, Page]]:
    """Open an address in the browsers of two editors."""
    django_user_model.objects.create_superuser("ben", "ben@wiki.example", "password")
    browser = browser_page.context.browser
    assert browser is not None
    second = open_page(browser)
    browser_page.add_init_script(WATCHED)
    log_in(browser_page, live_server.url)
    log_in(second, live_server.url, "ben")

    def open_twice(address: str) -> tuple[Page, Page]:
        for page in (browser_page, second):
            page.goto(f"{live_server.url}{address}")
        return browser_page, second

    return open_twice


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()


def both_write(ann: Page, ben: Page, field: str, first: str, second: str) -> None:
    """Let two editors type into their forms, and the first one save."""
    ann.fill(field, first)
    ben.fill(field, second)
    save(ann)
    expect(ann.locator(".messages .success")).to_be_visible()


def titles(edited: Any, name: str = "title") -> list[str]:
    return [revision.content[name] for revision in edited.revisions.order_by("pk")]


def test_who_saves_second_is_told_and_keeps_what_was_typed(
    make_article, publish, open_twice, settings
):
    """Sooner than the browser hears of it: here it asks once, when a page opens."""
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 600_000
    article = publish(make_article(title="Evenings"))
    ann, ben = open_twice(f"/admin/pages/{article.pk}/edit/")
    both_write(ann, ben, "#id_title", "The first half hour", "The hour after work")
    save(ben)

    expect(ben.locator(".messages .error")).to_contain_text("admin saved another version (")
    expect(ben.locator("#id_title")).to_have_value("The hour after work")
    assert titles(article) == ["Evenings", "The first half hour"]

    save(ben)
    expect(ben.locator(".messages .success")).to_be_visible()
    assert titles(article) == ["Evenings", "The first half hour", "The hour after work"]


def test_who_was_asked_by_the_browser_is_not_asked_again(
    make_article, publish, open_twice, settings
):
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 200
    article = publish(make_article(title="Evenings"))
    ann, ben = open_twice(f"/admin/pages/{article.pk}/edit/")
    both_write(ann, ben, "#id_title", "The first half hour", "The hour after work")
    expect(ben.locator("[data-w-session-intercept-value=conflict]")).to_be_attached()

    save(ben)
    asked = ben.get_by_role("dialog")
    expect(asked).to_contain_text("admin saved a new version")
    asked.get_by_role("button", name="Save draft").click()

    expect(ben.locator(".messages .success")).to_be_visible()
    assert titles(article) == ["Evenings", "The first half hour", "The hour after work"]


def test_a_topic_is_not_overwritten_unseen_either(make_snippet, open_twice, settings):
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 600_000
    topic = make_snippet(Topic, name="Repair")
    ann, ben = open_twice(f"/admin/snippets/content_models/topic/edit/{topic.pk}/")
    both_write(ann, ben, "#id_name", "Repairing", "After a quarrel")
    save(ben)

    expect(ben.locator(".messages .error")).to_contain_text("admin saved another version (")
    expect(ben.locator("#id_name")).to_have_value("After a quarrel")
    assert titles(topic, "name") == ["Repair", "Repairing"]


def test_a_form_that_saves_itself_is_not_in_its_own_way(
    make_article, publish, open_twice, settings
):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 100
    article = publish(make_article(title="Evenings"))
    ann, _ben = open_twice(f"/admin/pages/{article.pk}/edit/")
    expect(ann.locator("html[data-watched]")).to_be_attached()
    ann.fill("#id_title", "The first half hour")
    expect(ann.locator(".w-autosave-indicator__state--saved")).to_be_visible()

    save(ann)
    expect(ann.locator(".messages .success")).to_be_visible()
    assert titles(article) == ["Evenings", "The first half hour", "The first half hour"]
