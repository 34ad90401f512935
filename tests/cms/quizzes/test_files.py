"""Quizzes as files: complete, checked with line and path, and loaded once however often."""

import json
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail_localize.models import StringTranslation

from cms.importing.pictures import PictureFolder
from cms.quizzes.files import UnreadableQuiz, read, schema
from content_models.blocks.quizzes import scoring_of
from content_models.models import QuizPage
from content_models.publishing import quiz_records, quizzes
from content_models.scoring import parse, score
from tests.content_models.scoring.quizzes import many_scales, sheets
from tests.quiz_pages import near_and_far, result

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "reference" / "quiz.schema.json"


@pytest.fixture
def quiz(make_quiz, publish, make_advice):
    advice = publish(make_advice())
    fields = near_and_far()
    fields["results"][0] = result("both", steps=[advice.pk])
    link = f'<p>Read <a linktype="page" id="{advice.pk}">this</a>.</p>'
    return publish(make_quiz(**fields, introduction=link))


@pytest.fixture
def written(quiz, tmp_path) -> Path:
    path = tmp_path / "quiz.json"
    call_command("export_quiz", str(quiz.translation_key), output=path)
    return path


def load(path: Path, **options: Any) -> str:
    said = StringIO()
    call_command("import_quiz", path, stdout=said, **options)
    return said.getvalue()


