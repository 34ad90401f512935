"""The index mirrors what is stored, can be rebuilt while it serves, and is missed when gone."""

from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from content_models.models import PageTopic, Topic
from content_models.publishing import documents
from search import index, rebuilding, synonyms
from search.models import (
    Entry,
    Facet,
    IndexedDocument,
    LocaleStatistics,
    Posting,
    SynonymForm,
    SynonymSet,
    Term,
    Word,
)
from tests.conftest import block, section

TABLES = (Posting, Word, Term, Entry, IndexedDocument, LocaleStatistics)


@pytest.fixture
def library(publish, make_article):
    return [
        publish(make_article(title=f"Quokka {name}", blocks=[block("text", f"<p>{text}</p>")]))
        for name, text in (("one", "A quokka smiles."), ("two", "Nobody argues with a quokka."))
    ]


def empty_the_index() -> None:
    for model in TABLES:
        model.objects.all()._raw_delete("default")


def answers(find):
    """Return what several searches answer, byte for byte but for the primary keys."""
    return [
        find(q, **more)
        for q in ("quokka", "argue", "smile quokka", "qukka", "article of day")
        for more in ({}, {"locale": "*"}, {"order": "newest"})
    ]


def test_a_rebuild_restores_equal_answers(library, find):
    before = answers(find)
    call_command("rebuild_search", stdout=StringIO(), stderr=StringIO())
    assert answers(find) == before
    empty_the_index()
    call_command("rebuild_search", stdout=StringIO(), stderr=StringIO())
    assert answers(find) == before
    call_command("rebuild_search", check=True, stdout=StringIO())


def test_a_rebuild_reads_the_sets_of_synonyms_again(library, titles):
    synonyms.follow_set(SynonymSet.objects.create(locale="en", words="grins\nsmiles"))
    SynonymForm.objects.update(stems="as it was read before")
    assert titles("grins") == []
    call_command("rebuild_search", stdout=StringIO(), stderr=StringIO())
    assert titles("grins") == ["Quokka one"]


def test_a_rebuild_tells_how_far_it_is(library):
    told = StringIO()
    call_command("rebuild_search", stdout=StringIO(), stderr=told)
    total = documents.stored().count()
    assert f"{total} of {total}" in told.getvalue()


