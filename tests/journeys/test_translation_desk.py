"""A translator's story in a real browser: write, take from the memory, accept, publish, read."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from cms.texts import states
from tests.axe import barriers, needs_axe
from tests.browser import log_in, with_a_server
from tests.cms.translation.conftest import editing, public, say, unchecked_words  # noqa: F401
from tests.conftest import block, locale_of, section

pytestmark = with_a_server

FIRST = "Before you answer, take one slow breath."
SECOND = "Before you answer, take one deep breath."
BLOCK = "11111111-1111-4111-8111-111111111111"
HOLD = """
const send = window.fetch;
window.fetch = async (address, options) => {
  if (options?.method === 'POST') await new Promise((go) => { window.go = go; });
  return send(address, options);
};
"""


@pytest.fixture
def chinese(wiki, make_article, publish):
    """A page whose parents are published in Chinese, one text of it translated on another page."""

    def submit(page):
        translate_object(page, [locale_of("zh-Hans")])
        [translation] = Translation.objects.filter(source__object_id=page.translation_key)
        return translation

    known = make_article(body=[section([block("text", f"<p>{FIRST}</p>")])])
    page = make_article(
        known.get_parent(),
        title="The evening talk",
        body=[
            section(
                [
                    {"type": "text", "id": BLOCK, "value": f"<p>{SECOND}</p>"},
                    block("text", "<p>Say it <b>slowly</b>.</p>"),
                ]
            )
        ],
    )
    for parent in (wiki, known.get_parent().specific):
        translation = submit(parent)
        for text in states.texts(translation):
            say(translation, text.segment, "上级")
        translation.save_target()
    translation = submit(publish(known))
    for text in states.texts(translation):
        if text.segment.string.data == FIRST:
            say(translation, text.segment, "回答之前，慢慢吸一口气。")
    return submit(publish(page))


def test_a_translator_finishes_a_page(live_server, chinese, admin_user, browser_page, console):
    page = browser_page
    log_in(page, live_server.url)
    page.goto(live_server.url + editing(chinese.get_target_instance()))
    page.locator("[data-filter=untranslated]").click()
    title = page.locator("[data-text]", has_text="The evening talk").locator("textarea")
    title.fill("傍晚的谈话")
    title.press("Control+Enter")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    page.locator("[data-filter='']").first.click()

    marked = page.locator("[data-text]", has_text="Say it")
    marked.locator("textarea").fill("说。")
    marked.locator("textarea").press("Home")
    marked.get_by_role("button", name="<b>").click()
    page.keyboard.type("慢慢")
    expect(marked.locator("textarea")).to_have_value("<b>慢慢</b>说。")

    text = page.locator("[data-text]", has_text=SECOND)
    text.locator("textarea").click()
    offer = text.locator("[data-take]").first
    expect(offer).to_contain_text("回答之前，慢慢吸一口气。")
    offer.click()
    text.locator("textarea").fill("回答之前，深深吸一口气。")
    text.get_by_role("button", name="Save").click()
    expect(page.locator("[data-text]", has_text=SECOND)).to_have_attribute(
        "data-state", "translated"
    )
    page.locator("[data-text]", has_text=SECOND).locator("textarea").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".td-filter [data-count=approved]")).to_have_text("1")

    assert (chinese.source.object_id, "zh-Hans") not in public()
    page.get_by_role("button", name="Publish (简体中文)").click()
    expect(page.locator(".messages .success")).to_be_visible()
    shown = json.loads(public()[chinese.source.object_id, "zh-Hans"])
    assert shown["title"] == "傍晚的谈话"
    assert shown["sections"][0]["blocks"][0]["body_html"] == "<p>回答之前，深深吸一口气。</p>"
    assert shown["translation"]["segments"]["approved"] == 1
    assert console == []


@needs_axe
def test_nothing_keeps_translators_out(live_server, chinese, admin_user, browser_page):
    page, target = browser_page, chinese.get_target_instance()
    log_in(page, live_server.url)
    addresses = [
        editing(target),
        *map(reverse, ("translation_dashboard", "translation_pages")),
        *map(reverse, ("translation_export", "translation_import")),
        *map(reverse, ("findings_report", "not_found_report")),
        reverse("editors_guide", args=["en", "translating"]),
        reverse("webhooks:index"),
    ]
    found = []
    for address in addresses:
        page.goto(live_server.url + address)
        found += barriers(page, "main")
    assert found == []


def title_at_a_slow_desk(page, live_server, translation):
    """Open the desk, whose saves wait to be let go, and return where the title is translated."""
    page.add_init_script(HOLD)
    log_in(page, live_server.url)
    page.goto(live_server.url + editing(translation.get_target_instance()))
    return page.locator("[data-text]", has_text="The evening talk")


def title_of(translation):
    """Return the title as it is stored for a translation."""
    return StringTranslation.objects.get(
        translation_of__data="The evening talk", locale=translation.target_locale
    ).data


def let_go(page):
    """Let the save that is under way go on to the server."""
    page.wait_for_function("() => Boolean(window.go)")
    page.evaluate("() => { window.go(); window.go = null; }")


def test_what_is_typed_while_a_save_is_under_way_stays(
    live_server,
    chinese,
    admin_user,
    browser_page,
    console,
):
    page = browser_page
    title = title_at_a_slow_desk(page, live_server, chinese)
    following = title.locator("xpath=following::textarea[@data-words][1]")
    area = title.locator("textarea")
    area.fill("傍晚")
    area.press("Control+Enter")
    expect(following).to_be_focused()
    page.keyboard.type("摘要")

    area.click()
    area.press("End")
    page.keyboard.type("的谈话")
    let_go(page)
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    expect(title).to_have_attribute("data-state", "translated")
    expect(title).to_have_attribute("data-dirty", "")
    expect(area).to_be_focused()
    expect(area).to_have_value("傍晚的谈话")
    expect(following).to_have_value("摘要")

    area.press("Control+Enter")
    let_go(page)
    expect(title).not_to_have_attribute("data-dirty", "")
    assert title_of(chinese) == "傍晚的谈话"
    assert console == []


def test_two_quick_saves_of_a_text_keep_the_second(
    live_server,
    chinese,
    admin_user,
    browser_page,
    console,
):
    page = browser_page
    title = title_at_a_slow_desk(page, live_server, chinese)
    area = title.locator("textarea")
    for words in ("傍晚", "傍晚的谈话"):
        area.fill(words)
        area.press("Control+Enter")
    for _save in range(2):
        with page.expect_response("**/texts/*/"):
            let_go(page)
    expect(title).not_to_have_attribute("data-dirty", "")
    assert title_of(chinese) == "傍晚的谈话"
    assert console == []


def test_what_the_desk_refuses_it_explains_and_keeps(
    live_server,
    chinese,
    admin_user,
    browser_page,
    publish,
):
    page = browser_page
    segment = chinese.source.stringsegment_set.get(string__data="The evening talk")
    say(chinese, segment, "傍晚")
    log_in(page, live_server.url)
    page.goto(live_server.url + editing(chinese.get_target_instance()))
    title = page.locator("[data-text]", has_text="The evening talk")
    area = title.locator("textarea")

    say(chinese, segment, "傍晚的谈话")
    area.click()
    title.get_by_role("button", name="Approve").click()
    expect(page.locator("[data-saved]")).to_contain_text("Read it, then decide again.")
    expect(area).to_have_value("傍晚的谈话")
    expect(title).not_to_have_attribute("data-dirty", "")
    area.click()
    title.get_by_role("button", name="Approve").click()
    expect(title).to_have_attribute("data-state", "approved")

    source = chinese.source.get_source_instance()
    source.title = "The late talk"
    publish(source)
    area.fill("晚上的谈话")
    area.press("Control+Enter")
    expect(page.locator("[data-saved]")).to_contain_text("The source was published again")
    expect(page.locator("#translation-refusal")).to_contain_text("Copy your words")
    expect(area).to_have_value("晚上的谈话")
    expect(title).to_have_attribute("data-dirty", "")