def content_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def rewrite(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return path


def in_spanish(value: Any) -> Any:
    """Add Spanish words to every text of a file."""
    if isinstance(value, list):
        return [in_spanish(one) for one in value]
    if isinstance(value, dict):
        if "en" in value:
            words = value["en"].replace("<p>", "<p>es ")
            return value | {"es": words if words != value["en"] else f"es {words}"}
        return {name: in_spanish(one) for name, one in value.items()}
    return value


def identities(page: QuizPage) -> list[Any]:
    return [
        [(child.id, child.value["key"]) for child in stream]
        for stream in (page.response_sets, *(p.value["items"] for p in page.pages), page.scales)
    ]


def test_the_schema_in_the_docs_is_that_of_the_blocks():
    assert content_of(SCHEMA) == schema()
    said = StringIO()
    call_command("export_quiz", schema=True, stdout=said)
    assert json.loads(said.getvalue()) == schema()


def test_what_is_exported_fits_the_schema(written):
    jsonschema.validate(content_of(written), schema(), jsonschema.Draft202012Validator)


def test_a_file_that_was_just_written_changes_nothing(quiz, written):
    before = quiz.revisions.count()
    assert "en: unchanged" in load(written)
    assert quiz.revisions.count() == before


def test_a_deleted_quiz_comes_back_with_its_keys_and_block_ids(quiz, written):
    before, scoring = identities(quiz), scoring_of(quiz)
    steps = quiz_records.report_of(quiz)
    quiz.delete()
    assert "en: published" in load(written, publish=True)
    again = QuizPage.objects.get(translation_key=quiz.translation_key)
    assert identities(again) == before
    assert scoring_of(again) == scoring
    assert quiz_records.report_of(again) == steps
    link = BeautifulSoup(again.introduction, "html.parser").a
    assert link == BeautifulSoup(quiz.introduction, "html.parser").a
    assert "en: unchanged" in load(written, publish=True)


def test_all_locales_travel_in_one_file(quiz, written, wiki, publish, translate, tmp_path):
    publish(translate(wiki, "es"))
    content = in_spanish(content_of(written) | {"locales": ["en", "es"]})
    rewrite(written, content)
    assert "es: published" in load(written, publish=True)
    assert "es: unchanged" in load(written, publish=True)
    again = tmp_path / "again.json"
    call_command("export_quiz", quiz.slug, output=again)
    assert content_of(again) == content
    english, spanish = (quizzes.version(quiz.translation_key, None, c) for c in ("en", "es"))
    assert (english.number, english.scoring) == (spanish.number, spanish.scoring)
    assert spanish.text["items"]["a1"]["prompt"] == "es I often do a1."
    assert spanish.text["ids"] == english.text["ids"]


LINKS = [f'<a href="https://example.org/{name}">{name}</a>' for name in "abc"]
RICH = {
    "en": f"<p>One and <b>two</b>.</p><ul><li>Read {LINKS[0]} and {LINKS[1]}.</li></ul>",
    "es": f"<p>Uno y <b>dos</b>.</p><ul><li>Lee {LINKS[0]} y {LINKS[1]}.</li></ul>",
}


def in_two_locales(content: Any, **texts: str) -> Any:
    """Give a file rich text with everything that a translation has to keep, and one result's."""
    content = in_spanish(content | {"locales": ["en", "es"], "introduction": {"en": ""}})
    words = RICH | texts
    content["introduction"] = dict(words)
    content["results"][0]["body"] = dict(words)
    return content


def test_rich_text_comes_back_wholly_in_every_locale(written, wiki, publish, translate, tmp_path):
    publish(translate(wiki, "es"))
    load(rewrite(written, in_two_locales(content_of(written))), publish=True)
    again = tmp_path / "again.json"
    call_command("export_quiz", content_of(written)["key"], output=again)
    for words in (content_of(again)["introduction"], content_of(again)["results"][0]["body"]):
        for code in ("en", "es"):
            assert words[code] == RICH[code]


def test_words_for_a_draft_wait_for_it_to_be_published(quiz, written, wiki, publish, translate):
    publish(translate(wiki, "es"))
    content = in_spanish(content_of(written) | {"locales": ["en", "es"]})
    load(rewrite(written, content), publish=True)
    rewrite(written, in_two_locales(content_of(written)))
    for said in ("en: updated", "en: unchanged"):
        found = load(written)
        assert said in found
        assert "es: kept until the source is published" in found
    spanish = quizzes.version(quiz.translation_key, None, "es")
    assert "Uno y" not in spanish.text["introduction_html"]
    assert "en: published\n  es: published" in load(written, publish=True)
    spanish = quizzes.version(quiz.translation_key, None, "es")
    assert "<p>Uno y <b>dos</b>.</p>" in spanish.text["introduction_html"]
    assert "<p>Uno y <b>dos</b>.</p>" in spanish.text["results"]["both"]["body_html"]
    assert "es: unchanged" in load(written, publish=True)


def test_what_was_written_at_the_desk_meanwhile_stays(quiz, written, wiki, publish, translate):
    publish(translate(wiki, "es"))
    content = in_spanish(content_of(written) | {"locales": ["en", "es"]})
    load(rewrite(written, content), publish=True)
    of_desk = StringTranslation.objects.get(data="es I often do a1.")
    of_desk.data, of_desk.tool_name = "Hago a1 a menudo.", ""
    of_desk.save()
    content["title"]["en"] = "Near, far, further"
    said = load(rewrite(written, content), publish=True)
    assert "es: 1 texts that were written at the desk since then stay." in said
    of_desk.refresh_from_db()
    assert of_desk.data == "Hago a1 a menudo."
    again = json.loads(json.dumps(content).replace("es I often", "Muy a menudo"))
    load(rewrite(written, again), publish=True)
    assert StringTranslation.objects.filter(data="Muy a menudo do a2.").exists()


@pytest.mark.parametrize(
    "words",
    [
        "<p>Uno.</p><p>Dos.</p><ul><li>Lee a y b.</li></ul>",
        "<p>Uno y dos.</p>",
        f"<p>Uno y <b>dos</b>.</p><p>Lee {LINKS[0]} y {LINKS[1]}.</p>",
        f"<p>Uno.</p><ul><li>Lee {LINKS[1]} y {LINKS[0]}.</li></ul>",
        f"<p>Uno.</p><ul><li>Lee {LINKS[2]}.</li></ul>",
        "<p><b>Uno y dos.</b></p><ul><li>Lee a y b.</li></ul>",
    ],
)
def test_rich_text_that_would_lose_something_is_told_and_never_left_out(written, tmp_path, words):
    text = json.dumps(in_two_locales(content_of(written), es=words), indent=2)
    with pytest.raises(UnreadableQuiz, match="same paragraphs") as refusal:
        read(text, PictureFolder(tmp_path, None))
    introduction, body = refusal.value.problems
    assert ", introduction.es: " in introduction
    assert ", results[0].body.es: " in body
    for problem in (introduction, body):
        line = text.splitlines()[int(problem.split(",")[0].removeprefix("line ")) - 1]
        assert '"es"' in line


def test_words_that_translate_nothing_are_told(written, tmp_path):
    content = content_of(written) | {"locales": ["en", "es"], "consent": {"es": "<p>Sí.</p>"}}
    content["pages"][0]["items"][0]["help"] = {"es": "Piensa en hoy."}
    with pytest.raises(UnreadableQuiz) as refusal:
        read(json.dumps(content), PictureFolder(tmp_path, None))
    consent, explanation = refusal.value.problems
    assert "consent.es: There are no words in en" in consent
    assert "pages[0].items[0].help.es: There are no words in en" in explanation


@pytest.mark.parametrize(
    ("code", "said", "refused"),
    [
        ("zh-hans", "未改动", "第 1 行，key：这不是 UUID。"),
        ("es", "sin cambios", "línea 1, key: No es un UUID."),
    ],
)
def test_files_are_talked_about_in_the_language_of_the_wiki(written, code, said, refused):
    with translation.override(code):
        assert f"en: {said}" in load(written)
        content = content_of(written) | {"key": "no"}
        written.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(CommandError, match=refused):
            load(written)


def test_one_changed_weight_is_one_new_version(quiz, written):
    content = content_of(written)
    content["scales"][0]["items"][0]["weight"] = 2.5
    load(rewrite(written, content), publish=True)
    version = quizzes.version(quiz.translation_key, None, "en")
    assert version.number == 2
    assert version.scoring["scales"][0]["items"][0]["weight"] == "2.5"


def test_a_dry_run_tells_and_keeps_nothing(quiz, written):
    content = content_of(written) | {"title": {"en": "Another title"}}
    before = quiz.revisions.count()
    said = load(rewrite(written, content), dry_run=True, publish=True)
    assert "“Near or far” (dry run)" in said or "“Another title” (dry run)" in said
    assert "en: published" in said
    assert quiz.revisions.count() == before


def test_a_quiz_with_errors_is_kept_out_wholly_when_it_should_be_published(quiz, written):
    content = content_of(written) | {"fallback": "", "title": {"en": "Another title"}}
    before = quiz.revisions.count()
    with pytest.raises(CommandError, match="Say which result is shown when no rule fits"):
        load(rewrite(written, content), publish=True)
    assert quiz.revisions.count() == before


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda c: c.pop("title"), "file", "“title” is missing"),
        (lambda c: c.update(pagess=[]), "pagess", "Did you mean “pages”?"),
        (lambda c: c.update(format=2), "format", "Only format 1"),
        (lambda c: c.update(key="no"), "key", "not a UUID"),
        (lambda c: c.update(source_locale="xx"), "source_locale", "not a locale"),
        (lambda c: c.update(pages={}), "pages", "must be a list"),
        (lambda c: c.update(item_order="odd"), "item_order", "not a valid choice"),
        (
            lambda c: c["pages"][0]["items"][3].update(prompt="Words"),
            "pages[0].items[3].prompt",
            "words by locale",
        ),
        (
            lambda c: c["pages"][0]["items"][3].update(key="Not A Key"),
            "pages[0].items[3].key",
            "small letters",
        ),
        (
            lambda c: c["scales"][1]["items"][0].update(weight="much"),
            "scales[1].items[0].weight",
            "number",
        ),
        (
            lambda c: c["scales"][1]["items"][0].update(reverse="yes"),
            "scales[1].items[0].reverse",
            "true or false",
        ),
        (lambda c: c["selector"][0].update(rule="best"), "selector[0]", "must be one of highest"),
        (
            lambda c: c["results"][0]["report"][0]["steps"][0].update(page=str(uuid.UUID(int=7))),
            "results[0].report[0].steps[0].page",
            "no page with the key",
        ),
        (
            lambda c: c["pages"][0]["items"][1].update(id=c["pages"][0]["items"][0]["id"]),
            "pages[0].items[1].id",
            "stands twice",
        ),
        (
            lambda c: c["results"][0]["name"].update(en="x" * 500),
            "results[0].name.en",
            "at most 120",
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_path(written, tmp_path, change, place, reason):
    content = content_of(written)
    change(content)
    text = rewrite(written, content).read_text(encoding="utf-8")
    with pytest.raises(UnreadableQuiz) as refusal:
        read(text, PictureFolder(tmp_path, None))
    [told] = [one for one in refusal.value.problems if f", {place}: " in one]
    assert reason in told
    line = int(told.split(",")[0].removeprefix("line "))
    last = place.split(".")[-1].split("[")[0]
    if place not in ("file", "selector[0]"):
        assert f'"{last}"' in text.splitlines()[line - 1]


def item_of(content: Any) -> Any:
    return content["pages"][0]["items"][3]


@pytest.mark.parametrize("number", ["Infinity", "NaN", "9" * 5000, "1e400", "1e-99999999"])
@pytest.mark.parametrize("place", ["estimated_minutes", "pages[0].items[3].minimum"])
def test_a_number_that_cannot_be_kept_is_told(written, tmp_path, place, number):
    content = content_of(written)
    name = place.rpartition(".")[2]
    (content if name == place else item_of(content))[name] = "NUMBER"
    text = rewrite(written, content).read_text(encoding="utf-8").replace('"NUMBER"', number)
    with pytest.raises(UnreadableQuiz, match="cannot be stored") as refusal:
        read(text, PictureFolder(tmp_path, None))
    [told] = refusal.value.problems
    line = next(n for n, row in enumerate(text.splitlines(), start=1) if number in row)
    assert told.startswith(f"line {line}, {place}: ")


@pytest.mark.parametrize("number", ["1e30", "1e400", "1e12", "0.1234567"])
def test_a_number_beyond_what_quizzes_count_with_is_told(written, tmp_path, number):
    content = content_of(written)
    item_of(content)["minimum"] = number
    content["scales"][0]["items"][0]["weight"] = number
    with pytest.raises(UnreadableQuiz) as refusal:
        read(rewrite(written, content).read_text(encoding="utf-8"), PictureFolder(tmp_path, None))
    told = " ".join(refusal.value.problems)
    assert "pages[0].items[3].minimum: Ensure" in told
    assert "scales[0].items[0].weight: Ensure" in told


@pytest.mark.parametrize("words", ["a\x00b", "a\ud800b"])
def test_a_character_that_cannot_be_stored_is_told(written, tmp_path, words):
    content = content_of(written)
    content["title"]["en"] = words
    with pytest.raises(UnreadableQuiz, match=r"title\.en: .* cannot be stored"):
        read(rewrite(written, content).read_text(encoding="utf-8"), PictureFolder(tmp_path, None))


def test_the_key_of_another_page_is_refused(written, tmp_path, make_article):
    content = content_of(written) | {"key": str(make_article().translation_key)}
    with pytest.raises(UnreadableQuiz, match="key: This is the key of a page that is no quiz"):
        read(rewrite(written, content).read_text(encoding="utf-8"), PictureFolder(tmp_path, None))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[1]", "A quiz is an object"),
        ('{"key": 1, "key": 2}', "stands twice"),
        ("[" * 100_000, "nested too deeply"),
        ("\x00", "not JSON"),
    ],
)
def test_what_is_no_quiz_at_all_is_refused(wiki, tmp_path, text, reason):
    with pytest.raises(UnreadableQuiz, match=reason):
        read(text, PictureFolder(tmp_path, None))


