"""A question calls options of its response set by other words; they count as before."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from cms.gate import PublicationRefused
from content_models.models import QuizPage
from content_models.models.published import QuizVersion
from content_models.models.quiz_findings import describe
from tests.api_schema import assert_valid
from tests.conftest import item
from tests.quiz_pages import items, near_and_far

LABELS = ["Never", "Seldom", "Sometimes", "Often", "Always"]
OWN = ["Never", "Seldom", "Sometimes", "Often", "Every single time"]


def labelled(*labels: tuple[str, str]) -> dict[str, Any]:
    fields = near_and_far()
    entries = [item({"key": key, "label": label}) for key, label in labels]
    items(fields)[1]["value"]["labels"] = entries
    return fields


@pytest.fixture
def quiz(make_quiz, publish):
    return publish(make_quiz(**labelled(("o5", "Every single time"))))


def shown(version: dict[str, Any], position: int) -> list[str]:
    return [option["label"] for option in version["items"][position]["options"]]


def test_one_question_has_other_labels_and_the_same_keys_and_values(client, quiz):
    path = f"/api/v1/quizzes/{quiz.translation_key}/"
    version = client.get(f"{path}versions/1/").json()
    assert_valid(version, "QuizVersion")
    assert [shown(version, 0), shown(version, 1)] == [LABELS, OWN]
    first, second = version["scoring"]["items"][:2]
    assert first["options"] == second["options"]
    document = client.get(path).json()
    assert_valid(document, "Quiz")
    asked = document["definition"]["pages"][0]["items"]
    assert asked[0]["labels"] == []
    [own] = asked[1]["labels"]
    assert (own["key"], own["label"]) == ("o5", "Every single time")


def test_a_surveyjs_form_asks_with_them(client, quiz):
    address = f"/api/v1/quizzes/{quiz.translation_key}/versions/1/surveyjs/"
    elements = client.get(address).json()["pages"][0]["elements"]
    texts = [[choice["text"] for choice in element["choices"]] for element in elements[:2]]
    assert texts == [LABELS, OWN]


def test_other_labels_make_no_new_version(quiz, publish):
    quiz.pages[0].value["items"][1].value["labels"][0]["label"] = "Always and ever"
    publish(quiz)
    assert QuizVersion.objects.filter(key=quiz.translation_key).count() == 1


def test_an_editor_takes_the_draft_with_them(client, admin_user, quiz):
    client.force_login(admin_user)
    page = client.get(reverse("take_draft", args=[quiz.pk])).content.decode()
    assert page.count("Every single time") >= 1


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        ([("o9", "Nine")], "unknown_reference"),
        ([("o5", "Yes"), ("o5", "No")], "duplicate_key"),
    ],
)
def test_a_label_without_an_option_keeps_a_quiz_from_being_published(
    make_quiz, publish, labels, code
):
    page = make_quiz(**labelled(*labels))
    [found] = page.publishing_errors()
    assert found.code == code
    assert describe(found, page).startswith("Question 2 (I often do a2.)")
    with pytest.raises(PublicationRefused):
        publish(page)


def test_an_editor_is_told_when_they_make_two_options_alike(make_quiz):
    page = make_quiz(**labelled(("o5", "Often")))
    codes = {finding.code for finding in page.findings()[0]}
    assert "identical_option_labels" in codes


def test_they_travel_in_a_file(quiz, tmp_path):
    path = tmp_path / "quiz.json"
    call_command("export_quiz", str(quiz.translation_key), output=path)
    entry = json.loads(path.read_text())["pages"][0]["items"][1]["labels"]
    assert [(one["key"], one["label"]) for one in entry] == [("o5", {"en": "Every single time"})]
    said = StringIO()
    call_command("import_quiz", path, stdout=said)
    assert "en: unchanged" in said.getvalue()
    quiz.delete()
    call_command("import_quiz", path, stdout=said)
    again = QuizPage.objects.get(translation_key=quiz.translation_key)
    [label] = again.get_latest_revision_as_object().pages[0].value["items"][1].value["labels"]
    assert (label["key"], label["label"]) == ("o5", "Every single time")


def test_they_are_translated(client, quiz, wiki, publish, translate):
    publish(translate(wiki, "es"))
    spanish = translate(quiz, "es", title="Cerca o lejos")
    spanish.pages[0].value["items"][1].value["labels"][0]["label"] = "Todas las veces"
    publish(spanish)
    address = f"/api/v1/quizzes/{quiz.translation_key}/versions/1/?locale=es"
    assert shown(client.get(address).json(), 1)[4] == "Todas las veces"
