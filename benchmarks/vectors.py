"""Nearest entries: 50,000 vectors compared by NumPy and 100,000 looked up by pgvector.

The vectors have 384 random numbers; those of real texts lie in groups, where an index finds more.
Run it with `python -m tests.vector_server python benchmarks/vectors.py`.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SIZE = 384
COMPARED = 50_000
LOOKED_UP = 100_000
QUESTIONS = 20
LOCALES = ["en", "es"]


def unit_vectors(random: Any, number: int) -> Any:
    """Return rows of length one, in any direction."""
    import numpy

    made = random.standard_normal((number, SIZE)).astype(numpy.float32)
    return made / numpy.linalg.norm(made, axis=1, keepdims=True)


def keep(embedder: str, made: Any) -> None:
    """Keep vectors as those of entries, every other one in another locale."""
    from search.models import EntryVector

    EntryVector.objects.bulk_create(
        (
            EntryVector(
                digest=f"{embedder}-{position}",
                locale=LOCALES[position % len(LOCALES)],
                embedder=embedder,
                vector=vector.tobytes(),
            )
            for position, vector in enumerate(made)
        ),
        batch_size=5_000,
    )


def ask(embedder: str, questions: Any) -> Iterator[tuple[float, set[str]]]:
    """Yield the milliseconds of each question, and the twenty entries that came first."""
    from search import vectors

    for question in questions:
        start = time.perf_counter()
        found = vectors.nearest(embedder, question, LOCALES[:1])
        yield 1_000 * (time.perf_counter() - start), set(list(found)[:20])


def main() -> None:
    """Print the milliseconds of a question both ways, and how many of the nearest are found."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django

    django.setup()
    import numpy
    from django.core.management import call_command
    from django.db import connection

    from search import vectors

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
    random = numpy.random.default_rng(1)
    made = unit_vectors(random, LOOKED_UP)
    questions = unit_vectors(random, QUESTIONS)
    keep("half", made[:COMPARED])
    keep("whole", made)
    start = time.perf_counter()
    vectors.arrange("whole")
    print(f"column and indexes: {time.perf_counter() - start:.0f} s", flush=True)
    list(ask("half", questions[:1]))  # NumPy reads them all once.
    list(ask("whole", questions))
    compared = list(ask("half", questions))
    looked_up = list(ask("whole", questions))
    vectors.MAX_VECTORS = LOOKED_UP
    exact = list(ask("whole", questions))
    shares = [
        len(found & true) / len(true)
        for (_time, found), (_exact, true) in zip(looked_up, exact, strict=True)
    ]
    for name, answers in (("compared", compared), ("looked up", looked_up), ("all", exact[1:])):
        print(f"{name}: {statistics.median(time for time, _found in answers):.1f} ms a question")
    print(f"found of the twenty nearest: {statistics.mean(shares):.0%}")


if __name__ == "__main__":
    main()