@pytest.mark.parametrize("name", ["nothing", str(uuid.UUID(int=1))])
def test_a_quiz_that_is_not_there_is_named(wiki, name):
    with pytest.raises(CommandError, match="There is no quiz"):
        call_command("export_quiz", name)


def generated() -> tuple[Any, Any]:
    """Return 135 items in 32 overlapping scales, as scoring and as the content of a file."""
    scoring = many_scales()

    def words(text: str) -> dict[str, str]:
        return {"en": text}

    options = [
        {"key": f"o{n}", "value": n, "label": words(f"Answer {'ABCDE'[n - 1]}")}
        for n in range(1, 6)
    ]
    items = [
        {"key": item["key"], "type": "likert", "response_set": "agree", "required": False}
        | {"prompt": words(f"Statement {item['key']}.")}
        for item in scoring["items"]
    ]
    scales = [
        {
            "key": one["key"],
            "name": words(f"Scale {one['key']}"),
            "items": one["items"],
            "method": one["method"],
            "missing": one["missing"]["rule"],
            "missing_number": one["missing"].get("number"),
            "normalise": one["normalise"],
            "norm_mean": one["norm"]["mean"],
            "norm_deviation": one["norm"]["deviation"],
        }
        for one in scoring["scales"]
    ]
    [rule] = scoring["rules"]
    ranked = [{"scale": key, "result": rule["results"][key]} for key in rule["scales"]]
    content = {
        "format": 1,
        "key": str(uuid.UUID(int=135)),
        "source_locale": "en",
        "title": words("A very long quiz"),
        "summary": words("It measures thirty-two things."),
        "disclaimer": words("<p>No diagnosis. A doctor can help.</p>"),
        "fallback": scoring["fallback"],
        "response_sets": [{"key": "agree", "options": options}],
        "pages": [{"items": items}],
        "scales": scales,
        "results": [
            {"key": key, "name": words(f"Result {key}"), "summary": words("So it is.")}
            for key in scoring["results"]
        ],
        "selector": [{"rule": "highest", "scales": ranked}],
    }
    return scoring, content


def test_135_items_in_32_scales_are_loaded_by_one_command(wiki, tmp_path):
    scoring, content = generated()
    jsonschema.validate(content, schema(), jsonschema.Draft202012Validator)
    path = rewrite(tmp_path / "long.json", content)
    assert "en: published" in load(path, publish=True)
    version = quizzes.version(uuid.UUID(int=135), None, "en")
    assert len(version.scoring["items"]) == 135
    assert len(version.scoring["scales"]) == 32
    loaded, expected = parse(version.scoring), parse(scoring)
    for sheet in sheets(scoring, 50, seed=9, missing=0.1):
        assert score(loaded, sheet).scores == score(expected, sheet).scores
    assert "en: unchanged" in load(path, publish=True)
