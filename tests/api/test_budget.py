"""How many queries an answer costs, whatever the size of the wiki and its restrictions."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from content_models.models.published import PublishedDocument, PublishedTotal

START = datetime(2026, 1, 1, tzinfo=UTC)
# How many queries each address may cost.
BUDGETS = {
    "/api/v1/articles/{key}/": 1,
    "/api/v1/home/": 1,
    "/api/v1/home/?locale=es&fallback=document": 2,
    "/api/v1/articles/?limit=20": 3,
    "/api/v1/documents/?limit=20&order=title&locale=*": 3,
    "/api/v1/documents/?limit=20&cursor=": 3,
    "/api/v1/resolve/?path={path}": 2,
    "/api/v1/navigation/": 1,
    "/api/v1/locales/": 3,
    "/api/v1/redirects/": 1,
    "/api/v1/sitemap.xml": 2,
    "/api/v1/sitemap/1.xml": 4,
    "/api/v1/settings/": 1,
    "/api/v1/": 0,
}


@pytest.fixture
def multiply():
    """Store many documents that are copies of one, as a big wiki would."""

    def multiply(page, count):
        row = PublishedDocument.objects.get(key=page.translation_key)
        copies = []
        for number in range(count):
            copy = PublishedDocument(
                **{
                    field.attname: getattr(row, field.attname)
                    for field in PublishedDocument._meta.concrete_fields
                    if not field.primary_key
                }
            )
            copy.key = uuid.UUID(int=number + 1)
            copy.card = bytes(row.card).replace(str(row.key).encode(), str(copy.key).encode())
            copy.path = f"{row.path}{number}/"
            copy.published_at = START + timedelta(minutes=number)
            copies.append(copy)
        PublishedDocument.objects.bulk_create(copies)
        total = PublishedTotal.objects.filter(kind=row.kind, locale=row.locale)
        total.update(rows=F("rows") + count)

    return multiply


@pytest.fixture(params=[(10, 0), (10, 50), (1_000, 0), (1_000, 50)], ids=str)
def page(request, publish, make_article, make_series, multiply):
    documents, restrictions = request.param
    published = publish(make_article())
    multiply(published, documents)
    private = make_series(title="Private")
    for _number in range(restrictions):
        PageViewRestriction.objects.create(page=private, restriction_type="login")
    return published


def test_reading_stays_within_its_budget(client, page, subtests, django_assert_max_num_queries):
    for form, queries in BUDGETS.items():
        address = form.format(key=page.translation_key, path=page.path_for_readers)
        cache.clear()
        with subtests.test(address=form):
            with django_assert_max_num_queries(queries):
                response = client.get(address)
            assert response.status_code == 200
            etag = response["ETag"]
            with django_assert_max_num_queries(queries):
                assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_an_unchanged_document_costs_one_query(client, page, django_assert_num_queries):
    address = f"/api/v1/articles/{page.translation_key}/"
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304


@pytest.fixture
def crawl(client):
    """Return the keys that a crawl meets while writers do something between its steps."""

    def crawl(order, write):
        address, keys = f"/api/v1/documents/?cursor=&limit=7&order={order}", []
        while address:
            answer = client.get(address).json()
            keys += [card["key"] for card in answer["items"]]
            address = answer["links"]["next"]
            write()
        return keys

    return crawl


@pytest.mark.parametrize("order", ["published_at", "-published_at"])
def test_a_crawl_meets_every_document_once_while_others_are_published(
    crawl, publish, make_article, multiply, order
):
    first = publish(make_article())
    multiply(first, 50)

    def write():
        publish(make_article())
        publish(first)

    keys = crawl(order, write)
    assert len(keys) == len(set(keys))
    assert {str(first.translation_key), *(str(uuid.UUID(int=n + 1)) for n in range(50))} <= set(
        keys
    )


def test_a_crawl_by_date_of_change_meets_again_what_is_published_again(
    crawl, publish, make_article, multiply
):
    with time_machine.travel(START, tick=False) as clock:
        first = publish(make_article())
        clock.shift(timedelta(minutes=1))
        multiply(publish(make_article()), 50)
        clock.shift(timedelta(minutes=1))
        once = iter([first])
        keys = crawl("updated_at", lambda: [publish(page) for page in once])
    assert {str(uuid.UUID(int=number + 1)) for number in range(50)} <= set(keys)
    assert keys.count(str(first.translation_key)) == 2


def test_pages_of_a_list_follow_each_other(client, publish, make_article, multiply):
    multiply(publish(make_article()), 45)
    first = client.get("/api/v1/articles/?limit=20").json()
    second = client.get(first["links"]["next"]).json()
    last = client.get(second["links"]["next"]).json()
    assert [len(page["items"]) for page in (first, second, last)] == [20, 20, 6]
    assert last["links"]["next"] is None
    assert client.get(last["links"]["previous"]).json()["items"] == second["items"]
    beyond = client.get("/api/v1/articles/?offset=1000").json()
    assert beyond["items"] == []
    assert beyond["meta"]["total_count"] == 46


def test_a_filter_does_not_look_at_each_document_for_what_it_is_filed_under(client, page):
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/api/v1/articles/?series={uuid.uuid4()}")
    assert len(queries) == 3
    if connection.vendor == "sqlite":  # PostgreSQL counts rows before it chooses how.
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                assert "CORRELATED" not in str(cursor.fetchall()), query["sql"]


def test_what_is_put_together_from_a_whole_wiki_names_no_single_documents(client, page):
    """Thousands of keys make a header that no proxy takes; the shared one is always purged."""
    for path, key in (("navigation/", "navigation"), ("sitemap/1.xml", "sitemap")):
        assert client.get(f"/api/v1/{path}")["Surrogate-Key"] == key
