"""The entries nearest to a question: all of them compared, or found by an index of the database.

Up to `MAX_VECTORS` NumPy compares the question with every vector. Above, PostgreSQL answers where
it has the extension `vector` (pgvector). The column and the indexes that this takes are no part of
a migration, since the extension is no condition: `arrange` makes them once they are needed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import FloatField, Func, Max, QuerySet, Value

from search.models import Entry, EntryVector

# Comparing with more is too slow and too large for a process of the API.
MAX_VECTORS = 50_000
# So many of the nearest are looked at, before it is known which of them may be shown.
CANDIDATES = 400
BATCH = 500


class TooManyVectors(Exception):
    """There are more vectors than can be compared, and the database has no index of them."""


def nearest(
    embedder: str,
    question: Sequence[float],
    locales: Collection[str],
    among: QuerySet[Entry] | None = None,
) -> dict[str, float]:
    """Return the similarity, up to 1, of at most `CANDIDATES` nearest entries by digest.

    Args:
        question: a vector of length one, of as many numbers as the embedder's others.
        locales: those of the entries that count, when `among` does not say it.
        among: the entries that count; each of them is compared, however many others are nearer.

    Raises:
        TooManyVectors: when words have to do.
    """
    vectors = EntryVector.objects.filter(embedder=embedder)
    number = vectors[: MAX_VECTORS + 1].count()  # To count them all takes as long as to find them.
    if not number:
        return {}
    if number <= MAX_VECTORS:
        space = space_of(embedder, vectors.aggregate(Max("pk"))["pk__max"], number)
        return _compare(space, question, locales, among)
    if _is_arranged():
        return _look_up(embedder, question, locales, among)
    raise TooManyVectors(f"There are more than {MAX_VECTORS} vectors.")


@dataclass(frozen=True)
class Space:
    """All vectors of an embedder: row by row a digest, a locale and the numbers."""

    digests: Any
    locales: Any
    matrix: Any


@lru_cache(maxsize=2)
def space_of(embedder: str, newest: int, number: int) -> Space:
    """Return the vectors as they are; the arguments change whenever they do."""
    import numpy

    rows = list(
        EntryVector.objects.filter(embedder=embedder, pk__lte=newest)
        .order_by("pk")
        .values_list("digest", "locale", "vector")
    )
    numbers = b"".join(bytes(vector) for _digest, _locale, vector in rows)
    return Space(
        numpy.array([digest for digest, _locale, _vector in rows]),
        numpy.array([locale for _digest, locale, _vector in rows]),
        numpy.frombuffer(numbers, dtype=numpy.float32).reshape(len(rows), -1),
    )


def _compare(
    space: Space,
    question: Sequence[float],
    locales: Collection[str],
    among: QuerySet[Entry] | None,
) -> dict[str, float]:
    import numpy

    if among is None:
        counts = numpy.isin(space.locales, list(locales))
    else:
        counts = numpy.isin(space.digests, list(among.values_list("digest", flat=True)))
    places = numpy.flatnonzero(counts)
    similar = space.matrix[places] @ numpy.asarray(question, dtype=numpy.float32)
    best = numpy.argsort(-similar, kind="stable")[:CANDIDATES]
    return {str(space.digests[places[place]]): float(similar[place]) for place in best}


class _Distance(Func):
    """The negative inner product of an entry's vector with a question."""

    template = "(search_entryvector.nearby <#> %(expressions)s::vector)"
    output_field = FloatField()


def _look_up(
    embedder: str,
    question: Sequence[float],
    locales: Collection[str],
    among: QuerySet[Entry] | None,
) -> dict[str, float]:
    distance = _Distance(Value(_written(question)))
    rows = (
        EntryVector.objects.filter(embedder=embedder)
        .annotate(distance=distance)
        .filter(distance__isnull=False)
        .order_by("distance")
        .values_list("digest", "distance")
    )
    if among is None:
        # A locale has an index of its own, so that no other takes the places of its nearest.
        chosen = [rows.filter(locale=locale) for locale in locales]
    else:
        # Without a locale no index applies, and none of these is missed.
        chosen = [rows.filter(digest__in=among.values("digest"))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hnsw.ef_search', %s, true)", [str(CANDIDATES)])
        found = sorted(
            (distance, digest) for some in chosen for digest, distance in some[:CANDIDATES]
        )
    return {digest: -distance for distance, digest in found[:CANDIDATES]}


def arrange(embedder: str) -> None:
    """Have the database find the nearest, if there are too many to compare and it is able to.

    It can be interrupted and run again, also by two processes at once. Readers wait for nothing but
    the moment in which the column is made.
    """
    vectors = EntryVector.objects.filter(embedder=embedder)
    if vectors.count() <= MAX_VECTORS or not has_extension():
        return
    one = vectors.values_list("vector", flat=True)[0]
    with transaction.atomic():
        _wait_for_others()
        _make_column(len(bytes(one)) // 4)
    while _fill(embedder):
        pass
    for locale in sorted(set(vectors.values_list("locale", flat=True))):
        with transaction.atomic():
            _wait_for_others()
            _make_index(locale)


def has_extension() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regtype('vector') IS NOT NULL")
        return cursor.fetchone() == (True,)


def _is_arranged() -> bool:
    """Return whether every vector was once given to the database; the indexes are made last."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_indexes WHERE tablename = 'search_entryvector'"
            " AND schemaname = ANY (current_schemas(false)) AND indexdef LIKE '% USING hnsw %')"
        )
        return cursor.fetchone() == (True,)


def _wait_for_others() -> None:
    """Let nobody else arrange until the end of the transaction; reading and embedding go on."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE search_entryvector IN SHARE UPDATE EXCLUSIVE MODE")


def _make_column(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT atttypmod FROM pg_attribute WHERE attname = 'nearby'"
            " AND attrelid = 'search_entryvector'::regclass AND NOT attisdropped"
        )
        if cursor.fetchone() != (size,):
            # Another embedder's vectors have another size, and their indexes go with them.
            cursor.execute(
                "ALTER TABLE search_entryvector"
                " DROP COLUMN IF EXISTS nearby, ADD COLUMN nearby vector(%s)",
                [size],
            )


def _fill(embedder: str) -> int:
    """Copy a batch of vectors into the column; return how many."""
    import numpy

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, vector FROM search_entryvector"
            " WHERE nearby IS NULL AND embedder = %s ORDER BY id LIMIT %s",
            [embedder, BATCH],
        )
        rows = cursor.fetchall()
        cursor.executemany(
            "UPDATE search_entryvector SET nearby = %s::vector WHERE id = %s",
            [(_written(numpy.frombuffer(numbers, numpy.float32)), pk) for pk, numbers in rows],
        )
        return len(rows)


def _make_index(locale: str) -> None:
    name = connection.ops.quote_name(f"vectors_of_{locale}")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {name} ON search_entryvector"
            " USING hnsw (nearby vector_ip_ops) WHERE locale = %s",
            [locale],
        )


def _written(vector: Iterable[float]) -> str:
    """Return a vector in pgvector's own notation."""
    return f"[{','.join(str(float(number)) for number in vector)}]"
