"""Publishing: what makes a document, what it holds, and what it depends on."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import ReferenceIndex

from content_models.models import (
    ArticlePage,
    Change,
    PageContributor,
    PageTopic,
    Person,
    PublishedDocument,
    Topic,
)
from content_models.models.published import Dependency, PublishedRelation
from content_models.publishing import documents, store
from tests.conftest import block, item, moment, section

START = datetime(2030, 1, 1, 12, tzinfo=UTC)


def body(page: Any, locale: str = "en") -> dict[str, Any] | None:
    row = documents.readable().filter(key=page.translation_key, locale=locale).first()
    return json.loads(bytes(row.body)) if row else None


def test_publishing_stores_a_document(publish, make_article):
    page = publish(make_article(blocks=[block("text", "<p>Hello.</p>")]))
    document = body(page)
    assert document["title"] == page.title
    assert document["sections"][0]["blocks"][0]["body_html"] == "<p>Hello.</p>"
    assert document["series"]["part"] == 1


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            "<h2>Heading</h2><p>Words <b></b></p><p></p><p>&nbsp;<br></p>",
            "<p>Heading</p><p>Words </p>",
        ),
        ("<div>Before<p>Inside</p></div>", "<p>Before</p><p>Inside</p>"),
        ("<blockquote><ul><li>One</li><li><b></b></li></ul></blockquote>", "<ul><li>One</li></ul>"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "<p>One</p><p>Two</p>"),
        ("<p>One<b> </b>two <i><br></i>three</p>", "<p>One two <br>three</p>"),
        ('<p>One <a href="https://b.example/"> </a></p>', "<p>One  </p>"),
    ],
)
def test_text_from_elsewhere_becomes_paragraphs_without_empty_ones(
    publish, make_article, source, shown
):
    document = body(publish(make_article(blocks=[block("text", source)])))
    assert document["sections"][0]["blocks"][0]["body_html"] == shown
    assert document["links"] == []


def test_no_heading_takes_the_anchor_of_the_phrases(publish, make_article):
    article = make_article(
        body=[section([], heading="Phrases"), section([], heading="Sources")],
        phrases=[block("phrase", {"text": "Tell me more.", "situation": ""})],
    )
    anchors = [part["anchor"] for part in body(publish(article))["sections"]]
    assert anchors == ["phrases-2", "sources"]


def test_a_draft_has_no_document(make_article):
    assert body(make_article()) is None


def test_an_unpublished_edit_stays_out_of_the_document(publish, make_article):
    page = publish(make_article())
    before = body(page)
    page.title = "Changed"
    page.save_revision()
    assert body(page) == before


def test_unpublishing_withdraws(publish, make_article):
    page = publish(make_article())
    page.unpublish()
    assert body(page) is None
    assert Change.objects.filter(key=page.translation_key).last().action == "remove"


def test_publishing_twice_logs_one_change(publish, make_article):
    page = publish(make_article())
    count = Change.objects.count()
    page.save_revision()
    store.refresh(store.everything())
    assert Change.objects.count() == count
    assert store.stale(store.everything()) == []


def test_a_quoted_case_is_embedded(publish, make_article, make_case):
    case = publish(make_case())
    page = publish(
        make_article(blocks=[block("case_studies", {"introduction": "", "cases": [item(case.pk)]})])
    )
    shown = body(page)["sections"][0]["blocks"][0]["items"][0]
    assert shown["case"]["key_learning_html"] == "<p>Ask first.</p>"
    case.unpublish()
    assert body(page)["sections"][0]["blocks"] == []
    assert PublishedDocument.objects.filter(key=case.translation_key).count() == 0


def test_hidden_advice_leaves_the_words_that_introduce_it(publish, make_article, make_advice):
    advice = publish(make_advice())
    entries = [item(advice.pk)]
    page = publish(
        make_article(
            blocks=[
                block("expert_advice", {"introduction": words, "entries": entries})
                for words in ("", "Ask them.")
            ]
        )
    )
    advice.unpublish()
    [left] = body(page)["sections"][0]["blocks"]
    assert (left["introduction"], left["entries"]) == ("Ask them.", [])


@pytest.fixture
def described_article(publish, make_article, make_snippet):
    """A published article with topics and an author."""
    article = make_article()
    article.page_topics = [PageTopic(topic=make_snippet(Topic, name=name)) for name in "abc"]
    article.page_contributors = [PageContributor(person=make_snippet(Person, name="Ann"))]
    return publish(article)


def test_publishing_again_asks_a_known_number_of_questions(publish, described_article):
    described_article.summary = "Another summary."
    with CaptureQueriesContext(connection) as queries:
        publish(described_article)
    assert len(queries) <= 128


def test_what_an_article_refers_to_is_indexed_once_and_whole(described_article):
    described_article.page_topics = described_article.page_topics.all()[:2]
    with CaptureQueriesContext(connection) as queries:
        described_article.save()
    known = [
        query
        for query in queries
        if query["sql"].startswith("SELECT")
        and '"wagtailcore_referenceindex"."base_content_type_id" = ' in query["sql"]
    ]
    paths = ReferenceIndex.get_references_for_object(described_article).values_list(
        "model_path", flat=True
    )
    assert len(known) == 1
    assert sorted(paths) == [
        "page_contributors.item.person",
        "page_topics.item.topic",
        "page_topics.item.topic",
    ]


def test_neighbours_are_found_by_their_parent_however_many_documents_there_are(
    publish, make_article
):
    with CaptureQueriesContext(connection) as queries:
        publish(make_article())
    asked = [
        query["sql"]
        for query in queries
        if query["sql"].startswith("SELECT") and '"parent_key" = ' in query["sql"]
    ]
    assert asked
    if connection.vendor == "sqlite":  # PostgreSQL counts rows before it chooses an index.
        with connection.cursor() as cursor:
            for sql in asked:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                assert "document_children" in str(cursor.fetchall()), sql


def test_what_belongs_to_a_page_is_not_put_back_after_its_publication(described_article):
    publication = PublishPageRevisionAction(described_article.save_revision())
    publication.execute()
    elsewhere = ArticlePage.objects.get(pk=described_article.pk)
    elsewhere.page_topics = []
    elsewhere.save()
    publication.object.save()
    assert not PageTopic.objects.filter(page=described_article).exists()
    assert publication.object.page_topics.count() == 0


def test_the_row_is_what_counts_when_something_published_was_moved_meanwhile(
    publish, make_article, make_series
):
    article = publish(make_article())
    published = ArticlePage.objects.get(pk=article.pk)
    ArticlePage.objects.get(pk=article.pk).move(make_series(), pos="last-child")
    store.publish(published)
    moved = ArticlePage.objects.get(pk=article.pk)
    assert body(article)["path"] == moved.path_for_readers
    assert store.stale(store.everything()) == []


@pytest.fixture
def expiring_article(publish, make_article, make_snippet):
    """A published article that expires, with all that a list can filter it by."""
    return publish(
        make_article(
            blocks=[block("text", "<p>Hello.</p>")],
            expire_at=moment(hours=1),
            topics=[make_snippet(Topic)],
            contributors=[(make_snippet(Person), "author")],
        )
    )


@pytest.mark.parametrize(
    "damage",
    [
        {"hidden_after": None},
        {"visible_from": moment(minutes=30)},
        {"fingerprint": "0" * 32},
        {"body": b"{}"},
        {"card": b'{"completeness": 1}'},
        {"path": "/en/elsewhere/"},
        {"title": "Another"},
        {"position": "9999"},
        {"parent_key": None},
        {"audience": "nobody"},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_row_that_says_anything_else_is_stale(expiring_article, damage):
    identity = (expiring_article.translation_key, "en")
    assert store.stale([identity]) == []
    PublishedDocument.objects.filter(key=expiring_article.translation_key).update(**damage)
    assert store.stale([identity]) == [identity]


@pytest.mark.parametrize("kind", [PublishedRelation, Dependency])
def test_a_filter_or_dependency_that_is_missing_is_stale(expiring_article, kind):
    identity = (expiring_article.translation_key, "en")
    names = {"document__key": identity[0]} if kind is PublishedRelation else {"key": identity[0]}
    for row in kind.objects.filter(**names):
        row.delete()
        assert store.stale([identity]) == [identity]
        row.save(force_insert=True)
        assert store.stale([identity]) == []


def test_an_edition_that_has_ended_is_not_stale(publish, make_article, make_case):
    with time_machine.travel(START, tick=False) as clock:
        case = publish(make_case(expire_at=START + timedelta(hours=1)))
        publish(make_article(related=[case]))
        clock.shift(timedelta(hours=1))
        assert store.stale(store.everything()) == []
