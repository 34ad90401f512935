"""A page saves itself while it is written, and keeps out of the way of what its writer presses."""

from playwright.sync_api import expect

from tests.browser import log_in, with_a_server
from tests.journeys.test_two_editors import WATCHED

pytestmark = with_a_server

# A slow line: the form leaves only when it was found to have changed and would save itself.
SLOW = """form => form.addEventListener("submit", (event) => {
    event.preventDefault();
    addEventListener("w-unsaved:add", () => form.submit(), { once: true });
})"""


def test_a_page_that_was_not_published_goes_on_saving_itself(
    live_server,
    wiki,
    make_article,
    admin_user,
    browser_page,
    settings,
):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 100
    article = make_article(title="Evenings", summary="")
    page = browser_page
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    page.locator("footer [data-w-dropdown-target='toggle']").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages .error")).to_be_visible()
    expect(page.locator(".w-autosave-indicator__state--saved")).to_be_visible()

    with page.expect_response(lambda answer: "after work" in (answer.request.post_data or "")):
        page.fill("#id_title", "The hour after work")
    assert article.revisions.latest("pk").content["title"] == "The hour after work"


def test_who_approves_a_review_leaves_no_draft_behind(
    live_server,
    wiki,
    make_article,
    admin_user,
    browser_page,
    settings,
):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 100
    article = make_article(title="Evenings")
    article.save_revision()
    article.get_workflow().start(article, admin_user)
    page = browser_page
    page.add_init_script(WATCHED)
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    expect(page.locator("html[data-watched]")).to_be_attached()
    page.locator("[data-edit-form]").evaluate(SLOW)
    page.locator("footer [data-w-dropdown-target='toggle']").click()
    page.get_by_role("button", name="Approve and Publish", exact=True).click()

    expect(page.locator(".messages .success")).to_be_visible()
    article.refresh_from_db()
    assert article.live
    assert not article.has_unpublished_changes
    assert article.revisions.count() == 1
