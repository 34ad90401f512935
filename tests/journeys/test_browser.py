"""A writer's story in a real browser: log in, write, publish, see it in the API."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail_localize.models import Translation

from content_models.models import ArticlePage, QuizPage
from tests.browser import log_in, publish_page, with_a_server, write
from tests.conftest import locale_of

pytestmark = with_a_server


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
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("button[type=submit]")
    expect(page).to_have_url(f"{live_server.url}/admin/")

    page.goto(f"{live_server.url}/admin/pages/add/content_models/casestudypage/{series.pk}/")
    page.fill("#id_title", "The umbrella in the hall")
    write(page, "situation", "Rosa asked about the umbrella before she said hello.")
    write(page, "key_learning", "The first sentence sets the price.")
    page.get_by_role("tab", name="About this page").click()
    page.fill("#id_summary", "Rosa asks about the umbrella.")
    publish_page(page)

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
    publish_page(page)

    article = ArticlePage.objects.get()
    answer = client.get(f"/api/v1/articles/{article.translation_key}/")
    problem, practice, cases = answer.json()["sections"]
    assert problem["blocks"][0]["body_html"] == "<p>The door opens and somebody asks.</p>"
    assert practice["blocks"][0]["title"] == "Ten silent minutes"
    [item] = cases["blocks"][0]["items"]
    assert item["title"] == "The umbrella in the hall"
    assert item["case"]["key_learning_html"] == "<p>The first sentence sets the price.</p>"

    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    page.get_by_role("button", name="Toggle checks").click()
    expect(page.locator("[data-content-word-count]")).to_have_text(re.compile(r"^\d+$"))
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


ITEMS = {
    "near": ("I ask again", "I call first", "I wait by the door"),
    "far": ("I go for a walk", "I close the door", "I sleep on it"),
}
OPTIONS = ("Never", "Now and then", "Always")


def add_child(page: Page, path: str) -> None:
    """Add a block to a stream or list that has one kind of child."""
    page.locator(f"[name='{path}-count']").locator("xpath=..").locator(
        "button.c-sf-add-button"
    ).last.click()


def build_questions(page: Page) -> None:
    add_child(page, "response_sets")
    page.fill("[name='response_sets-0-value-key']", "often")
    for number, label in enumerate(OPTIONS):
        path = f"response_sets-0-value-options-{number}-value"
        if not page.locator(f"[name='{path}-label']").count():
            add_child(page, "response_sets-0-value-options")
        page.fill(f"[name='{path}-label']", label)
        page.fill(f"[name='{path}-value']", str(number))
    add_child(page, "pages")
    for number, prompt in enumerate(ITEMS["near"] + ITEMS["far"]):
        add_child(page, "pages-0-value-items")
        path = f"pages-0-value-items-{number}-value"
        page.fill(f"[name='{path}-prompt']", prompt)
        page.fill(f"[name='{path}-response_set']", "often")
        # The key is made from the words as soon as they are written.
        expect(page.locator(f"[name='{path}-key']")).to_have_value(key_of(prompt))


def key_of(prompt: str) -> str:
    return prompt.lower().replace(" ", "_")


def build_scoring(page: Page) -> None:
    for number, (name, prompts) in enumerate(ITEMS.items()):
        add_child(page, "scales")
        page.fill(f"[name='scales-{number}-value-name']", name)
        for position, prompt in enumerate(prompts):
            add_child(page, f"scales-{number}-value-items")
            path = f"scales-{number}-value-items-{position}-value-item"
            page.fill(f"[name='{path}']", key_of(prompt))
        add_child(page, "results")
        page.fill(f"[name='results-{number}-value-name']", name)
        page.fill(f"[name='results-{number}-value-summary']", f"You stay {name}.")
    page.locator("[name='selector-count']").locator("xpath=..").locator(
        "button.c-sf-add-button"
    ).last.click()
    page.locator(".w-combobox").get_by_role("option", name="Highest scale").click()
    for number, name in enumerate(ITEMS):
        path = f"selector-0-value-scales-{number}-value"
        if not page.locator(f"[name='{path}-scale']").count():
            add_child(page, "selector-0-value-scales")
        page.fill(f"[name='{path}-scale']", name)
        page.fill(f"[name='{path}-result']", name)
    page.fill("[name='fallback']", "near")


def try_draft(page: Page) -> None:
    """Take the draft: every walk and closed door leads to “far”."""
    page.locator(".quiz-findings").get_by_role("link", name="Take this draft").click()
    for prompt in ITEMS["near"] + ITEMS["far"]:
        label = OPTIONS[2] if prompt in ITEMS["far"] else OPTIONS[0]
        page.get_by_role("group", name=prompt).get_by_label(label).check()
    expect(page.locator("#outcome h2")).to_have_text("far")
    expect(page.locator("[data-rule]")).to_have_text("Rule 1 (Highest scale)")
    expect(page.locator("#outcome")).to_contain_text("You stay far.")


def translate_quiz(page: Page, address: str, quiz: QuizPage) -> None:
    """Submit for translation, translate every string as the editor does, and publish."""
    page.goto(f"{address}/admin/localize/submit/page/{quiz.pk}/")
    page.get_by_label("español").check()
    page.locator("form button[type=submit], form input[type=submit]").last.click()
    page.wait_for_url("**/edit/")
    [translation] = Translation.objects.filter(source__object_id=quiz.translation_key)
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    for segment in translation.source.stringsegment_set.select_related("string"):
        name = "wagtail_localize:edit_string_translation"
        response = page.request.put(
            address + reverse(name, args=[translation.pk, segment.pk]),
            form={"value": f"es {segment.string.data}"},
            headers={"X-CSRFToken": token, "Referer": address},
        )
        assert response.ok
    target = quiz.get_translation(locale_of("es"))
    page.goto(f"{address}/admin/pages/{target.pk}/edit/")
    page.get_by_role("button", name="Publish (español)").click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_an_editor_builds_a_quiz_tries_it_publishes_and_translates_it(
    live_server, wiki, admin_user, browser_page, console, settings, client, publish, translate
):
    settings.WIKI_API_URL = settings.WIKI_FRONTEND_URL = live_server.url
    publish(translate(wiki, "es"))
    page = browser_page
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/pages/add/content_models/quizpage/{wiki.pk}/")
    page.fill("#id_title", "Near or far")
    write(page, "disclaimer", "No diagnosis. A doctor can help.")
    build_questions(page)
    for label in OPTIONS:
        offered = page.locator(f"#quiz-options option[value='{key_of(label)}']")
        expect(offered).to_have_attribute("label", label)
    build_scoring(page)
    page.get_by_role("tab", name="About this page").click()
    page.fill("#id_summary", "Six short sentences.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".quiz-findings")).to_contain_text("Nothing keeps the quiz from")
    try_draft(page)
    quiz = QuizPage.objects.get()
    page.goto(f"{live_server.url}/admin/pages/{quiz.pk}/edit/")
    publish_page(page)
    translate_quiz(page, live_server.url, quiz)

    address = f"/api/v1/quizzes/{quiz.translation_key}/"
    assert client.get(f"{address}?locale=es").json()["title"] == "es Near or far"
    answers = ",".join(f"{key_of(prompt)}:always" for prompt in ITEMS["far"])
    answers += "," + ",".join(f"{key_of(prompt)}:never" for prompt in ITEMS["near"])
    english, spanish = (
        client.get(f"{address}evaluate/", {"a": answers, "locale": code}).json()
        for code in ("en", "es")
    )
    assert english["result"]["name"] == "far"
    assert spanish["result"]["name"] == "es far"
    assert english["tokens"] == spanish["tokens"]
    assert console == []
