"""The database finds by its indexes what NumPy finds by comparing (`make pgvector`)."""

from typing import Any

import numpy
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import vectors
from search.models import EntryVector

SIZE = 384
EMBEDDER = "random"
# What a reader can meet: so many entries join those that words find.
FIRST = 20


@pytest.fixture
def unit_vectors():
    """Return random vectors of length one, the same in every test."""
    random = numpy.random.default_rng(7)

    def unit_vectors(number: int, size: int = SIZE) -> Any:
        made = random.standard_normal((number, size)).astype(numpy.float32)
        return made / numpy.linalg.norm(made, axis=1, keepdims=True)

    return unit_vectors


@pytest.fixture
def keep(db):
    """Keep vectors as those of entries; they are named by the locale and their position."""

    def keep(made: Any, locale: str = "en", embedder: str = EMBEDDER) -> None:
        EntryVector.objects.bulk_create(
            EntryVector(
                digest=f"{locale}-{position}",
                locale=locale,
                embedder=embedder,
                vector=vector.tobytes(),
            )
            for position, vector in enumerate(made)
        )

    return keep


@pytest.fixture
def look_up(monkeypatch):
    """Ask the database for the nearest, with its vectors as they are now."""

    def look_up(question: Any, *locales: str, embedder: str = EMBEDDER) -> dict[str, float]:
        monkeypatch.setattr(vectors, "MAX_VECTORS", 0)
        vectors.arrange(embedder)
        return vectors.nearest(embedder, question, locales or ["en"])

    return look_up


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_index_finds_what_comparing_finds_in_the_same_order(unit_vectors, keep, look_up):
    keep(unit_vectors(1_000))
    keep(unit_vectors(1_000), locale="es")
    [question] = unit_vectors(1)
    compared = vectors.nearest(EMBEDDER, question, ["en", "es"])
    look_up(question)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entryvector")
        cursor.execute("SET enable_sort = off")  # So few would else be sorted.
        with CaptureQueriesContext(connection) as queries:
            found = look_up(question, "en", "es")
        plans = []
        for query in queries:
            if "<#>" in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append(str(cursor.fetchall()))
        cursor.execute("RESET enable_sort")
    assert list(found)[:FIRST] == list(compared)[:FIRST]
    assert list(found.values())[:FIRST] == pytest.approx(list(compared.values())[:FIRST], abs=1e-5)
    assert ["vectors_of_en" in plan for plan in plans] == [True, False]
    assert ["vectors_of_es" in plan for plan in plans] == [False, True]


def test_a_small_locale_keeps_its_nearest_beside_a_large_one(unit_vectors, keep, look_up):
    [question] = unit_vectors(1)
    keep(numpy.repeat([question], vectors.CANDIDATES + 100, axis=0))
    keep(unit_vectors(3), locale="es")
    assert set(look_up(question, "es")) == {"es-0", "es-1", "es-2"}
    assert len(look_up(question, "en", "es")) == vectors.CANDIDATES


def test_what_comes_is_found_and_what_goes_is_not(unit_vectors, keep, look_up):
    made = unit_vectors(5)
    keep(made[:3])
    assert next(iter(look_up(made[1]))) == "en-1"
    EntryVector.objects.filter(digest="en-1").delete()
    keep(made[3:], locale="es")
    assert set(look_up(made[3], "en", "es")) == {"en-0", "en-2", "es-0", "es-1"}
    assert next(iter(look_up(made[3], "en", "es"))) == "es-0"


def test_an_embedder_with_longer_vectors_can_follow(unit_vectors, keep, look_up):
    keep(unit_vectors(3))
    look_up(unit_vectors(1)[0])
    EntryVector.objects.all().delete()
    longer = unit_vectors(2, size=SIZE * 2)
    keep(longer, embedder="longer")
    assert next(iter(look_up(longer[1], embedder="longer"))) == "en-1"


def test_a_role_that_may_only_read_is_answered(unit_vectors, keep, look_up):
    made = unit_vectors(3)
    keep(made)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE reader")
        cursor.execute("GRANT SELECT ON search_entryvector TO reader")
        look_up(made[0])
        cursor.execute("SET LOCAL ROLE reader")
        assert next(iter(vectors.nearest(EMBEDDER, made[2], ["en"]))) == "en-2"
        cursor.execute("RESET ROLE")
