"""Quizzes over HTTP: scored exactly, shared without answers, kept for ever, private."""

import logging
import random
from typing import Any

import pytest

from cms.gate import PublicationRefused
from content_models.models.published import QuizVersion
from tests.api_schema import assert_valid
from tests.conftest import block, item, locale_of
from tests.crawl import everything
from tests.quiz_pages import SIDES, condition, option, question, result, scale, term

CANARY = "Canary: breathe before the door."


def worded(key: str, why: str = "") -> dict[str, Any]:
    """A result in words that tests look for; its report holds nothing but `why`."""
    words = {"name": f"Name {key}", "summary": f"Summary {key}", "body": ""}
    made = result(key, strengths=[item("Patience")], **words)
    [section] = made["value"]["report"]
    section["value"] |= {"heading": "Before the door", "why": f"<p>{why}</p>", "phrases": []}
    if not why:
        made["value"]["report"] = []
    return made


@pytest.fixture
def fields() -> dict[str, Any]:
    """A two-scale quadrant of eight questions, one reversed, one shown only to some."""
    names = [f"q{number}" for number in range(1, 9)]
    questions = [question(name, f"Prompt {name}") for name in names]
    questions[7]["value"]["visible_if"] = [condition("q1", "ne", "o1")]
    options = [option(f"o{n}", str(n), f"Label o{n}") for n in range(1, 6)]
    quadrant = {"x": "near", "y": "far", "cut_x": "3", "cut_y": "3", "boundary": "high"}
    ends = {"low_label": "Little", "high_label": "Much"}
    near = [term(name, reverse=name == "q4") for name in names[:4]]
    return {
        "title": "Near or far",
        "response_sets": [block("response_set", {"key": "agree", "options": options})],
        "pages": [block("page", {"title": "", "items": questions})],
        "scales": [
            scale("near", near, name="Scale near", **ends),
            scale("far", [term(name) for name in names[4:]], name="Scale far", **ends),
        ],
        "results": [worded("both"), worded("near", CANARY), worded("far"), worded("calm")],
        "selector": [block("quadrant", quadrant | SIDES | {"borderline": ""})],
        "fallback": "calm",
    }


@pytest.fixture
def quiz(publish, make_quiz, fields):
    return publish(make_quiz(**fields))


@pytest.fixture
def path(quiz) -> str:
    return f"/api/v1/quizzes/{quiz.translation_key}/"


def sheet(near: int = 5, far: int = 1) -> str:
    answers = {f"q{n}": near for n in range(1, 4)} | {"q4": 6 - near}
    answers |= {f"q{n}": far for n in range(5, 9)}
    return ",".join(f"{key}:o{value}" for key, value in answers.items())


def test_answers_are_scored(client, path):
    answer = client.get(f"{path}evaluate/?a={sheet()}")
    outcome = answer.json()
    assert_valid(outcome, "Outcome")
    assert {one["scale"]: one["exact"] for one in outcome["scores"]} == {"near": "5", "far": "1"}
    assert outcome["result"]["name"] == "Name near"
    assert (outcome["reason"], outcome["rule"]) == ("quadrant", 1)
    assert outcome["scores"][0]["percent"] == "100.0"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"


def test_answers_may_come_in_a_header(client, path):
    by_header = client.get(f"{path}evaluate/", headers={"quiz-answers": sheet()})
    assert by_header.json() == client.get(f"{path}evaluate/?a={sheet()}").json()


def test_an_answer_to_a_hidden_question_is_ignored_and_listed(client, path):
    answers = sheet().replace("q1:o5", "q1:o1")
    outcome = client.get(f"{path}evaluate/?a={answers}").json()
    assert outcome["ignored"] == ["q8"]
    assert outcome["total"] == 7


def test_too_little_answered_has_no_result_and_a_reason(client, path):
    outcome = client.get(f"{path}evaluate/?a=q1:o1").json()
    assert outcome["result"] is None
    assert outcome["reason"] == "insufficient"
    assert "q2" in outcome["missing"]


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("a=q9:o1", "a", "no such question"),
        ("a=q1:o9", "a", "not one of its options"),
        ("a=q1:o1,q1:o2", "a", "given twice"),
        ("a=q1", "a", "question:answer"),
        ("a=" + "q1:o1," * 400, "a", "more than 300"),
        ("v=0", "v", "1"),
        ("v=99999", "v", "65"),
    ],
)
def test_wrong_answers_are_named(client, path, query, name, reason):
    response = client.get(f"{path}evaluate/?{query}")
    assert response.status_code == 400
    assert reason in " ".join(response.json()["errors"][name])


