"""Importing articles: structure from text, drafts that can be opened, nothing twice."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as PillowImage
from wagtail.models import Page, Revision

from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    HomePage,
    Person,
    Topic,
    WikiImage,
)
from content_models.publishing import documents
from tests.admin_forms import edit_data, refusals
from tests.conftest import locale_of

ARTICLES = Path(__file__).parent / "articles"
ENGLISH = ARTICLES / "after-work.txt"
CHINESE = ARTICLES / "窗边的十分钟.md"
REAL = Path(__file__).resolve().parents[3] / "shared" / "seed" / "article.txt"

# What the position gives, typed by hand: none of it may reach a reader.
TYPED = re.compile(
    r"###|\*\*|\bStep (?:One|Two|Three|Four|Five)\b|\b2\.\d |\bI{1,3}[.:] |\bLevel (?:One|Two)\b"
    r"|\bCase Study (?:One|Two)|\bExperiment [A-D]\b|第[一二三]步|案例一|一、"
)


@pytest.fixture
def run(wiki, admin_user, capsys):
    """Import files; return the report."""

    def run(*paths: Path, **options: Any) -> dict[str, Any]:
        report = options.pop("report")
        call_command("import_articles", *paths, report=report, **options)
        return json.loads(report.read_text(encoding="utf-8"))

    return run


@pytest.fixture
def import_file(run, tmp_path):
    def import_file(path: Path, **options: Any) -> Any:
        report = run(path, report=tmp_path / "report.json", **options)
        [entry] = report["articles"]
        page = ArticlePage.objects.get(pk=entry["page"]) if entry["page"] else None
        return page and page.get_latest_revision_as_object(), entry

    return import_file


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes, name: str = "article.md") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def chinese_home(wiki, publish) -> HomePage:
    home = wiki.copy_for_translation(locale_of("zh-Hans"))
    home.title = "对话百科"
    return publish(home)


@pytest.fixture
def published(publish):
    """The document of an article and all its stories, published from their drafts."""

    def published(page: Page) -> dict[str, Any]:
        series = page.get_parent().specific
        for draft in (series, *series.get_children().specific()):
            publish(draft.get_latest_revision_as_object())
        row = documents.readable().get(key=page.translation_key, kind="article")
        return json.loads(bytes(row.body))

    return published


def sections(document: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(section for section in document["sections"] if section["kind"] == kind)


def types(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


def test_plain_text_becomes_a_structured_article(import_file, published):
    page, entry = import_file(ENGLISH)
    document = published(page)
    assert document["title"] == "The Half Hour After Work: Why Small Questions Land Badly"
    assert document["series"]["title"] == "Evenings Together - Home"
    assert document["summary"].startswith("The door opens and somebody asks how the day was.")
    kinds = [section["kind"] for section in document["sections"]]
    assert kinds == ["problem", "concepts", "practice", "cases", "advice", "conclusion"]
    assert sections(document, "problem")["heading"] == "A Door, a Bag and a Question"
    landing, question = sections(document, "concepts")["blocks"]
    assert landing["title"] == "The Slow Landing—Arriving Takes Longer Than the Commute"
    assert types(question["blocks"]) == ["text", "list", "text"]
    levels = question["blocks"][1]
    assert (levels["style"], levels["items"][1]["label"]) == ("levels", "Level 2")
    assert levels["items"][1]["term"] == "The Wish"
    assert entry["counts"]["pages made"] == 5


def test_the_practice_of_plain_text(import_file, published):
    page, _entry = import_file(ENGLISH)
    diary, layers, small = sections(published(page), "practice")["blocks"]
    assert types(diary["blocks"]) == ["text", "reflection_questions", "text"]
    assert len(diary["blocks"][1]["questions"]) == 2
    [script] = layers["blocks"]
    assert [line["name"] for line in script["lines"]] == ["Surface", "Deep"]
    assert script["lines"][1]["say"] == "I saved this story for you all day."
    assert script["lines"][1]["note"] == "This opens a door."
    assert [block["title"] for block in small["blocks"]] == [
        "Ten Silent Minutes",
        "One Good Question",
    ]


def test_stories_become_pages_that_the_article_quotes(import_file, published):
    page, _entry = import_file(ENGLISH)
    document = published(page)
    [cases] = sections(document, "cases")["blocks"]
    assert [item["title"] for item in cases["items"]] == [
        "The Umbrella in the Hall — Rosa and Ivo",
        "A Message at Five",
    ]
    umbrella, message = (item["case"] for item in cases["items"])
    assert umbrella["turning_point_html"].startswith("<p>One evening she put a note")
    assert umbrella["outcome_html"].startswith("<p>Since then they begin with tea.")
    assert message["key_learning_html"] == "<p>A warning is a gift.</p>"
    assert "(see “Say It in Layers”)" in message["situation_html"]
    [advice] = sections(document, "advice")["blocks"]
    assert (
        advice["entries"][0]["advice"]["practice_html"] == "<p>Use the signal twice this week.</p>"
    )
    assert CaseStudyPage.objects.count() == 2
    assert ExpertAdvicePage.objects.count() == 2


def test_what_is_cut_off_is_reported_and_never_published(import_file, published):
    page, entry = import_file(ENGLISH)
    document = published(page)
    assert [phrase["text"] for phrase in document["phrases"]] == [
        "I need ten minutes, then I am yours."
    ]
    assert [question["question"] for question in document["faq"]] == [
        "Does this work with children in the house?"
    ]
    cut = [(note["line"], note["kind"]) for note in entry["notes"] if note["code"] == "cut_off"]
    assert cut == [(3, "finding"), (48, "finding")]
    assert page.quiz_heading == "Find out how you land"
    assert page.quiz_text == "Twelve statements, two minutes."


@pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_nothing_typed_reaches_the_reader(import_file, published, chinese_home, path):
    page, _entry = import_file(path)
    found = TYPED.findall(json.dumps(published(page), ensure_ascii=False))
    # “Most quarrels stay on Level One.” counts in running text, which only a person can change.
    assert found == (["Level One"] if path is ENGLISH else [])


def test_markdown_becomes_blocks_and_rich_text(import_file, published, chinese_home, make_snippet):
    make_snippet(Topic, "zh-Hans", name="日常", slug="everyday")
    make_snippet(Person, "zh-Hans", name="陈羽兰")
    page, entry = import_file(CHINESE)
    document = published(page)
    assert document["locale"] == "zh-Hans"
    assert [topic["title"] for topic in document["topics"]] == ["日常"]
    assert [person["title"] for person in document["authors"]] == ["陈羽兰"]
    assert document["content_notice"]["kind"] == "grief"
    problem = sections(document, "problem")
    assert types(problem["blocks"]) == ["text", "table"]
    assert "回答很短，脸色更短" in problem["blocks"][0]["body_html"]
    [concept] = sections(document, "concepts")["blocks"]
    assert types(concept["blocks"]) == ["text", "quote", "list"]
    assert "<b>先安静</b>" in concept["blocks"][0]["body_html"]
    assert concept["blocks"][1]["attribution"] == "一位读者"
    assert "坐在窗边" in concept["blocks"][2]["items"][1]["text_html"]
    diary, layers = sections(document, "practice")["blocks"]
    assert [question["text"] for question in diary["blocks"][0]["questions"]] == [
        "我说的第一句话是什么？",
        "我希望听到什么？",
    ]
    assert types(layers["blocks"]) == ["script", "experiment"]
    assert document["faq"][0]["question"] == "家里有孩子也可以吗？"
    codes = {(note["code"], note["line"]) for note in entry["notes"] if note["kind"] != "dropped"}
    assert {("picture", 25), ("link", 94), ("sources", 92)} <= codes


def test_an_imported_article_opens_and_saves_unchanged(import_file, client, admin_user):
    page, _entry = import_file(ENGLISH)
    client.force_login(admin_user)
    draft = page.get_latest_revision_as_object()
    response = client.post(f"/admin/pages/{page.pk}/edit/", edit_data(draft, admin_user))
    assert response.status_code == 302, refusals(response)
    after = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert after.body[0].id == draft.body[0].id
    assert import_file(ENGLISH)[1]["counts"].get("pages changed") is None
    assert after.body.get_prep_value()[3] == draft.body.get_prep_value()[3]


def test_importing_again_changes_nothing(import_file):
    import_file(ENGLISH)
    revisions, pages = Revision.objects.count(), Page.objects.count()
    _page, entry = import_file(ENGLISH)
    assert (Revision.objects.count(), Page.objects.count()) == (revisions, pages)
    assert "pages made" not in entry["counts"]


def test_a_changed_file_updates_its_page_and_keeps_block_ids(import_file, write):
    text = ENGLISH.read_text(encoding="utf-8")
    page, _entry = import_file(write(text, "evening.txt"))
    changed = text.replace("A body that has hurried", "Somebody who has hurried").replace(
        "### Step One: Keep an Arrival Diary",
        "### Step One: Wait\nWait a little.\n### Step Two: Keep an Arrival Diary",
    )
    again, entry = import_file(write(changed, "evening.txt"))
    assert again.pk == page.pk
    assert entry["counts"]["pages changed"] >= 1

    def steps(article: ArticlePage) -> dict[str, str]:
        return {child.value["title"]: child.id for child in article.body[2].value["blocks"]}

    before, after = steps(page), steps(again)
    assert next(iter(after)) == "Wait"
    assert {title: after[title] for title in before} == before
    assert [section.id for section in again.body] == [section.id for section in page.body]
    assert "Somebody who has hurried" in json.dumps(again.body.get_prep_value())


def test_what_an_editor_wrote_since_is_told_of_and_kept_by_a_lock(
    import_file, write, django_user_model
):
    text = ENGLISH.read_text(encoding="utf-8")
    draft, _entry = import_file(write(text))
    editor = django_user_model.objects.create_user("editor")
    draft.title = "A better talk"
    theirs = draft.save_revision(user=editor)
    page, entry = import_file(write(text))
    assert page.title != "A better talk"
    assert "edited_since" in {note["code"] for note in entry["notes"]}
    assert page.latest_revision.get_previous() == theirs
    ArticlePage.objects.filter(pk=page.pk).update(locked=True)
    with pytest.raises(CommandError):
        import_file(write(text.replace("hurried", "run")))


def test_a_dry_run_tells_and_keeps_nothing(import_file):
    page, entry = import_file(ENGLISH, dry_run=True)
    assert page is None
    assert entry["counts"]["cases"] == 2
    assert not ArticleSeriesPage.objects.exists()


def test_findings_stand_on_the_draft_as_comments(import_file):
    page, _entry = import_file(ENGLISH)
    [comment] = page.wagtail_admin_comments.all()
    assert "The text is cut off" in comment.text
    case = CaseStudyPage.objects.get(title="A Message at Five").get_latest_revision_as_object()
    assert "Add the people of the story." in case.wagtail_admin_comments.get().text


def test_a_local_picture_is_stored_once(import_file, write, tmp_path):
    PillowImage.new("RGB", (40, 30), "navy").save(tmp_path / "door.png")
    text = "# A door\n\n## Problem: Outside\n\n![A blue door](door.png)\n\nWords.\n"
    for _again in range(2):
        page, _entry = import_file(write(text), series="Doors")
    [picture] = [child for child in page.body[0].value["blocks"] if child.block_type == "picture"]
    assert picture.value["image"].contextual_alt_text == "A blue door"
    assert WikiImage.objects.count() == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("nowhere.png", "no such file"),
        ("../outside.png", "outside the folder"),
        ("https://example.org/a.png", "not fetched"),
        ("fake.png", ""),
    ],
)
def test_a_picture_that_cannot_be_stored_is_reported(import_file, write, tmp_path, source, reason):
    (tmp_path / "fake.png").write_text("not a picture")
    text = f"# A door\n\n## Problem: Outside\n\n![A door]({source})\n\nWords.\n"
    _page, entry = import_file(write(text), series="Doors")
    [note] = [note for note in entry["notes"] if note["code"] == "picture"]
    assert note["line"] == 5
    assert reason in note["message"]
    assert not WikiImage.objects.exists()


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"# A\n\nCaf\xe9\n", 3, "not UTF-8"),
        (b"\xff\xfe#\x00", 1, "UTF-16"),
        (b"# A\n\x00\n", 2, "NUL"),
        (b"", 1, "empty"),
        (b" \n\n", 1, "empty"),
        ("---\nsubject: x\n---\n# A\n\n## Problem\n\nText.", 2, "“subject” is unknown"),
        ("---\ntitel: x\n---\n# A\n\nText.", 2, "Did you mean “title”?"),
        ("---\npart: many\n---\n# A\n\nText.", 2, "a number from 1 to 999"),
        ("---\ntitle: [\n---\n# A\n\nText.", 2, "not YAML"),
        ("---\ntitle: x\n# A\n\nText.", 1, "not closed"),
        ("# A\n\n## Problem\n\n#### Deep\n\nText.", 5, "a level is missing"),
        ("# A\n\n### Deep\n\nText.", 3, "a level is missing"),
        ("# A\n\n# B\n\nText.", 3, "second title"),
        ("Only words.\n\nMore of them.\n\nAnd more.\n\nMore.\n", 1, "no title"),
        ("# Title\n", 1, "no text"),
        ("# A\n\n## Problem\n\nText.", 1, "No series is named"),
        ("---\nlocale: tlh\n---\n# A\n\nText.", 2, "no locale of this wiki"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_line(run, write, tmp_path, content, line, message):
    path = write(content)
    report = tmp_path / "report.json"
    with pytest.raises(CommandError) as refusal:
        run(path, report=report)
    assert f"{path}:{line}:" in str(refusal.value)
    assert message in str(refusal.value)
    [error] = json.loads(report.read_text(encoding="utf-8"))["errors"]
    assert error["line"] == line
    assert not ArticlePage.objects.exists()


def test_one_broken_file_does_not_stop_the_others(run, write, tmp_path):
    write("# Good\n\n## Problem\n\nText.", "good.md")
    write("", "broken.md")
    report = tmp_path / "report.json"
    with pytest.raises(CommandError, match=r"broken\.md:1"):
        run(tmp_path, report=report, series="Doors")
    assert [page.title for page in ArticlePage.objects.all()] == ["Good"]


def test_parts_come_in_their_order(run, write, tmp_path):
    for part, name in [(2, "a"), (1, "b")]:
        write(f"---\npart: {part}\n---\n# About {name}\n\n## Problem\n\nText.", f"{name}.md")
    run(tmp_path, report=tmp_path / "report.json", series="Doors")
    series = ArticleSeriesPage.objects.get()
    assert [child.title for child in series.get_children()] == ["About b", "About a"]


if REAL.exists():

    def test_the_real_article(import_file, published, client, admin_user):
        page, entry = import_file(REAL)
        client.force_login(admin_user)
        for draft in (page, *page.get_parent().get_children().specific()):
            latest = draft.get_latest_revision_as_object()
            response = client.post(f"/admin/pages/{draft.pk}/edit/", edit_data(latest, admin_user))
            assert response.status_code == 302, refusals(response)
        document = published(page)
        assert len(sections(document, "concepts")["blocks"]) == 4
        assert types(sections(document, "practice")["blocks"]) == ["practice_step"] * 5
        [cases] = sections(document, "cases")["blocks"]
        assert len(cases["items"]) == 3
        assert all(item["case"]["key_learning_html"] for item in cases["items"])
        [advice] = sections(document, "advice")["blocks"]
        assert len(advice["entries"]) == 8
        [levels] = [
            block for block in sections(document, "conclusion")["blocks"] if block["type"] == "list"
        ]
        assert len(levels["items"]) == 4
        assert document["phrases"]
        assert document["faq"]
        assert not TYPED.findall(json.dumps(document, ensure_ascii=False))
        assert document["labels"]["phrases"] == "Words you can copy"
        assert document["labels"]["faq"] == "Common questions"
        kinds = {note["kind"] for note in entry["notes"]}
        assert "unplaced" not in kinds
