"""The demo wiki: complete, true to the contract, and loaded once however often it is asked for."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from playwright.sync_api import expect

from api.openapi import EXAMPLE_KEYS, EXAMPLES, description, example_token
from cms.demo.load import Loader
from cms.editorial.extraction import content_of
from cms.editorial.findings import Checker
from cms.editorial.rechecking import subjects
from cms.texts.targets import translation_of
from content_models.blocks.sections import SectionContentBlock
from content_models.models import GlossaryTerm, Person, QuizPage, Source, Topic, WikiImage
from content_models.models.published import QuizText, QuizVersion
from content_models.publishing import documents
from content_models.quality.findings import errors
from content_models.quality.sentences import is_complete
from content_models.scoring import parse
from search.entries import pieces
from tests.api.test_documents import SCHEMAS
from tests.api.test_surveyjs import at_random
from tests.api_schema import assert_valid
from tests.axe import barriers, needs_axe
from tests.browser import needs_chromium
from tests.crawl import ENDPOINTS, everything
from tests.surveyjs import case, compare, needs_survey_core

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
EXAMPLES_FOLDER = Path(__file__).resolve().parents[2] / "examples"


@contextmanager
def commit_hooks_at_once() -> Iterator[None]:
    """Run what waits for a commit at once: this module never commits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "on_commit", lambda hook, robust=False: hook())
        yield


def interrupt(progress: str) -> None:
    """End the loading while pages are drafts and one of them is published."""
    if progress.startswith("1 of "):
        raise KeyboardInterrupt


