"""Steps of a report lead to a page and to a section of it, in every locale."""

from typing import Any

import pytest
from wagtail_localize.models import Translation, TranslationSource

from cms.gate import PublicationRefused
from content_models.models import QuizPage
from content_models.models.published import QuizText
from content_models.models.quiz_findings import describe
from tests.api_schema import assert_valid
from tests.conftest import block, item, locale_of, section
from tests.quiz_pages import near_and_far

ANSWERS = "a1:o5,a2:o5,a3:o1,b1:o1,b2:o1,b3:o5"
STEP = {"minutes": 5, "blocks": [block("text", "<p>Two of them.</p>")]}


@pytest.fixture
def article(make_article, publish) -> Any:
    steps = [block("practice_step", STEP | {"title": "Ask for one thing"})]
    body = [section(steps, heading="A week of asking"), section([], heading="The end")]
    return publish(make_article(body=body))


@pytest.fixture
def report(client):
    def report(quiz: Any, locale: str = "en") -> list[Any]:
        address = f"/api/v1/quizzes/{quiz.translation_key}/evaluate/?a={ANSWERS}"
        token = client.get(address).json()["tokens"]["report"]
        shown = client.get(f"/api/v1/reports/{token}/?locale={locale}").json()
        assert_valid(shown, "Report")
        return shown["sections"][0]["steps"]

    return report


def quiz_fields(page: Any, *names: str) -> dict[str, Any]:
    fields = near_and_far()
    near = fields["results"][1]["value"]["report"][0]["value"]
    near["steps"] = [
        item({"text": "Go.", "page": page and page.pk, "section": name}) for name in names
    ]
    return fields


@pytest.fixture
def link(make_quiz):
    def link(page: Any, *names: str) -> Any:
        return make_quiz(**quiz_fields(page, *names))

    return link


def test_a_step_leads_to_a_section_or_a_practice_step(link, article, publish, report):
    end = article.body[1].id
    quiz = publish(link(article, "a-week-of-asking", "#ask-for-one-thing", end, ""))
    week, ask, last, whole = report(quiz)
    address = week["document"]["url"]
    assert week["section"] == {
        "id": article.body[0].id,
        "heading": "A week of asking",
        "anchor": "a-week-of-asking",
        "url": f"{address}#a-week-of-asking",
    }
    assert ask["section"]["heading"] == "Ask for one thing"
    assert last["section"]["anchor"] == "the-end"
    assert whole["section"] is None
    assert whole["document"] == week["document"]


def test_a_section_is_found_in_the_language_of_the_reader(
    link, article, publish, report, translate, wiki
):
    quiz = publish(link(article, "a-week-of-asking"))
    spanish = translate(article, "es")
    spanish.body[0].value["heading"] = "Una semana para pedir"
    publish(spanish)
    publish(translate(quiz, "es", title="Cerca o lejos"))
    [step] = report(quiz, "es")
    assert step["section"]["heading"] == "Una semana para pedir"
    assert step["section"]["url"].endswith("/#una-semana-para-pedir")
    assert step["section"]["id"] == report(quiz)[0]["section"]["id"]


def test_a_section_is_found_after_its_heading_changed_and_left_out_when_it_is_gone(
    link, article, publish, report
):
    quiz = publish(link(article, "a-week-of-asking"))
    article.body[0].value["heading"] = "Seven days"
    publish(article)
    assert report(quiz)[0]["section"]["anchor"] == "seven-days"
    del article.body[0]
    publish(article)
    [step] = report(quiz)
    assert step["document"]["title"] == article.title
    assert step["section"] is None
    article.unpublish()
    assert report(quiz) == [{"text": "Go.", "document": None, "section": None}]


@pytest.fixture
def quiz_in_two_locales(link, article, publish, translate, wiki) -> Any:
    """A quiz with a report of one step and its Spanish translation, as the desk makes it."""
    quiz = publish(link(article, ""))
    publish(translate(wiki, "es"))
    publish(translate(article, "es"))
    source, _created = TranslationSource.update_or_create_from_instance(quiz)
    translation = Translation.objects.create(source=source, target_locale=locale_of("es"))
    translation.save_target(publish=False)
    return quiz, publish(spanish_of(quiz, "Ve."))


def spanish_of(quiz: Any, words: str) -> Any:
    page = QuizPage.objects.get(
        translation_key=quiz.translation_key, locale=locale_of("es")
    ).get_latest_revision_as_object()
    steps_of(page)[0].value["text"] = words
    return page


def steps_of(page: Any) -> Any:
    return page.results[1].value["report"][0].value["steps"].bound_blocks


def test_a_translation_follows_the_links_of_its_source_at_once(
    quiz_in_two_locales, make_article, publish, translate, report
):
    quiz, _spanish = quiz_in_two_locales
    [step] = report(quiz, "es")
    assert (step["text"], step["document"]["locale"]) == ("Ve.", "es")
    other = publish(make_article(title="Elsewhere"))
    publish(translate(other, "es", title="En otra parte"))
    steps_of(quiz)[0].value["page"] = other
    quiz.results[1].value["report"][0].value["steps"].append(
        {"text": "Rest.", "page": None, "section": ""}
    )
    publish(quiz)
    first, second = report(quiz, "es")
    assert (first["text"], first["document"]["title"]) == ("Ve.", "En otra parte")
    # Until it is translated, a step that is new reads as in the source.
    assert (second["text"], second["document"]) == ("Rest.", None)


def test_a_translation_that_was_not_synced_leads_nowhere_else_when_it_is_published(
    quiz_in_two_locales, make_article, publish, report
):
    quiz, _spanish = quiz_in_two_locales
    other = publish(make_article(title="Elsewhere"))
    steps_of(quiz)[0].value["page"] = other
    publish(quiz)
    publish(spanish_of(quiz, "Ve ya."))
    [step] = report(quiz, "es")
    assert (step["text"], step["document"]["title"]) == ("Ve ya.", "Elsewhere")
    del quiz.results[1].value["report"][0].value["steps"][0]
    publish(quiz)
    assert report(quiz, "es") == []


def test_a_version_from_before_there_were_sections_is_read_as_before(
    link, article, publish, report
):
    quiz = publish(link(article, "a-week-of-asking"))
    text = QuizText.objects.get(version__key=quiz.translation_key)
    del text.report["near"]["sections"][0]["steps"][0]["section"]
    text.save()
    [step] = report(quiz)
    assert step["document"]["title"] == article.title
    assert step["section"] is None


def test_a_section_that_is_not_public_keeps_a_quiz_from_being_published(link, article, publish):
    article.body[1].value["heading"] = "Only a draft"
    article.save_revision()
    quiz = link(article, "only-a-draft")
    with pytest.raises(PublicationRefused, match=r"#only-a-draft.*not published"):
        publish(quiz)
    [found] = quiz.publishing_errors()
    assert found.code == "report_link_unpublished"
    assert describe(found, quiz).startswith("Result “The near one”")


def test_a_section_without_a_page_is_told(link):
    [found] = link(None, "a-week-of-asking").publishing_errors()
    assert (found.code, dict(found.details)["key"]) == ("unknown_reference", "a-week-of-asking")
