"""Every locale scores alike, whatever editors and translators do to a quiz."""

import random
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from cms.gate import PublicationRefused
from content_models.models import QuizPage
from content_models.models.published import QuizText, QuizVersion
from content_models.publishing import quizzes
from content_models.scoring import parse, score
from tests.conftest import locale_of
from tests.quiz_pages import band, near_and_far, question, scale, term

SHEETS = 1_000
LOCALES = ("zh-Hans", "es")


@pytest.fixture
def quiz(make_quiz, publish):
    return publish(make_quiz(**near_and_far()))


@pytest.fixture
def homes(wiki, publish, translate):
    for code in LOCALES:
        publish(translate(wiki, code))


@pytest.fixture
def sync(homes, publish):
    """Hand a quiz to the translators, let them translate every string, and publish."""

    def sync(page: QuizPage) -> None:
        source, _created = TranslationSource.update_or_create_from_instance(page)
        for code in LOCALES:
            translation, _created = Translation.objects.get_or_create(
                source=source, target_locale=locale_of(code)
            )
            for segment in StringSegment.objects.filter(source=source):
                StringTranslation.objects.update_or_create(
                    translation_of=segment.string,
                    locale=translation.target_locale,
                    context=segment.context,
                    defaults={"data": f"{code} {segment.string.data}"},
                )
            translation.save_target(publish=False)
            target = QuizPage.objects.get(
                translation_key=page.translation_key, locale=translation.target_locale
            )
            publish(target.get_latest_revision_as_object())

    return sync


def answered(version: quizzes.Version, count: int) -> list[Any]:
    """Return scores and result of random sheets, some answers missing."""
    definition = parse(version.scoring)
    chance = random.Random(7)
    outcomes = []
    for _number in range(count):
        sheet = {
            key: chance.choice(item.options).key
            for key, item in definition.items.items()
            if chance.random() > 0.1
        }
        outcome = score(definition, sheet)
        outcomes.append((outcome.scores, outcome.selected, outcome.missing))
    return outcomes


def assert_alike(page: QuizPage, count: int) -> None:
    """Check scores, keys and words of all locales of a quiz against each other."""
    versions = {code: quizzes.version(page.translation_key, None, code) for code in LOCALES}
    versions["en"] = english = quizzes.version(page.translation_key, None, "en")
    expected = answered(english, count)
    for code, version in versions.items():
        assert version.served == code
        assert version.number == english.number
        assert answered(version, count) == expected
        assert version.text["ids"] == english.text["ids"]
        assert list(version.text["items"]) == list(english.text["items"])
        prompts = [one["prompt"] for one in version.text["items"].values()]
        other = [one["prompt"] for one in english.text["items"].values()]
        assert (prompts == other) == (code == "en")


def weigh(page: QuizPage) -> None:
    page.scales[0].value["items"][0]["weight"] = 3


def reorder(page: QuizPage) -> None:
    questions = page.pages[0].value["items"]
    first = questions.pop(0)
    questions.append(("item", first.value, first.id))


def insert(page: QuizPage) -> None:
    value = question("a9")["value"]
    page.pages[0].value["items"].append(
        ("item", page.pages[0].value["items"][0].block.to_python(value))
    )
    terms = page.scales[0].value["items"]
    terms.append(terms.list_block.child_block.to_python(term("a9")["value"]))


def delete(page: QuizPage) -> None:
    del page.pages[0].value["items"][5]
    del page.scales[1].value["items"][2]


@pytest.mark.parametrize("change", [reorder, insert, delete, weigh])
def test_the_locales_agree_on_a_thousand_sheets(quiz, sync, publish, change):
    sync(quiz)
    assert_alike(quiz, SHEETS)
    change(quiz)
    publish(quiz)
    # Between an edit and the next sync a translation still holds the old questions.
    versions = [quizzes.version(quiz.translation_key, None, code) for code in ("en", *LOCALES)]
    assert len({version.number for version in versions}) == 1
    expected = answered(versions[0], SHEETS)
    assert all(answered(version, SHEETS) == expected for version in versions)
    sync(quiz)
    assert_alike(quiz, SHEETS)
    publish(quiz)
    assert_alike(quiz, SHEETS)
    assert QuizVersion.objects.filter(key=quiz.translation_key).count() == 2


