"""What the desk keeps and learns about searching."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search import query_log
from search.models import QueryCount, SynonymSet

TODAY = date(2031, 5, 1)


def found(client, q: str) -> list[str]:
    items = client.get("/api/v1/search/", {"q": q}).json()["items"]
    return [item["title"] + ("*" if item["promoted"] else "") for item in items]


@pytest.fixture
def articles(publish, make_article):
    return [publish(make_article(title=title)) for title in ("Breaking up", "Quarrels", "Sleep")]


def test_a_synonym_finds_what_the_other_word_finds(client, admin_client, articles):
    assert found(client, "separation") == []
    address = reverse("synonyms:add")
    admin_client.post(address, {"locale": "en", "words": "separation\nbreaking up\n"})
    [kept] = SynonymSet.objects.all()
    assert found(client, "separation") == ["Breaking up"]
    assert found(client, "a separation!") == ["Breaking up"]
    kept.delete()
    assert found(client, "separation") == []


def test_a_set_of_one_word_is_refused(admin_client, wiki):
    answer = admin_client.post(reverse("synonyms:add"), {"locale": "en", "words": "alone\n\n"})
    assert "Write at least two words" in answer.content.decode()
    assert not SynonymSet.objects.exists()


def test_a_promoted_page_comes_first_for_its_query_only(client, articles):
    query = Query.objects.create(query_string="Quarrels")
    pick = SearchPromotion.objects.create(query=query, page=articles[2], sort_order=0)
    assert found(client, "quarrels") == ["Sleep*", "Quarrels"]
    assert client.get("/api/v1/search/?q=quarrels").json()["meta"]["total_count"] == 2
    assert found(client, "two quarrels") == ["Quarrels"]
    query.query_string = "fights"
    query.save()
    assert found(client, "quarrels") == ["Quarrels"]
    assert found(client, "fights") == ["Sleep*"]
    articles[2].unpublish()
    assert found(client, "fights") == []
    pick.delete()
    assert found(client, "fights") == []


def test_a_misspelt_query_finds_what_is_promoted_for_what_was_meant(client, articles):
    query = Query.objects.create(query_string="quarrels")
    SearchPromotion.objects.create(query=query, page=articles[2], sort_order=0)
    assert found(client, "quarels") == ["Sleep*", "Quarrels"]
    newest = client.get("/api/v1/search/?q=quarels&order=newest").json()["items"]
    assert [item["title"] for item in newest] == ["Quarrels"]


def test_writers_read_what_was_searched_but_not_found(admin_client, wiki):
    for text, count, hits in (("jealousy", 3, 0), ("baby names", 5, 0), ("trust", 9, 4)):
        for day in (TODAY, TODAY - timedelta(days=1)):
            QueryCount.objects.create(text=text, locale="en", day=day, count=count, hits=hits)
    page = admin_client.get(reverse("not_found_report")).content.decode()
    assert page.index("baby names") < page.index("jealousy")
    assert "trust" not in page
    assert (
        "Searched but not found" in admin_client.get(reverse("wagtailadmin_home")).content.decode()
    )
    sheet = b"".join(
        admin_client.get(reverse("not_found_report") + "?export=csv").streaming_content
    )
    assert "baby names,en,10" in sheet.decode()


def test_what_is_not_found_any_more_is_told(wiki):
    for text, then, now in (("envy", 2, 0), ("trust", 0, 4)):
        for days, hits in ((60, then), (0, now)):
            QueryCount.objects.create(
                text=text, locale="en", day=TODAY - timedelta(days=days), count=3, hits=hits
            )
    assert list(query_log.not_found()) == [
        {"text": "envy", "locale": "en", "times": 6, "last_day": TODAY}
    ]


def test_old_counts_are_purged(wiki, settings, time_machine):
    time_machine.move_to(f"{TODAY}T12:00:00Z", tick=False)
    for days in (0, 89, 90, 91, 400):
        QueryCount.objects.create(
            text="trust", locale="en", day=TODAY - timedelta(days=days), count=1, hits=1
        )
    said = StringIO()
    call_command("purge_queries", stdout=said)
    assert "2 counts older than 90 days removed." in said.getvalue()
    assert QueryCount.objects.count() == 3
