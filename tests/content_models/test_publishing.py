"""Publishing: what makes a document, what it holds, and what it depends on."""

import json
from typing import Any

from content_models.models import Change, PublishedDocument
from content_models.publishing import documents
from tests.conftest import block, item


def body(page: Any, locale: str = "en") -> dict[str, Any] | None:
    row = documents.readable().filter(key=page.translation_key, locale=locale).first()
    return json.loads(bytes(row.body)) if row else None


def test_publishing_stores_a_document(publish, make_article):
    page = publish(make_article(blocks=[block("text", "<p>Hello.</p>")]))
    document = body(page)
    assert document["title"] == page.title
    assert document["sections"][0]["blocks"][0]["body_html"] == "<p>Hello.</p>"
    assert document["series"]["part"] == 1


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
    from content_models.publishing import store

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
    assert body(page)["sections"][0]["blocks"][0]["items"] == []
    assert PublishedDocument.objects.filter(key=case.translation_key).count() == 0