def test_a_translation_makes_no_version(quiz, sync):
    sync(quiz)
    assert QuizVersion.objects.filter(key=quiz.translation_key).count() == 1


def test_new_words_make_no_version_and_new_scoring_does(quiz, publish):
    quiz.pages[0].value["items"][0].value["prompt"] = "Other words."
    publish(quiz)
    assert quizzes.current(quiz.translation_key).number == 1
    weigh(quiz)
    publish(quiz)
    assert quizzes.current(quiz.translation_key).number == 2


def test_a_draft_makes_no_version(quiz):
    weigh(quiz)
    quiz.save_revision()
    assert quizzes.current(quiz.translation_key).number == 1


def test_words_are_frozen_once_a_version_is_not_current(quiz, sync, publish):
    sync(quiz)
    before = {row.locale: row.text for row in QuizText.objects.filter(version__number=1)}
    weigh(quiz)
    quiz.title = "Another title"
    publish(quiz)
    sync(quiz)
    after = {row.locale: row.text for row in QuizText.objects.filter(version__number=1)}
    assert after == before
    current = {row.locale: row.text for row in QuizText.objects.filter(version__number=2)}
    assert current["en"]["title"] == "Another title"
    assert current["es"]["title"] == "es Another title"


def test_translations_follow_a_quiz_that_only_asks_from_now_on(client, quiz, sync, publish):
    sync(quiz)
    before = {row.locale: row.text for row in QuizText.objects.filter(version__number=1)}
    quiz.scales = quiz.results = quiz.selector = []
    quiz.fallback = ""
    publish(quiz)
    address = f"/api/v1/quizzes/{quiz.translation_key}/?locale="
    for _time in ("before the sync", "after it"):
        for code in ("en", *LOCALES):
            assert client.get(address + code).json()["definition"]["version"] is None
        assert {row.locale: row.text for row in QuizText.objects.all()} == before
        sync(quiz)


def test_a_translation_that_scores_differently_is_refused(quiz, sync):
    sync(quiz)
    spanish = QuizPage.objects.get(translation_key=quiz.translation_key, locale=locale_of("es"))
    weigh(spanish)
    with pytest.raises(PublicationRefused, match="sync first"):
        spanish.save_revision().publish()
    assert_alike(quiz, 50)


def test_an_old_version_keeps_answering(quiz, publish):
    before = answered(quizzes.version(quiz.translation_key, 1, "en"), 100)
    delete(quiz)
    publish(quiz)
    assert answered(quizzes.version(quiz.translation_key, 1, "en"), 100) == before


def test_the_key_of_a_band_stays_as_it_was_published(make_quiz, publish):
    fields = near_and_far()
    bands = [band("low", "1", "3"), band("high", "3", "5")]
    fields["scales"][0] = scale("near", [term("a1"), term("a2"), term("a3")], bands=bands)
    page = publish(make_quiz(**fields)).get_latest_revision_as_object()
    page.scales[0].value["bands"][0]["key"] = "lowest"
    [told] = [one for one in page.publishing_errors() if one.code == "key_changed_after_publish"]
    assert (told.where, told.details["key"]) == ("scale:near", "low")


def test_a_version_from_before_says_null_where_there_is_nothing_to_show(client, quiz):
    address = f"/api/v1/quizzes/{quiz.translation_key}/versions/1/"
    before = client.get(address).json()
    assert (before["introduction_html"], before["consent_html"]) == (None, None)
    for row in QuizText.objects.all():
        row.text |= {"introduction_html": "", "consent_html": ""}
        row.save()
    migration = import_module("content_models.migrations.0016_say_null_for_empty_texts")
    migration.write(apps, None, empty=None)
    assert client.get(address).json() == before
