"""The page of the API in a browser: what there is, how it looks, and an answer to see."""

from playwright.sync_api import expect

from tests.browser import with_a_server

pytestmark = with_a_server


def test_a_frontend_developer_finds_an_operation_and_tries_it(
    wiki, live_server, settings, browser_page, console
):
    # The description names the address of the settings, which leads to this server here.
    browser_page.route(
        f"{settings.WIKI_API_URL}/**",
        lambda route: route.continue_(
            url=route.request.url.replace(settings.WIKI_API_URL, live_server.url)
        ),
    )
    browser_page.goto(f"{live_server.url}/api/v1/docs/")
    operation = browser_page.locator(".opblock", has_text="/api/v1/locales/")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table .response").first
    expect(answer.locator(".response-col_status")).to_have_text("200")
    expect(answer.locator(".response-col_description")).to_contain_text("zh-Hans")
    assert not console


def test_the_page_of_the_api_runs_no_script_but_its_own(wiki, live_server, browser_page, console):
    browser_page.goto(f"{live_server.url}/api/v1/docs/")
    expect(browser_page.locator(".opblock").first).to_be_visible()
    assert not console
    browser_page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'document.title = 1'}))"
    )
    assert "Content Security Policy" in console[0]
    assert browser_page.title() != "1"