def test_unknown_quizzes_and_versions_are_not_there(client, path, make_quiz, publish):
    assert client.get(f"{path}evaluate/?v=2&a=q1:o1").status_code == 404
    asks_only = publish(make_quiz())
    address = f"/api/v1/quizzes/{asks_only.translation_key}/evaluate/"
    assert client.get(address).status_code == 404


def test_a_result_is_shared_without_its_report(client, path):
    tokens = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]
    assert len(tokens["share"]) <= 64
    shared = client.get(f"/api/v1/results/{tokens['share']}/")
    assert_valid(shared.json(), "Result")
    assert shared.json()["result"]["key"] == "near"
    where = client.get("/api/v1/resolve/", {"url": shared.json()["url"]}).json()
    assert f"/quizzes/{where['document']['key']}/" in path
    assert shared["X-Robots-Tag"] == "noindex"
    assert client.get(f"/api/v1/reports/{tokens['share']}/").status_code == 403
    report = client.get(f"/api/v1/reports/{tokens['report']}/")
    assert_valid(report.json(), "Report")
    assert CANARY in report.content.decode()


def test_a_token_minted_from_scores_is_the_same(client, path, fields, publish, make_quiz):
    fields["pages"][0]["value"]["items"][7]["value"]["visible_if"] = []
    simple = publish(make_quiz(**fields))
    address = f"/api/v1/quizzes/{simple.translation_key}/"
    evaluated = client.get(f"{address}evaluate/?a={sheet()}").json()["tokens"]
    minted = client.get(f"{address}share/?s=near:20/4,far:4/4").json()
    assert_valid(minted, "Minted")
    assert minted["tokens"] == evaluated
    for wrong, reason in {
        "near:21/4,far:4/4": "No answers give",
        "near:20/5,far:4/4": "No answers give",
        "near:20/4": "“far”",
        "near:x,far:4/4": "“near” as sum/count",
        "near": "scale:sum/count",
        "nearer:20/4": "no scale “nearer”",
        "": "Give the scores",
    }.items():
        response = client.get(f"{address}share/", {"s": wrong})
        assert response.status_code == 400, wrong
        assert reason in response.json()["errors"]["s"][0]


def test_what_is_no_token_is_not_found(client, path):
    token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]["share"]
    for wrong in ("", "x", token + "A", token[:-1], "é" * 40):
        assert client.get(f"/api/v1/results/{wrong}/").status_code == 404


def test_an_old_version_keeps_its_result_and_its_words(client, path, quiz, publish):
    token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]["report"]
    before = client.get(f"/api/v1/results/{token}/").content
    report = client.get(f"/api/v1/reports/{token}/").content
    quiz.scales[0].value["items"][0]["weight"] = 3
    quiz.results[1].value["name"] = "Another name"
    quiz.title = "Another title"
    quiz.pages[0].value["items"][1].value["prompt"] = "Other words"
    del quiz.scales[1].value["items"][3]
    del quiz.pages[0].value["items"][7]
    publish(quiz)
    assert QuizVersion.objects.filter(key=quiz.translation_key).count() == 2
    assert client.get(f"/api/v1/results/{token}/").content == before
    assert client.get(f"/api/v1/reports/{token}/").content == report
    assert client.get(path).json()["definition"]["version"] == 2


def test_shared_results_outlive_the_scales_of_their_quiz(client, path, quiz, publish):
    token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]["report"]
    kept = [f"/api/v1/results/{token}/", f"/api/v1/reports/{token}/", f"{path}versions/1/"]
    before = [client.get(address).content for address in kept]
    scored = {name: getattr(quiz, name) for name in ("scales", "results", "selector", "fallback")}
    quiz.scales = quiz.results = quiz.selector = []
    quiz.fallback = ""
    for title in ("Only asked", "Only asked again"):
        quiz.title = title
        publish(quiz)
        assert [client.get(address).content for address in kept] == before
    definition = client.get(path).json()["definition"]
    assert (definition["version"], definition["scoring"]) == (None, None)
    assert client.get(f"{path}evaluate/?a={sheet()}").status_code == 404
    assert client.get(f"{path}evaluate/?v=1&a={sheet()}").json()["result"]["key"] == "near"
    for name, value in scored.items():
        setattr(quiz, name, value)
    publish(quiz)
    now = client.get(path).json()["definition"]["version"]
    assert client.get(f"{path}evaluate/?a={sheet()}").json()["version"] == now
    assert [client.get(address).content for address in kept] == before


