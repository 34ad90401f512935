"""Whoever deletes one language of something changes no other: what names it means its key."""

from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.editorial.rechecking import check_and_record
from content_models.models import ArticlePage, Person, Source, Topic
from content_models.models.published import QuizText
from content_models.publishing import documents
from content_models.quality.findings import DEFAULTS, OFF
from tests.conftest import block, item, locale_of
from tests.quiz_pages import near_and_far


@pytest.fixture(autouse=True)
def unchecked_words(settings) -> None:
    """Let a translation keep the words of its source; links are checked as ever."""
    ignored = set(DEFAULTS) - {"dead_link", "link_unpublished"}
    settings.WIKI_CHECK_SEVERITIES = {"": dict.fromkeys(ignored, OFF)}


@pytest.fixture
def in_all(publish, translate, make_snippet):
    """Publish the Chinese and the Spanish form of a page or snippet."""

    def in_all(instance: Any) -> Any:
        for locale in ("zh-Hans", "es"):
            if isinstance(instance, Page):
                publish(translate(instance, locale))
            else:
                copy = instance.copy_for_translation(locale_of(locale))
                copy.save()
                publish(copy)
        return instance

    return in_all


@pytest.fixture
def targets(in_all, publish, make_advice, make_quiz, make_snippet) -> dict[str, Any]:
    """One of everything that can be quoted, in three languages."""
    advice = in_all(publish(make_advice(title="Ask first")))
    fields = near_and_far()
    fields["results"][0]["value"]["report"][0]["value"]["advice"] = [item(advice.pk)]
    return {
        "advice": advice,
        "quiz": in_all(publish(make_quiz(**fields))),
        "topic": in_all(make_snippet(Topic, name="Trust")),
        "person": in_all(make_snippet(Person, name="Ann")),
        "source": in_all(make_snippet(Source, title="A book")),
    }


@pytest.fixture
def article(make_article, make_series, publish, in_all, targets) -> Any:
    """An article that quotes each of them, in every way there is."""
    advice, source = targets["advice"], targets["source"]
    blocks = [
        block("text", f'<p>See <a linktype="page" id="{advice.pk}">that page</a>.</p>'),
        block("expert_advice", {"introduction": "", "entries": [item(advice.pk)]}),
        block("statistic", {"value": "7 in 10", "text": "Ask.", "source": source.pk}),
    ]
    return publish(
        make_article(
            in_all(make_series()),
            blocks=blocks,
            related=[advice],
            related_quiz=targets["quiz"],
            topics=[targets["topic"]],
            contributors=[(targets["person"], "author")],
            sources=[block("source", source.pk)],
        )
    )


@pytest.fixture
def chinese(article, django_capture_on_commit_callbacks) -> Translation:
    """The published Chinese translation of the article."""
    with django_capture_on_commit_callbacks(execute=True):
        translate_object(article, [locale_of("zh-Hans")])
        translation = Translation.objects.get(
            source__object_id=article.translation_key, target_locale=locale_of("zh-Hans")
        )
        translation.save_target(publish=True)
    return translation


def body(instance: Any) -> bytes:
    rows = documents.readable().filter(key=instance.translation_key, locale="zh-Hans")
    return bytes(rows.values_list("body", flat=True).get())


def shown(client: Any, page: Any) -> Any:
    """Return what readers see of an article, but for when it was published."""
    document = client.get(f"/api/v1/articles/{page.translation_key}/?locale=zh-Hans").json()
    for name in ("version", "published_at", "updated_at", "json_ld"):
        document.pop(name, None)
    return document


def test_deleting_the_sources_changes_no_translation_that_quotes_them(
    client, article, chinese, targets, publish, django_capture_on_commit_callbacks
):
    stored, before = body(article), shown(client, article)
    reports = list(QuizText.objects.filter(locale="zh-Hans").values_list("report", flat=True))
    assert (len(before["topics"]), len(before["authors"]), len(before["related"])) == (1, 1, 1)
    assert all(before[name] for name in ("quiz", "links", "sources"))
    assert before["sections"][0]["blocks"][1]["entries"]
    assert before["sections"][0]["blocks"][2]["source"]
    with django_capture_on_commit_callbacks(execute=True):
        for target in targets.values():
            type(target).objects.get(pk=target.pk).delete()
    assert body(article) == stored
    call_command("rebuild_documents", check=True)

    page = chinese.get_target_instance()
    publish(page.get_latest_revision().as_object())
    with django_capture_on_commit_callbacks(execute=True):
        chinese.save_target(publish=True)
    assert shown(client, article) == before
    quiz = targets["quiz"].get_translations().get(locale=locale_of("zh-Hans"))
    publish(quiz)
    assert reports == list(
        QuizText.objects.filter(locale="zh-Hans").values_list("report", flat=True)
    )
    assert check_and_record(page) == []
    call_command("rebuild_documents", check=True)


def test_what_is_deleted_in_every_language_is_quoted_no_more(client, article, chinese, targets):
    for target in targets.values():
        type(target).objects.filter(translation_key=target.translation_key).delete()
    document = shown(client, article)
    assert document["related"] == document["topics"] == document["authors"] == []
    assert document["quiz"] is None
    assert document["sources"] == []
    call_command("rebuild_documents", check=True)
    revision = ArticlePage.objects.get(pk=article.pk).live_revision.as_object()
    assert not revision.page_topics.exists()
    assert revision.related_quiz is None


def test_a_tree_may_be_deleted_with_what_it_names(
    client, make_series, make_article, publish, translate
):
    series = make_series()
    named = publish(make_article(series, title="Read this next"))
    naming = publish(make_article(series, related=[named]))
    publish(translate(named, "es"))
    publish(translate(naming, "es"))
    Page.objects.get(pk=series.pk).delete()
    document = client.get(f"/api/v1/articles/{naming.translation_key}/?locale=es").json()
    assert [card["title"] for card in document["related"]] == ["Read this next"]
    call_command("rebuild_documents", check=True)


def test_an_editor_finds_the_translation_in_place_of_what_was_deleted(
    article, targets, admin_client
):
    spanish = targets["advice"].get_translations().get(locale=locale_of("es"))
    Page.objects.get(pk=targets["advice"].pk).delete()
    page = ArticlePage.objects.get(pk=article.pk)
    assert page.body[0].value["blocks"][1].value["entries"][0].translation_key == (
        spanish.translation_key
    )
    html = admin_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert html.count("Ask first") > 1
