"""One article through four hands in a real browser: write, submit, translate, approve, read."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import expect
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.editorial.roles import EDITORS, reviewers, translators, writers
from cms.models import User
from content_models.models import ArticlePage, GlossaryTerm
from tests.browser import log_in, publish_page, with_a_server
from tests.cms.office.conftest import fill
from tests.cms.translation.conftest import say
from tests.conftest import block, locale_of

pytestmark = with_a_server

CHINESE = {
    "The half hour after work": "下班后的半小时",
    "How to arrive.": "怎样回到家里。",
    "A heading": "一个标题",
    "Say hello first.": "先打招呼。",
}
PEOPLE = {
    "writer": writers("en"),
    "editor": EDITORS,
    "translator": translators("zh-Hans"),
    "reviewer": reviewers("zh-Hans"),
}


@pytest.fixture
def people(wiki):
    for name, group in PEOPLE.items():
        user = User.objects.create_user(name, password="password")
        user.groups.add(Group.objects.get(name=group))


@pytest.fixture
def chinese_desk(wiki, series, make_article, make_snippet, publish, translate):
    """A Chinese series, a sentence translated on another page, and a word of the glossary."""
    for parent in (wiki, series):
        publish(translate(parent, "zh-Hans"))
    texts = [block("text", "<p>Say hello at first.</p>")]
    page = publish(make_article(series, title="Mornings", blocks=texts))
    translate_object(page, [locale_of("zh-Hans")])
    translation = Translation.objects.get(source__object_id=page.translation_key)
    segment = translation.source.stringsegment_set.get(string__data="Say hello at first.")
    say(translation, segment, "首先打招呼。")
    term = make_snippet(GlossaryTerm, term="hello")
    make_snippet(GlossaryTerm, "zh-Hans", term="打招呼", translation_key=term.translation_key)


def test_writer_editor_translator_and_reviewer_bring_an_article_to_chinese_readers(
    live_server,
    wiki,
    people,
    series,
    make_article,
    chinese_desk,
    browser_page,
    console,
    settings,
    client,
):
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    page, site = browser_page, live_server.url
    article = make_article(
        series,
        title="Draft",
        summary="How to arrive.",
        blocks=[block("text", "<p>Say hello first.</p>")],
    )
    address = f"/api/v1/articles/{article.translation_key}/"

    log_in(page, site, "writer")
    page.goto(f"{site}{reverse('wagtailadmin_pages:edit', args=[article.pk])}")
    page.fill("#id_title", "The half hour after work")
    publish_page(page)
    assert client.get(address).json()["title"] == "The half hour after work"

    log_in(page, site, "editor")
    page.goto(f"{site}{reverse('wagtail_localize:submit_page_translation', args=[article.pk])}")
    page.get_by_label("简体中文").check()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator("[data-desk]")).to_contain_text("The half hour after work")

    log_in(page, site, "translator")
    page.goto(f"{site}{reverse('wagtailadmin_home')}")
    page.get_by_role("region", name="Translations").get_by_role("link", name="Incomplete").click()
    page.get_by_role("link", name="The half hour after work").click()
    title = page.locator("[data-text]", has_text="The half hour after work").locator("textarea")
    title.fill("下班后的半小时")
    title.press("Control+Enter")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    text = page.locator("[data-text]", has_text="Say hello first.")
    text.locator("textarea").click()
    expect(text.locator("[data-take]")).to_contain_text("首先打招呼。")
    text.locator("[data-insert]").click()
    expect(text.locator("textarea")).to_have_value("打招呼")
    text.locator("[data-take]").click()
    expect(text.locator("textarea")).to_have_value("首先打招呼。")
    text.locator("textarea").fill("先打招呼。")
    text.get_by_role("button", name="Save").click()
    expect(text).to_have_attribute("data-state", "translated")
    translation = Translation.objects.get(source__object_id=article.translation_key)
    fill(translation, CHINESE.__getitem__)
    page.reload()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messages")).to_contain_text("submitted for review")
    expect(page.locator("#translation-refusal")).to_be_visible()
    assert client.get(f"{address}?locale=zh").status_code == 404

    log_in(page, site, "reviewer")
    target = translation.get_target_instance()
    page.goto(f"{site}{reverse('wagtailadmin_pages:edit', args=[target.pk])}")
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator(".messages")).to_contain_text("was approved")

    answer = client.get(f"{address}?locale=zh").json()
    assert answer["title"] == "下班后的半小时"
    assert answer["translation"]["completeness"] == 100
    assert console == []


def test_the_progress_of_a_submission_runs_to_its_end_by_itself(
    live_server,
    wiki,
    people,
    series,
    make_article,
    browser_page,
    console,
):
    for _number in range(6):
        make_article(series)
    page, site = browser_page, live_server.url
    log_in(page, site, "editor")
    page.goto(f"{site}{reverse('wagtail_localize:submit_page_translation', args=[series.pk])}")
    page.get_by_label("español").check()
    page.get_by_label("Include subtree").check()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Everything is submitted.")).to_be_visible()
    assert page.get_by_role("progressbar").get_attribute("aria-valuenow") == "8"
    assert ArticlePage.objects.filter(locale=locale_of("es"), live=False).count() == 6
    assert console == []