@pytest.fixture
def by_answer(fields):
    """A quiz without scales, whose result follows from one answer alone."""
    asked = item({"kind": "item", "key": "q1", "op": "eq", "value": "o5"})
    when = {"mode": "all", "conditions": [asked], "result": "near"}
    fields["results"] = [worded("near", CANARY), worded("calm")]
    return fields | {"scales": [], "selector": [block("when", when)]}


def test_a_result_that_follows_from_answers_alone_is_found_and_shared(
    client, make_quiz, publish, by_answer
):
    address = f"/api/v1/quizzes/{publish(make_quiz(**by_answer)).translation_key}/"
    assert client.get(address).json()["definition"]["version"] == 1
    assert_valid(client.get(f"{address}versions/1/").json(), "QuizVersion")
    vectors = client.get(f"{address}versions/1/vectors/").json()["vectors"]
    assert {vector["result"] for vector in vectors} == {"near", "calm"}
    outcome = client.get(f"{address}evaluate/?a={sheet()}").json()
    assert_valid(outcome, "Outcome")
    assert (outcome["result"]["key"], outcome["scores"]) == ("near", [])
    shared = client.get(f"/api/v1/results/{outcome['tokens']['share']}/").json()
    assert_valid(shared, "Result")
    assert shared["result"]["key"] == "near"
    assert client.get(shared["image"]["src"]).status_code == 200
    report = client.get(f"/api/v1/reports/{outcome['tokens']['report']}/")
    assert CANARY in report.content.decode()
    survey = client.get(f"{address}versions/1/surveyjs/")
    assert survey.status_code == 200


def test_new_words_make_no_new_version(client, path, quiz, publish):
    quiz.results[1].value["name"] = "Another name"
    publish(quiz)
    assert client.get(path).json()["definition"]["version"] == 1
    outcome = client.get(f"{path}evaluate/?a={sheet()}").json()
    assert outcome["result"]["name"] == "Another name"


def test_an_unpublished_quiz_is_gone(client, path, quiz):
    token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]["report"]
    quiz.unpublish()
    assert client.get(f"{path}evaluate/?a={sheet()}").status_code == 410
    assert client.get(f"/api/v1/results/{token}/").status_code == 410
    assert client.get(f"/api/v1/reports/{token}/").status_code == 410


def test_a_report_is_not_found_by_searching(client, path):
    for q in (CANARY, "canary", '"breathe before the door"', "canar*"):
        answer = client.get("/api/v1/search/", {"q": q, "locale": "*"}).json()
        assert (answer["meta"]["total_count"], answer["items"]) == (0, []), q
        assert not any(answer["facets"].values())
    assert client.get("/api/v1/suggest/?q=cana").json() == {"items": []}


def test_a_report_is_read_in_one_place_only(client, path):
    tokens = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]
    found = everything(client)
    for address in (
        f"{path}evaluate/?a={sheet()}",
        f"{path}versions/1/",
        f"{path}versions/1/vectors/",
        f"{path}versions/1/surveyjs/",
        f"/api/v1/results/{tokens['share']}/",
        f"/api/v1/results/{tokens['report']}/",
        "/api/v1/documents/?locale=*",
    ):
        found += client.get(address).content.decode()
    assert CANARY not in found
    assert CANARY in client.get(f"/api/v1/reports/{tokens['report']}/").content.decode()


def test_a_version_says_everything_needed_to_score(client, path):
    version = client.get(f"{path}versions/1/").json()
    assert_valid(version, "QuizVersion")
    assert version["scoring"]["items"][7]["visible_if"] == {
        "all": [{"item": "q1", "op": "ne", "value": "o1"}]
    }
    vectors = client.get(f"{path}versions/1/vectors/").json()
    assert_valid(vectors, "Vectors")
    assert len(vectors["vectors"]) >= 20
    assert {vector["result"] for vector in vectors["vectors"]} >= {"both", "near", "far", "calm"}
    for vector in vectors["vectors"]:
        outcome = client.get(f"{path}evaluate/?a={vector['answers']}").json()
        scores = [f"{one['scale']}={one['exact'] or ''}" for one in outcome["scores"]]
        assert scores == vector["scores"]