@pytest.fixture(scope="module")
def demo(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """Load the demo wiki once for this module, in two goes, and take it away afterwards.

    The value is the folder of its files.
    """
    folder = tmp_path_factory.mktemp("media")
    before = django_settings.MEDIA_ROOT
    django_settings.MEDIA_ROOT = folder
    with django_db_blocker.unblock(), transaction.atomic(), commit_hooks_at_once():
        with pytest.raises(KeyboardInterrupt):
            Loader(tell=interrupt).load()
        call_command("load_demo", stderr=StringIO(), stdout=StringIO())
        yield folder
        transaction.set_rollback(True)
    django_settings.MEDIA_ROOT = before
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _in_the_demo(demo: Path) -> None:
    """Every test here reads the demo wiki."""


def stored() -> list[dict[str, Any]]:
    bodies = documents.readable().order_by("kind", "locale", "path", "key").values_list("body")
    return [json.loads(bytes(body)) for (body,) in bodies]


def empty_texts(part: Any, place: str = "") -> Iterator[str]:
    """Yield where a text holds nothing; an image without words has an empty `alt` in HTML too."""
    if isinstance(part, dict):
        for name, value in part.items():
            # What scores a quiz is named by its hash, so it stays as it was written.
            if name not in ("alt", "scoring"):
                yield from empty_texts(value, f"{place}/{name}")
    elif isinstance(part, list):
        for value in part:
            yield from empty_texts(value, place)
    elif part == "":
        yield place


def test_what_has_nothing_to_show_is_null():
    cards = documents.readable().values_list("card", flat=True)
    kept = [*stored(), *(json.loads(bytes(card)) for card in cards)]
    kept += [row[name] for row in QuizText.objects.values("text", "report") for name in row]
    assert set(empty_texts(kept)) == set()


def test_there_is_enough_to_show():
    counts = Counter((document["kind"], document["locale"]) for document in stored())
    assert counts["series", "en"] == 2
    assert counts["article", "en"] >= 6
    assert counts["case-study", "en"] >= 6
    assert counts["expert-advice", "en"] >= 10
    assert counts["quiz", "en"] == 3
    assert counts["article", "zh-Hans"] >= 4
    assert counts["article", "es"] >= 2
    for model in (Topic, Person, Source, GlossaryTerm, WikiImage):
        assert model.objects.exists()
    sources = {d["translation"]["source_locale"] for d in stored() if d["kind"] == "article"}
    assert sources == {"en", "zh-Hans"}


def test_series_have_their_parts_in_one_order():
    orders: dict[str, dict[str, list[str]]] = {}
    for document in stored():
        if document["kind"] == "series":
            parts = [part["key"] for part in document["parts"]]
            orders.setdefault(document["key"], {})[document["locale"]] = parts
    for by_locale in orders.values():
        for parts in by_locale.values():
            assert parts == [key for key in by_locale["en"] if key in parts]


def test_every_block_is_used():
    used = {
        block["type"]
        for document in stored()
        for section in document.get("sections", [])
        for block in section["blocks"]
    }
    assert used == set(SectionContentBlock().child_blocks)


def test_every_document_is_what_openapi_promises():
    for document in stored():
        schema = SCHEMAS.get(document["kind"]) or document["kind"].title().replace("-", "")
        assert_valid(document, schema)


def test_everything_listed_can_be_read():
    assert "urn:wiki:problem" not in everything(Client())


# A link to a draft dies with its editor's session, so no example of one can answer for ever.
EXEMPLARY = sorted(set(json.loads(description())["paths"]) - {"/api/v1/preview/{token}/"})


def described(path: str) -> tuple[str, dict[str, dict]]:
    """Return the example of a path, and its parameters in the query by name."""
    query = {}
    for parameter in json.loads(description())["paths"][path]["get"].get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        elif parameter["in"] == "query":
            query[parameter["name"]] = parameter
    return path, query


def test_the_introduction_of_the_docs_is_true():
    introduction = json.loads(description())["info"]["description"]
    [address] = re.findall(r"GET (\S+)", introduction)
    assert Client().get(address).json()["type"] == "document"
    [problem] = re.findall(r'\{"type": "urn:.*?\}\}', introduction, re.DOTALL)
    shown = json.loads(problem)
    answer = Client().get(shown["instance"], dict.fromkeys(shown["errors"], "x")).json()
    assert answer["errors"]["kind"][0].startswith(shown["errors"]["kind"][0].rstrip("…"))
    assert answer | {"errors": None} == shown | {"errors": None}


def test_every_operation_of_the_docs_is_in_a_group_that_is_told_of():
    told = json.loads(description())
    used = {tag for operations in told["paths"].values() for tag in operations["get"]["tags"]}
    assert used == {tag["name"] for tag in told["tags"]}


@pytest.mark.parametrize("path", EXEMPLARY)
def test_every_example_of_the_docs_answers(path, settings):
    settings.WIKI_THROTTLE_REQUESTS = 1_000
    address, parameters = described(path)
    query = {name: one["example"] for name, one in parameters.items() if "example" in one}
    response = Client().get(address, query)
    assert response.status_code == 200
    answers = json.loads(description())["paths"][path]["get"]["responses"]
    assert set(answers["200"].get("headers", ())) <= set(response.headers)


@pytest.mark.parametrize("path", EXEMPLARY)
def test_what_the_docs_allow_is_taken_and_nothing_else(path):
    address, parameters = described(path)
    client = Client()
    asked = {name: one["example"] for name, one in parameters.items() if "example" in one}
    for name in ("limit", "offset", "fields", "key"):
        schema = parameters.get(name, {}).get("schema", {})
        if "maximum" in schema:
            asked[name] = schema["maximum"]
            beyond = client.get(address, {name: schema["maximum"] + 1})
            assert beyond.status_code == 400, name
        if "pattern" in schema:
            names = re.findall(r"[a-z_]+", schema["pattern"].partition(")(,")[0])
            asked[name] = ",".join(names) if name == "fields" else f"{uuid4()},{uuid4()}"
            assert re.search(schema["pattern"], asked[name])
            assert not re.search(schema["pattern"], "")
    assert client.get(address, asked).status_code == 200, asked


def test_the_token_of_the_docs_is_what_its_answers_come_to():
    path, client = f"/api/v1/quizzes/{EXAMPLE_KEYS['quizzes']}/evaluate/", Client()
    outcome = client.get(path, {"a": EXAMPLES["a"]}).json()
    shared = client.get(f"/api/v1/results/{example_token()}/").json()
    assert shared["scores"] == outcome["scores"]
    assert shared["result"] == outcome["result"]


@needs_survey_core
def test_every_sample_quiz_scores_alike_in_surveyjs(tmp_path):
    cases = []
    for version in QuizVersion.objects.order_by("key"):
        definition = parse(version.scoring)
        for locale in ("en", "zh-Hans", "es"):
            path = f"/api/v1/quizzes/{version.key}/versions/{version.number}/surveyjs/"
            survey = Client().get(path, {"locale": locale}).json()
            assert_valid(survey, "Survey")
            sheets = at_random(definition, 200 if locale == "en" else 5, seed=version.number)
            cases.append(case(f"{survey['title']} {locale}", survey, definition, sheets))
    assert len(cases) == 9
    compare(cases, tmp_path)


def test_every_printed_address_resolves():
    client = Client()
    for document in stored():
        if document.get("url"):
            answer = client.get("/api/v1/resolve/", {"url": document["url"]})
            assert answer.json()["document"]["key"] == document["key"]
            bare = document["path"].rstrip("/") or "/"
            assert client.get("/api/v1/resolve/", {"path": bare}).status_code == 200


def test_translations_are_symmetric():
    by_identity = {(d["key"], d["locale"]): d for d in stored() if d["kind"] in SCHEMAS}
    for (key, _locale), document in by_identity.items():
        for other in document["translations"]:
            assert by_identity[key, other["locale"]]["translations"] == document["translations"]


def test_block_ids_are_equal_in_every_locale():
    ids: dict[str, set[str]] = {}
    for document in stored():
        if document["kind"] == "article":
            found = json.dumps([section["id"] for section in document["sections"]])
            ids.setdefault(document["key"], set()).add(found)
    assert all(len(found) == 1 for found in ids.values())


def test_loading_it_again_makes_nothing():
    said = StringIO()
    call_command("load_demo", stdout=said, stderr=StringIO())
    assert "; 0 entries were made now" in said.getvalue()
    call_command("rebuild_documents", check=True, stdout=StringIO(), stderr=StringIO())


def test_every_kind_has_an_endpoint():
    kinds = {document["kind"] for document in stored()}
    assert kinds == {*ENDPOINTS, "home"}


def phrases() -> list[tuple[str, str, str, str]]:
    """Return (locale, key, heading, phrase): words from the middle of the articles' sections."""
    found = []
    for document in sorted(stored(), key=lambda document: (document["locale"], document["key"])):
        if document["kind"] == "article":
            parts = [
                piece
                for piece in pieces("article", document)
                if piece.kind in ("section", "concept", "practice-step", "faq")
                and len(piece.text) > 60
            ]
            for piece in parts[1:-1:3]:
                phrase = _middle(max(piece.text.split("\n"), key=len))
                if phrase:
                    found.append((document["locale"], document["key"], piece.heading, phrase))
    return found


def _middle(line: str) -> str:
    """Return six words, or ten characters where there are no blanks, from within a line."""
    middle = line[len(line) // 3 :]
    if " " not in line:
        return middle[:10]
    words = middle.split()[1:7]
    return " ".join(words) if len(words) == 6 else ""


@pytest.mark.parametrize("quotes", ["", '"'])
def test_a_phrase_from_the_middle_of_an_article_leads_to_its_section_and_is_marked(quotes):
    asked = phrases()
    assert len(asked) >= 20
    assert {locale for locale, _key, _heading, _phrase in asked} == {"en", "es", "zh-Hans"}
    client = Client()
    for locale, key, heading, phrase in asked:
        q = f"{quotes}{phrase}{quotes}"
        hit = client.get("/api/v1/search/", {"q": q, "locale": locale}).json()["items"][0]
        section = hit["sections"][0]
        assert (hit["key"], section["heading"]) == (key, heading), q
        assert section["url"] == f"{hit['url']}#{quote(section['anchor'])}"
        text = section["snippet"]["text"]
        marked = [text[start:end] for start, end in section["snippet"]["highlights"]]
        bare = phrase.strip(" .,;:!?“”‘’\"'()—–-，。：；！？、（）…")
        assert marked == [bare], q


def test_the_index_of_the_demo_is_true():
    call_command("rebuild_search", check=True, stdout=StringIO())


def test_good_prose_in_every_locale_has_no_error():
    paragraphs: Counter[str] = Counter()
    wrong = []
    checker = Checker()
    for instance in subjects():
        content = content_of(instance)
        for passage in content.passages:
            paragraphs[content.locale] += sum(map(is_complete, passage.paragraphs))
        findings = checker.findings_for(instance, translation_of(instance))
        wrong += [(str(instance), found) for found in errors(findings)]
    assert wrong == []
    assert min(paragraphs[locale] for locale in ("en", "zh-Hans", "es")) >= 200


def test_the_sample_quizzes_give_nothing_to_tell_and_lead_back_into_the_wiki():
    pages = QuizPage.objects.all()
    assert pages.count() == 9
    for page in pages:
        assert page.findings()[0] == [], (page.title, page.locale)
        for result in page.results:
            assert result.value["share_title"]
            assert result.value["share_text"]
            sections = [section.value for section in result.value["report"]]
            assert all(step["page"] for section in sections for step in section["steps"])
            assert any(section["advice"] for section in sections)
            assert any(section["cases"] for section in sections)
    steps = [
        step
        for text in QuizText.objects.all()
        for report in text.report.values()
        for section in report["sections"]
        for step in section["steps"]
    ]
    assert {step["section"] for step in steps} > {None}


@pytest.fixture
def reader(request: pytest.FixtureRequest, demo: Path) -> str:
    """The example frontend on a site of its own, and behind it the API of the demo."""
    # Where Playwright runs, Django would open another connection, which sees nothing of the demo.
    inside = connections["default"]

    def answer(route: Any) -> None:
        connections["default"] = inside
        site, path = route.request.url.split("/", 3)[2:]
        if site == "reader.example":
            route.fulfill(path=EXAMPLES_FOLDER / urlsplit(path).path)
        elif path.startswith("media/"):
            route.fulfill(path=demo / path.removeprefix("media/"))
        else:
            response = Client().get(f"/{path}", headers={"Origin": "http://reader.example"})
            headers = {**response.headers}
            route.fulfill(status=response.status_code, headers=headers, body=response.content)

    request.getfixturevalue("browser_page").route("**", answer)
    return f"http://reader.example/reader/index.html?api={django_settings.WIKI_API_URL}"


@pytest.fixture
def samples() -> list[dict[str, Any]]:
    """Documents with an address: together of every kind, in every locale, with every block."""
    found: dict[str, dict[str, Any]] = {}
    for document in stored():
        if document.get("url"):
            blocks = {block["type"] for part in document["sections"] for block in part["blocks"]}
            for what in (document["kind"], document["locale"], *blocks):
                found.setdefault(what, document)
    assert set(SectionContentBlock().child_blocks) < found.keys()
    return list({document["path"]: document for document in found.values()}.values())


@needs_chromium
def test_the_example_frontend_shows_every_block_and_every_kind(
    samples,
    reader,
    browser_page,
    console,
):
    for document in samples:
        browser_page.goto(f"{reader}&path={quote(document['path'])}")
        expect(browser_page.locator("h1")).to_have_text(document["title"])
        expect(browser_page.locator("#menu a").first).to_be_visible()
        text = browser_page.locator("body").inner_text()
        assert not re.search(r"undefined|\[object|\bnull\b|NaN", text), document["path"]
        headings = {section["heading"] for section in document["sections"]} - {None}
        assert {heading for heading in headings if heading not in text} == set()
    assert console == []


@needs_chromium
def test_the_example_frontend_finds_a_section_and_goes_there_in_every_language(
    reader,
    browser_page,
    console,
):
    browser_page.goto(reader)
    browser_page.locator("[name=q]").fill("apology")
    browser_page.get_by_role("button", name="Search").click()
    expect(browser_page.locator("mark").first).to_have_text(re.compile("apolog", re.IGNORECASE))
    browser_page.get_by_role("link", name="What belongs to it").click()
    heading = browser_page.get_by_role("heading", name="What belongs to it")
    expect(heading).to_be_in_viewport()
    browser_page.get_by_role("link", name="简体中文").click()
    expect(browser_page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(browser_page.locator("h1")).to_have_text("能够抵达的道歉")
    browser_page.goto(f"{reader}&path=/en/nowhere/")
    expect(browser_page.locator("#main")).to_contain_text("nothing to read")
    expect(browser_page.locator("#menu a").first).to_be_visible()
    assert [line for line in console if "404" not in line] == []


@needs_chromium
@needs_axe
def test_nothing_keeps_readers_out(samples, reader, browser_page):
    quiz = next(document["key"] for document in samples if document["kind"] == "quiz")
    api = f"?api={django_settings.WIKI_API_URL}"
    addresses = [
        reader,
        f"{reader}&q=apology",
        *(f"{reader}&path={quote(document['path'])}" for document in samples),
        *(document["url"] for document in samples),
        *(f"http://reader.example/quiz/index.html{api}{more}" for more in ("", f"&quiz={quiz}")),
    ]
    found = []
    for address in addresses:
        browser_page.goto(address)
        expect(browser_page.locator("h1")).to_be_visible()
        if "reader/" in address:
            expect(browser_page.locator("#menu a").first).to_be_visible()
        found += barriers(browser_page)
    assert found == [], "\n".join(found)


@needs_chromium
def test_a_plain_page_runs_no_script_and_shows_its_images(samples, reader, browser_page, console):
    shown = next(document for document in samples if document["cover"])
    browser_page.goto(shown["url"])
    ready = "() => [...document.images].every((image) => image.complete && image.naturalWidth)"
    browser_page.wait_for_function(ready)
    assert console == []
    ran = """() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        return window.ran === true;
    }"""
    assert browser_page.evaluate(ran) is False
    assert "Content Security Policy" in console[0]


def test_an_article_calls_readers_to_every_sample_quiz():
    named = {document["quiz"]["key"] for document in stored() if document.get("quiz")}
    assert named == {document["key"] for document in stored() if document["kind"] == "quiz"}
