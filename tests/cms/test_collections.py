"""Publishing collections of plain documents in bulk."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from cms.importing import bulk
from cms.importing.keys import key_of
from content_models.models import ArticlePage, ArticleSeriesPage
from content_models.models.published import Change
from content_models.publishing import documents, store


def document(number: int, **fields: Any) -> dict[str, Any]:
    defaults = {
        "id": f"answer-{number}",
        "locale": "en",
        "kind": "answer",
        "title": f"Answer of day {number}",
        "body": f"Wait until evening {number}.\n\nThen ask <once>.",
    }
    return defaults | fields


@pytest.fixture
def import_lines(wiki, tmp_path, django_capture_on_commit_callbacks):
    """Import documents or raw lines; return what the command printed."""

    def import_lines(*lines: Any, **options: Any) -> str:
        path = tmp_path / "answers.jsonl"
        text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(text), encoding="utf-8")
        printed = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("import_collection", path, stdout=printed, stderr=printed, **options)
        return printed.getvalue()

    return import_lines


def read(client: Any, number: int, locale: str = "en") -> Any:
    key = key_of(f"answer-{number}")
    return client.get(f"/api/v1/articles/{key}/?locale={locale}").json()


def test_a_collection_can_be_read_over_the_api(client, import_lines):
    printed = import_lines(document(1), document(2, locale="zh", title="依恋", body="先等一等。"))
    article = read(client, 1)
    assert article["title"] == "Answer of day 1"
    [section] = article["sections"]
    [block] = section["blocks"]
    assert block["body_html"] == "<p>Wait until evening 1.</p><p>Then ask &lt;once&gt;.</p>"
    assert article["summary"] == "Wait until evening 1. Then ask <once>."
    assert read(client, 2, "zh-Hans")["title"] == "依恋"
    assert "2 of 2 documents" in printed


def test_documents_of_a_batch_know_their_neighbours(client, import_lines):
    printed = import_lines(*(document(number) for number in range(1, 4)))
    series = read(client, 2)["series"]
    assert (series["part"], series["parts"]) == (2, 3)
    assert series["previous"]["title"] == "Answer of day 1"
    assert series["next"]["title"] == "Answer of day 3"
    assert "\n0 documents to be built beside their neighbours\n" in printed


def test_nothing_is_stale_after_a_bulk_import(import_lines, monkeypatch):
    monkeypatch.setattr(bulk, "PARTS_IN_A_SERIES", 4)
    import_lines(*(document(number) for number in range(11)))
    assert ArticleSeriesPage.objects.count() == 3
    assert store.stale(store.everything()) == []


def test_what_is_written_in_bulk_is_what_wagtail_writes(import_lines):
    import_lines(document(1), document(2))
    page = ArticlePage.objects.order_by("pk").first()
    assert Page.find_problems() == ([], [], [], [], [])
    assert page.latest_revision == page.live_revision
    assert page.get_parent().specific.numchild == 2
    assert PageLogEntry.objects.filter(page=page, action="wagtail.publish").count() == 1
    before = set(ReferenceIndex.objects.filter(object_id=page.pk).values_list("to_object_id"))
    ReferenceIndex.create_or_update_for_object(page)
    after = set(ReferenceIndex.objects.filter(object_id=page.pk).values_list("to_object_id"))
    assert before == after


def test_a_page_made_in_bulk_opens_in_the_editor_and_in_its_history(admin_client, import_lines):
    import_lines(document(1))
    page = ArticlePage.objects.get()
    for name in ("wagtailadmin_pages:edit", "wagtailadmin_pages:history"):
        assert admin_client.get(reverse(name, args=[page.pk])).status_code == 200


def test_importing_twice_changes_nothing(import_lines):
    lines = [document(number) for number in range(5)]
    import_lines(*lines)
    before = (Change.objects.count(), Revision.objects.count(), Page.objects.count())
    assert "0 made, 0 changed, 5 as they were" in import_lines(*lines)
    assert (Change.objects.count(), Revision.objects.count(), Page.objects.count()) == before


def test_a_changed_line_changes_its_document_only(client, import_lines):
    lines = [document(number) for number in range(3)]
    import_lines(*lines)
    lines[1]["body"] = "Ask at once."
    assert "1 made, 1 changed, 2 as they were" in import_lines(*lines, document(3))
    assert read(client, 1)["summary"] == "Ask at once."
    assert read(client, 0)["summary"].startswith("Wait until evening 0.")
    assert read(client, 3)["series"]["parts"] == 4


def test_no_check_keeps_a_document_out_whether_it_is_new_or_changed(client, import_lines):
    for body in ("### Wait for **me**", "### Wait for **us**"):
        import_lines(document(1, body=body))
        assert body in read(client, 1)["sections"][0]["blocks"][0]["body_html"]


def test_the_same_id_in_two_locales_is_one_document_in_two_languages(client, import_lines):
    import_lines(document(1), document(1, locale="es", title="Respuesta"))
    assert [t["locale"] for t in read(client, 1)["translations"]] == ["en", "es"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("1. Breathe", "Breathe"),
        ("word " * 80, "word " * 50 + "word…"),
        ("", "Wait until evening 1. Then ask <once>."),
    ],
)
def test_any_title_becomes_one_that_the_editor_accepts(client, import_lines, title, shown):
    import_lines(document(1, title=title))
    article = read(client, 1)
    assert article["title"] == shown
    assert len(article["title"]) <= 255
    ArticlePage.objects.get().full_clean()
    text = article["sections"][0]["blocks"][0]["body_html"]
    assert " ".join(title.split()) in text


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "The line is no JSON object."),
        ("[1]", "The line is no JSON object."),
        ("[" * 100_000, "The line is no JSON object."),
        (document(2, locale="xx"), "locale 'xx' is none of this wiki: en, zh-Hans, es."),
        (document(2, locale=None), "locale None is none of this wiki: en, zh-Hans, es."),
        (document(2, id=""), "id must be a text or a whole number."),
        (document(2, id=True), "id must be a text or a whole number."),
        (document(2, id="x" * 201), "id has more than 200 characters."),
        (document(2, title="", body=" "), "A document needs a title or a body."),
        (document(2, body=["x"]), "body must be a text."),
        (document(2, text="x"), "'text' is no field of a document"),
        (document(1), "id 'answer-1' is already on line 1 in en."),
        (document(2, title="\ud800"), "A text holds half a surrogate pair."),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(import_lines, line, complaint):
    with pytest.raises(CommandError) as refused:
        import_lines(document(1), line)
    assert f"answers.jsonl:2: {complaint}" in str(refused.value)
    assert not ArticlePage.objects.exists()


def test_many_wrong_lines_are_counted(import_lines):
    with pytest.raises(CommandError, match="and 5 more problems"):
        import_lines(*["{"] * 25)


def test_a_missing_and_an_empty_file_are_refused(import_lines):
    with pytest.raises(CommandError, match="There is no document in the file"):
        import_lines("")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_collection", Path("/nowhere/answers.jsonl"))


def test_a_dry_run_writes_nothing(import_lines):
    assert "1 documents can be imported" in import_lines(document(1), dry_run=True)
    assert not ArticlePage.objects.exists()


def test_what_no_database_stores_is_left_out(client, import_lines):
    import_lines(document(1, title="Ask\0now", body="One\0two."))
    assert read(client, 1)["title"] == "Ask now"


def test_an_interrupted_batch_leaves_nothing_and_the_next_run_completes(
    client, import_lines, monkeypatch
):
    lines = [document(number) for number in range(6)]
    monkeypatch.setattr(bulk, "PARTS_IN_A_SERIES", 3)

    def interrupt(instance: ArticlePage, **kwargs: Any) -> None:
        if instance.title == lines[4]["title"]:
            raise KeyboardInterrupt

    post_save.connect(interrupt, sender=ArticlePage)
    try:
        with pytest.raises(KeyboardInterrupt):
            import_lines(*lines)
    finally:
        post_save.disconnect(interrupt, sender=ArticlePage)
    assert ArticlePage.objects.count() == 3
    import_lines(*lines)
    assert read(client, 5)["series"]["parts"] == 3
    assert store.stale(store.everything()) == []
    assert documents.readable().filter(kind="article").count() == 6