def test_every_locale_scores_alike(client, path, quiz, wiki, publish, translate):
    publish(translate(wiki, "es"))
    spanish = publish(translate(quiz, "es", title="Cerca o lejos"))
    assert spanish.translation_key == quiz.translation_key
    chance = random.Random(3)
    for _number in range(100):
        answers = ",".join(f"q{n}:o{chance.randint(1, 5)}" for n in range(1, 9))
        english = client.get(f"{path}evaluate/?a={answers}").json()
        other = client.get(f"{path}evaluate/?a={answers}&locale=es").json()
        for one in ("scores", "reason", "ignored", "missing", "tokens"):
            assert english[one] == other[one]
    assert other["locale"] == "es"


def test_a_quiz_with_errors_stays_a_draft(quiz, publish, client, path):
    before = client.get(path).content
    quiz.fallback = ""
    with pytest.raises(PublicationRefused, match="no rule fits"):
        publish(quiz)
    quiz.fallback = "calm"
    quiz.pages[0].value["items"][0].value["key"] = "renamed"
    quiz.scales[0].value["items"][0]["item"] = "renamed"
    quiz.pages[0].value["items"][7].value["visible_if"] = []
    with pytest.raises(PublicationRefused, match="cannot change"):
        publish(quiz)
    assert client.get(path).content == before


def test_a_translation_that_scores_differently_is_refused(quiz, wiki, publish, translate):
    from wagtail_localize.models import Translation, TranslationSource

    publish(translate(wiki, "es"))
    source, _created = TranslationSource.get_or_create_from_instance(quiz)
    Translation.objects.create(source=source, target_locale=locale_of("es"))
    spanish = translate(quiz, "es", title="Cerca o lejos")
    spanish.scales[0].value["items"][0]["weight"] = 9
    with pytest.raises(PublicationRefused, match="differ from the source"):
        publish(spanish)


def test_keys_are_made_from_the_words(make_quiz, fields):
    items = fields["pages"][0]["value"]["items"]
    items[0]["value"] |= {"key": "", "prompt": "Do you ask again?", "visible_if": []}
    items[1]["value"] |= {"key": "", "prompt": "Do you ask again?"}
    page = make_quiz(**fields)
    page.fill_keys()
    keys = [child.value["key"] for child in page.pages[0].value["items"]]
    assert keys[:2] == ["do_you_ask_again", "do_you_ask_again_2"]


@pytest.mark.parametrize(
    ("least", "most"),
    [("0", "1000000"), ("0", "1234.567"), ("0.1", "0.9"), ("0", "999999999.999")],
)
def test_vectors_hold_numbers_of_any_range(client, make_quiz, publish, fields, least, most):
    number = question("years", type="number", minimum=least, maximum=most, response_set="")
    fields["pages"][0]["value"]["items"].append(number)
    page = publish(make_quiz(**fields))
    answer = client.get(f"/api/v1/quizzes/{page.translation_key}/versions/1/vectors/")
    assert answer.status_code == 200
    assert "years:" in answer.content.decode()


def test_a_form_compares_with_all_digits_of_a_number(client, make_quiz, publish, fields):
    income = question("income", type="number", minimum="0", maximum="99999", response_set="")
    shown = question("more", visible_if=[condition("income", "gte", "12345.67")])
    fields["pages"][0]["value"]["items"] += [income, shown]
    page = publish(make_quiz(**fields))
    form = client.get(f"/api/v1/quizzes/{page.translation_key}/versions/1/surveyjs/")
    assert ">= 12345.67)" in form.content.decode()


def test_answers_are_kept_out_of_logs():
    from api.quizzes.redaction import RedactAnswers

    record = logging.LogRecord(
        "django.server",
        logging.INFO,
        "",
        0,
        '"%s" %s',
        ("GET /api/v1/quizzes/x/evaluate/?v=1&a=q1:o1,q2:o2&locale=en HTTP/1.1", "200"),
        None,
    )
    assert RedactAnswers().filter(record)
    assert "q1:o1" not in record.getMessage()
    assert "locale=en" in record.getMessage()