def test_an_interrupted_rebuild_leaves_an_index_that_finds_everything(library, titles, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 1)

    def interrupt(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild(interrupt)
    assert set(titles("quokka")) == {"Quokka one", "Quokka two"}
    rebuilding.rebuild()
    assert rebuilding.differences() == []


@pytest.mark.parametrize("model", [Posting, Entry, Term, LocaleStatistics, IndexedDocument])
def test_the_check_sees_any_damage_and_a_rebuild_mends_it(library, titles, model):
    model.objects.all()._raw_delete("default")
    with pytest.raises(CommandError):
        call_command("rebuild_search", check=True)
    rebuilding.rebuild()
    call_command("rebuild_search", check=True, stdout=StringIO())
    assert set(titles("quokka")) == {"Quokka one", "Quokka two"}


@pytest.mark.parametrize("model", [IndexedDocument, Posting])
def test_the_check_sees_documents_that_are_counted_with_others(library, find, model):
    true = find("quokka")["facets"]
    model.objects.all().update(facets="Ā")
    with pytest.raises(CommandError):
        call_command("rebuild_search", check=True)
    rebuilding.rebuild()
    call_command("rebuild_search", check=True, stdout=StringIO())
    assert find("quokka")["facets"] == true


def test_a_page_that_is_filed_elsewhere_is_counted_there_by_all_its_words(
    find, publish, make_article, make_snippet
):
    """Only what names its topics is read again."""
    trust, anger = (make_snippet(Topic, name=name) for name in ("Trust", "Anger"))
    page = publish(make_article(blocks=[block("text", "<p>A numbat.</p>")], topics=[trust]))
    page.page_topics.set([PageTopic(topic=anger)])
    publish(page)
    assert [topic["label"] for topic in find("numbat")["facets"]["topic"]] == ["Anger"]
    assert rebuilding.differences() == []


@pytest.mark.parametrize("locale", ["en", "*"])
@pytest.mark.parametrize("number", [0xD6FF, 0xD700, 0x1F00, 0x1F28, 0xFF00, 0x10000])
def test_however_many_topics_there_have_been_each_is_counted(
    find, publish, make_article, make_snippet, locale, number
):
    """A character stands for each, and some characters are no text or end a line."""
    topic = make_snippet(Topic, name="Trust")
    Facet.objects.filter(value=topic.translation_key).delete()
    Facet.objects.create(pk=number, name="topic", value=topic.translation_key)
    for title in ("Numbat one", "Numbat two"):
        publish(make_article(title=title, topics=[topic]))
    for kinds in ({}, {"kind": "article"}):
        [counted] = find("numbat", locale=locale, **kinds)["facets"]["topic"]
        assert (counted["label"], counted["count"]) == ("Trust", 2)


def test_an_index_from_before_learns_what_its_documents_are_counted_by(library):
    IndexedDocument.objects.update(facets="")
    older = import_module("search.migrations.0008_keep_what_documents_are_counted_by")
    older.say_what_each_is_counted_by(apps, None)
    import_module("search.migrations.0010_count_documents_by_short_facets").shorten(apps, None)
    import_module("search.migrations.0011_count_by_what_postings_carry").number_facets(apps, None)
    assert rebuilding.differences() == []


def test_without_an_index_search_says_so_and_everything_else_is_read(library, client):
    empty_the_index()
    for path in ("search/?q=quokka", "health/ready/"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 503
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Retry-After"]
    assert client.get(f"/api/v1/articles/{library[0].translation_key}/").status_code == 200
    rebuilding.rebuild()
    assert client.get("/api/v1/search/?q=quokka").status_code == 200
    assert client.get("/api/v1/health/ready/").status_code == 200


def test_a_rebuild_has_postgresql_look_at_tables_that_have_doubled(library, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    with CaptureQueriesContext(connection) as asked:
        rebuilding.rebuild()
    looks = [query for query in asked if query["sql"].startswith("ANALYZE")]
    doubled = documents.stored().count().bit_length()
    assert len(looks) == {"sqlite": 0, "postgresql": doubled}[connection.vendor]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_after_a_rebuild_a_search_reads_no_row_of_the_postings(library):
    rebuilding.rebuild()
    explain, only_the_index = {
        "sqlite": ("EXPLAIN QUERY PLAN", "USING COVERING INDEX"),
        "postgresql": ("EXPLAIN ANALYZE", "Heap Fetches: 0"),
    }[connection.vendor]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A few rows are read at once, whatever there is to find them by.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        statement = "SELECT document_id, length FROM search_posting WHERE term_id = %s"
        cursor.execute(f"{explain} {statement}", [Term.objects.get(text="quokka").pk])
        assert only_the_index in str(cursor.fetchall())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("path", ["search/?q=quokka", "suggest/?q=quokka", "health/ready/"])
def test_without_its_tables_search_says_so(client, path):
    with connection.schema_editor() as editor:
        for model in (Posting, IndexedDocument):
            editor.execute(
                f"ALTER TABLE {model._meta.db_table} RENAME TO gone_{model._meta.db_table}"
            )
    try:
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 503
        assert "search" not in answer.json()["detail"].replace("search index", "")
    finally:
        with connection.schema_editor() as editor:
            for model in (Posting, IndexedDocument):
                editor.execute(
                    f"ALTER TABLE gone_{model._meta.db_table} RENAME TO {model._meta.db_table}"
                )


def test_only_the_sections_that_changed_are_written_again(
    publish, make_article, django_assert_max_num_queries
):
    body = [section([block("text", f"<p>Words {n}.</p>")], heading=f"Part {n}") for n in range(6)]
    page = publish(make_article(body=body))
    before = dict(Entry.objects.filter(kind="section").values_list("heading", "pk"))
    changed = page.body.get_prep_value()
    changed[2]["value"]["blocks"][0]["value"] = "<p>Other words.</p>"
    changed[0], changed[5] = changed[5], changed[0]
    page.body = changed
    publish(page)
    after = dict(Entry.objects.filter(kind="section").values_list("heading", "pk"))
    assert {name for name in before if before[name] != after[name]} == {"Part 2"}
    order = Entry.objects.filter(kind="section").order_by("position")
    assert list(order.values_list("heading", flat=True)) == [
        f"Part {n}" for n in (5, 1, 2, 3, 4, 0)
    ]
    assert rebuilding.differences() == []


def test_indexing_what_has_not_changed_writes_nothing_but_the_document(
    library, django_assert_max_num_queries
):
    rows = list(documents.stored())
    with django_assert_max_num_queries(4):
        index.write(rows)


def test_a_search_looks_at_no_document_without_a_reason(library, find):
    with CaptureQueriesContext(connection) as queries:
        find("why does nobody ever argue with a quokka that smiles")
    if connection.vendor == "sqlite":  # PostgreSQL counts rows before it chooses an index.
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                steps = {step for *_numbers, step in cursor.fetchall()}
                # What the postings say of documents may have this name, too.
                is_made = not steps.isdisjoint({"CO-ROUTINE document", "MATERIALIZE document"})
                assert "SCAN indexed" not in steps, query["sql"]
                assert is_made or "SCAN document" not in steps, query["sql"]
                # Few are shown or named: all of a locale are more.
                of_documents = [step for step in steps if f" {documents.DOCUMENTS} " in step]
                assert not [step for step in of_documents if "(locale=?" in step], query["sql"]
    assert len(queries)


def test_a_spelling_that_no_text_has_any_more_is_forgotten_though_its_stem_is_still_there(
    library, publish
):
    _first, second = library
    assert Word.objects.filter(locale="en", text="argues").exists()
    second.body = [section([block("text", "<p>Nobody is arguing with a quokka.</p>")])]
    publish(second)
    assert list(
        Word.objects.filter(locale="en", text__startswith="argu").values_list("text", flat=True)
    ) == ["arguing"]
    assert rebuilding.differences() == []
