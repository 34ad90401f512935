"""Options and results may show an image: the same everywhere, gone everywhere once private."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from cms.editorial.findings import findings_for
from cms.importing.pictures import PictureFolder
from cms.quizzes.files import UnreadableQuiz, read
from content_models.models import QuizPage, WikiImage
from content_models.models.published import QuizVersion
from tests.api_schema import assert_valid
from tests.conftest import item
from tests.quiz_pages import items, near_and_far


def with_images(door: WikiImage, window: WikiImage | None) -> dict[str, Any]:
    """A question with options of its own, the first of which has words for its image."""
    fields = near_and_far()
    shown = [("door", 1, door, "A red door"), ("a", 3, None, ""), ("window", 5, window, "")]
    items(fields)[0]["value"] |= {
        "type": "single_choice",
        "response_set": "",
        "options": [
            item(
                {
                    "key": key,
                    "label": f"The {key}",
                    "value": str(value),
                    "image": image and image.pk,
                    "image_alt": alt,
                    "points": [],
                    "exclusive": False,
                }
            )
            for key, value, image, alt in shown
            if image or window is None
        ],
    }
    return fields


@pytest.fixture
def door(make_image) -> WikiImage:
    image = make_image(color="red")
    # As after an upload.
    image.get_file_hash()
    return image


@pytest.fixture
def quiz(make_quiz, publish, door) -> QuizPage:
    return publish(make_quiz(**with_images(door, None)))


@pytest.fixture
def shown(client):
    """Return the images of the first question, in the document and in the version."""

    def shown(quiz: QuizPage, locale: str = "en") -> list[Any]:
        path = f"/api/v1/quizzes/{quiz.translation_key}/"
        document = client.get(f"{path}?locale={locale}").json()
        version = client.get(f"{path}versions/1/?locale={locale}").json()
        assert_valid(document, "Quiz")
        assert_valid(version, "QuizVersion")
        asked = document["definition"]["pages"][0]["items"][0]["options"]
        options = version["items"][0]["options"]
        assert [option["key"] for option in options] == [option["key"] for option in asked]
        images = [option["image"] for option in options]
        assert images == [option["image"] for option in asked]
        return images

    return shown


def test_an_option_shows_its_image_and_keeps_its_label(quiz, shown, client):
    image, nothing, _window = shown(quiz)
    assert image["alt"] == "A red door"
    assert image["card"]["sources"][0]["type"] == "image/avif"
    assert nothing is None
    form = f"/api/v1/quizzes/{quiz.translation_key}/versions/1/surveyjs/"
    assert "image" not in json.dumps(client.get(form).json())


def test_an_image_that_became_private_is_gone_at_once(quiz, door, shown):
    collection = Collection.get_first_root_node().add_child(name="Private")
    door.collection = collection
    door.save()
    assert shown(quiz)[0] is not None
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert shown(quiz) == [None, None, None]


def test_an_image_that_changed_is_shown_as_it_is_now(quiz, door, shown):
    door.credit = "Ana"
    door.save()
    assert shown(quiz)[0]["credit"] == "Ana"


def test_images_decide_on_no_score(quiz, publish, make_image):
    quiz.pages[0].value["items"][0].value["options"][1]["image"] = make_image()
    publish(quiz)
    assert QuizVersion.objects.filter(key=quiz.translation_key).count() == 1


def test_a_translation_shows_the_same_image_in_its_own_words(quiz, shown, wiki, publish, translate):
    publish(translate(wiki, "es"))
    spanish = translate(quiz, "es", title="Cerca o lejos")
    spanish.pages[0].value["items"][0].value["options"][0]["image_alt"] = "Una puerta roja"
    publish(spanish)
    english, other = shown(quiz)[0], shown(quiz, "es")[0]
    assert other == {**english, "alt": "Una puerta roja"}


@pytest.fixture
def rewarded(make_quiz, publish, door) -> QuizPage:
    """A quiz of which one result has an image, with words for it."""
    fields = near_and_far()
    [far] = [child for child in fields["results"] if child["value"]["key"] == "far"]
    far["value"] |= {"image": door.pk, "image_alt": "A red door"}
    return publish(make_quiz(**fields))


@pytest.fixture
def reached(client):
    """Return the images of a result wherever it is told, the document last."""

    def reached(quiz: QuizPage, name: str) -> list[Any]:
        path = f"/api/v1/quizzes/{quiz.translation_key}/"
        vectors = client.get(f"{path}versions/1/vectors/").json()["vectors"]
        answers = next(one["answers"] for one in vectors if one["result"] == name)
        outcome = client.get(f"{path}evaluate/?v=1", headers={"quiz-answers": answers}).json()
        shared = client.get(f"/api/v1/results/{outcome['tokens']['share']}/").json()
        report = client.get(f"/api/v1/reports/{outcome['tokens']['report']}/").json()
        version = client.get(f"{path}versions/1/").json()
        document = client.get(path).json()
        for answer, schema in (
            (outcome, "Outcome"),
            (shared, "Result"),
            (report, "Report"),
            (version, "QuizVersion"),
            (document, "Quiz"),
        ):
            assert_valid(answer, schema)
        listed = [*version["results"], *document["definition"]["results"]]
        found = [outcome["result"], shared["result"], report["result"], *listed]
        return [result["image"] for result in found if result["key"] == name]

    return reached


def test_a_result_shows_its_image_wherever_it_is_told(rewarded, reached):
    images = reached(rewarded, "far")
    assert len(images) == 5
    assert {image["alt"] for image in images} == {"A red door"}
    assert all(image == images[0] for image in images)
    assert reached(rewarded, "near") == [None] * 5


def test_the_image_of_a_result_that_became_private_is_gone_at_once(rewarded, reached, door):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    door.collection = collection
    door.save()
    assert reached(rewarded, "far") == [None] * 5


def test_the_draft_tells_its_result_with_the_image(rewarded, admin_client):
    address = reverse("take_draft", args=[rewarded.pk])
    assert 'alt="A red door"' in admin_client.get(address, {"result": "far"}).content.decode()
    assert 'alt="A red door"' not in admin_client.get(address, {"result": "near"}).content.decode()


def test_the_image_of_a_result_travels_with_the_file(rewarded, tmp_path, door, capsys):
    path = tmp_path / "quiz.json"
    call_command("export_quiz", str(rewarded.translation_key), output=path)
    results = json.loads(path.read_text())["results"]
    [image] = [result["image"] for result in results if result.get("image")]
    assert (path.parent / image).read_bytes() == door.file.open().read()
    call_command("import_quiz", path)
    assert "en: unchanged" in capsys.readouterr().out


def test_surveyjs_lets_readers_pick_an_image_when_every_option_has_one(
    client, make_quiz, publish, door, make_image
):
    quiz = publish(make_quiz(**with_images(door, make_image())))
    survey = client.get(f"/api/v1/quizzes/{quiz.translation_key}/versions/1/surveyjs/").json()
    assert_valid(survey, "Survey")
    first = survey["pages"][0]["elements"][0]
    assert (first["type"], first["showLabel"]) == ("imagepicker", True)
    assert [choice["text"] for choice in first["choices"]] == ["The door", "The window"]
    assert all(choice["imageLink"].startswith("http") for choice in first["choices"])


def test_the_draft_is_taken_with_its_images(quiz, admin_client, door):
    page = admin_client.get(reverse("take_draft", args=[quiz.pk])).content.decode()
    assert 'alt="A red door"' in page
    assert "The door" in page


@pytest.fixture
def written(quiz, tmp_path) -> Path:
    path = tmp_path / "out" / "quiz.json"
    path.parent.mkdir()
    call_command("export_quiz", str(quiz.translation_key), output=path)
    return path


def test_images_travel_beside_the_file(written, quiz, door, capsys):
    option = json.loads(written.read_text())["pages"][0]["items"][0]["options"][0]
    assert option["image_alt"] == {"en": "A red door"}
    assert (written.parent / option["image"]).read_bytes() == door.file.open().read()
    call_command("import_quiz", written)
    assert "en: unchanged" in capsys.readouterr().out
    quiz.delete()
    name = door.file.name
    door.delete()
    door.file.storage.delete(name)
    call_command("import_quiz", written, publish=True)
    again = QuizPage.objects.get(translation_key=quiz.translation_key)
    kept = again.pages[0].value["items"][0].value["options"][0]
    assert kept["image"].file_hash == door.file_hash
    assert kept["image_alt"] == "A red door"


def test_a_dry_run_leaves_no_image_behind(written, quiz, door, settings):
    quiz.delete()
    door.file.storage.delete(door.file.name)
    door.delete()
    call_command("import_quiz", written, dry_run=True)
    assert not WikiImage.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).glob("original_images/*"))


def test_another_picture_of_the_same_name_is_never_written_over(written, quiz, door):
    place = written.parent / "images" / Path(door.file.name).name
    place.write_bytes(b"another")
    with pytest.raises(CommandError, match="another picture already"):
        call_command("export_quiz", str(quiz.translation_key), output=written)
    assert place.read_bytes() == b"another"


def test_a_file_with_images_is_not_printed(quiz):
    with pytest.raises(CommandError, match="--output"):
        call_command("export_quiz", str(quiz.translation_key))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("images/gone.png", "no such file"),
        ("../door.png", "outside the folder"),
        ("https://example.org/door.png", "not fetched"),
        (7, "path beside this file"),
    ],
)
def test_an_image_that_is_not_there_is_told_with_line_and_path(written, name, reason):
    content = json.loads(written.read_text())
    content["pages"][0]["items"][0]["options"][0]["image"] = name
    text = json.dumps(content, indent=2)
    with pytest.raises(UnreadableQuiz) as refusal:
        read(text, PictureFolder(written.parent, None))
    [problem] = refusal.value.problems
    assert problem.startswith("line ")
    assert "pages[0].items[0].options[0].image: " in problem
    assert reason in problem


def test_an_image_that_is_lost_is_told(quiz, door):
    assert "unreadable_image" not in {finding.code for finding in findings_for(quiz)}
    Path(door.file.path).unlink()
    [lost] = [finding for finding in findings_for(quiz) if finding.code == "unreadable_image"]
    assert lost.details["excerpt"] == door.title
    assert lost.path.endswith(".image")
