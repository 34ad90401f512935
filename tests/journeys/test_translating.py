"""An article goes from English to Chinese in the admin and is read over the API."""

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail_localize.models import Translation

from content_models.models import ArticlePage, Person, Topic
from tests.conftest import block, item, locale_of, section

REAL = Path(__file__).resolve().parents[3] / "shared" / "seed" / "article.txt"
CHINESE = {
    "Evenings": "傍晚",
    "The evening talk": "傍晚的谈话",
    "How two people begin.": "两个人怎样开始。",
    "First things": "先说第一件",
    "Begin softly": "轻轻开始",
    "Say hello first.": "先打招呼。",
    "The umbrella": "那把伞",
    "An umbrella in the hall.": "门厅里的一把伞。",
    "They argue.": "他们争吵。",
    "Ask first.": "先问一问。",
    "Read": "请读",
    "the umbrella": "那把伞",
}


@pytest.fixture
def desk(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def translate_in_admin(desk, django_capture_on_commit_callbacks):
    """Submit a page or snippet, fill every segment in the editor, publish."""

    def submit(page: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(
                reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
                {"locales": [locale_of("zh-Hans").pk], "include_subtree": ""},
            )
        return Translation.objects.get(
            source__object_id=page.translation_key, target_locale=locale_of("zh-Hans")
        )

    def translate_in_admin(page: Any, translated: Callable[[str], str]) -> Any:
        translation = submit(page)
        for segment in translation.source.stringsegment_set.select_related("string"):
            text = translated(segment.string.data)
            name = "wagtail_localize:edit_string_translation"
            response = desk.put(
                reverse(name, args=[translation.pk, segment.pk]),
                urlencode({"value": text}),
                content_type="application/x-www-form-urlencoded",
            )
            assert response.status_code in (200, 201), response.content
        target = translation.get_target_instance()
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
        target.refresh_from_db()
        return target

    return translate_in_admin


def in_chinese(text: str) -> str:
    for english, chinese in sorted(CHINESE.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(english, chinese)
    return text


def in_characters(text: str) -> str:
    """A text of the same shape in Chinese: tags and figures stay, a character for each word."""
    return "译文" + re.sub(r"(<[^>]+>)|[A-Za-z’']+", lambda found: found[1] or "词", text)


def unchanged(text: str) -> str:
    return text


@pytest.fixture
def english(wiki, publish, make_series, make_article, make_case, make_snippet):
    make_snippet(Person)
    make_snippet(Topic)
    series = make_series(title="Evenings", summary="How two people begin.")
    case = publish(make_case(series, title="The umbrella", summary="An umbrella in the hall."))
    steps = block(
        "practice_step",
        {
            "title": "Begin softly",
            "minutes": None,
            "blocks": [block("text", "<p>Say hello first.</p>")],
        },
    )
    link = f'<p>Read <a linktype="page" id="{case.pk}">the umbrella</a>.</p>'
    body = [
        section([block("text", link), steps], kind="practice", heading="First things"),
        section(
            [block("case_studies", {"introduction": "", "cases": [item(case.pk)]})],
            kind="cases",
            heading="",
        ),
    ]
    article = make_article(
        series, title="The evening talk", summary="How two people begin.", body=body
    )
    return series, case, publish(article)


def ids(document: Any) -> list[str]:
    """Return every block id of a document, in order."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "id" in value:
                found.append(value["id"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document["sections"])
    return found


def test_an_article_is_translated_in_the_admin(
    desk, wiki, english, translate_in_admin, django_capture_on_commit_callbacks
):
    series, case, article = english
    path = f"/api/v1/articles/{article.translation_key}/"
    translate_in_admin(wiki, unchanged)
    translate_in_admin(series, in_chinese)
    before = desk.get(path).content
    translate_in_admin(case, in_chinese)
    assert desk.get(path).content == before
    translate_in_admin(article, in_chinese)

    source = desk.get(path).json()
    target = desk.get(f"{path}?locale=zh").json()
    practice, cases = target["sections"]
    assert target["title"] == "傍晚的谈话"
    assert (practice["label"], practice["heading"]) == ("实践练习", "先说第一件")
    assert practice["blocks"][1]["label"] == "步骤 1"
    assert target["series"]["label"] == "共 1 部分，第 1 部分"
    assert target["labels"]["phrases"] == "可以直接复制的话"
    assert cases["label"] == "案例分析"
    embedded = cases["blocks"][0]["items"][0]
    assert (embedded["title"], embedded["label"]) == ("那把伞", "案例 1")
    assert embedded["case"]["key_learning_html"] == "<p>先问一问。</p>"
    [link] = target["links"]
    assert "/zh-Hans/" in link["url"]
    assert link["target"]["title"] == "那把伞"
    assert ids(source) == ids(target)
    listed = [{k: v for k, v in e.items() if k != "completeness"} for e in source["translations"]]
    other = [{k: v for k, v in e.items() if k != "completeness"} for e in target["translations"]]
    assert listed == other
    assert [entry["locale"] for entry in listed] == ["en", "zh-Hans"]
    assert target["translation"]["source_locale"] == "en"
    assert target["translation"]["completeness"] == 100
    assert not target["translation"]["stale"]


def test_a_translation_is_stale_as_soon_as_its_source_is_published_anew(
    desk, wiki, english, translate_in_admin, publish
):
    series, _case, article = english
    for page in (wiki, series, article):
        translate_in_admin(page, in_chinese)
    path = f"/api/v1/articles/{article.translation_key}/?locale=zh-Hans"
    assert not desk.get(path).json()["translation"]["stale"]
    text = desk.get(path).json()["sections"]
    article.summary = "How three people begin."
    publish(article)
    shown = desk.get(path).json()
    assert shown["translation"]["stale"]
    assert shown["sections"] == text


if REAL.exists():

    def test_the_real_article_is_translated_in_the_admin(
        desk, wiki, translate_in_admin, publish, tmp_path
    ):
        call_command("import_articles", REAL, report=tmp_path / "report.json", stdout=StringIO())
        article = ArticlePage.objects.get()
        series = article.get_parent().specific
        pages = [series, *series.get_children().specific()]
        for page in pages:
            publish(page.get_latest_revision_as_object())
        translate_in_admin(wiki, unchanged)
        for page in sorted(pages, key=lambda page: isinstance(page, ArticlePage)):
            page.refresh_from_db()
            translate_in_admin(page, in_characters)
        path = f"/api/v1/articles/{article.translation_key}/"
        source, target = desk.get(path).json(), desk.get(f"{path}?locale=zh").json()
        assert ids(source) == ids(target)
        assert [section["label"] for section in target["sections"]] == [
            "问题呈现",
            "核心概念",
            "实践练习",
            "案例分析",
            "专家建议",
            "结语",
        ]
        steps = target["sections"][2]["blocks"]
        assert [step["label"] for step in steps] == [f"步骤 {number}" for number in range(1, 6)]
        [cases] = target["sections"][3]["blocks"]
        assert all(item["title"].startswith("译文") for item in cases["items"])
        assert [item["label"] for item in cases["items"]] == ["案例 1", "案例 2", "案例 3"]
        [advice] = target["sections"][4]["blocks"]
        assert len(advice["entries"]) == 8
        assert target["labels"]["faq"] == "常见问题"
        shown = [entry["locale"] for entry in target["translations"]]
        assert shown == [entry["locale"] for entry in source["translations"]] == ["en", "zh-Hans"]
