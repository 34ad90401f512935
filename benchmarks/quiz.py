"""Quizzes as ratios to an empty REST view, and what scoring costs with more questions.

    python benchmarks/quiz.py [--check]

The quiz of 135 questions in 32 scales is published in a scratch database; answer sheets are scored
by the function alone and by the address, and share pictures are drawn in a script with spaces and
in one with thousands of signs, in turns with the empty view. `--check` fails when a single picture
takes too long, or when a question costs more in a long quiz than in a short one.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
SHEETS, ROUNDS = 40, 3
SLOWEST_PICTURE_SECONDS = 0.2
# Measured on whatever else the machine does meanwhile.
MOST_GROWTH = 1.5


def per_second(call: Callable[[int], object], times: int) -> float:
    start = time.perf_counter()
    for number in range(times):
        call(number)
    return times / (time.perf_counter() - start)


def slowest(call: Callable[[int], object], times: int) -> float:
    seconds = []
    for number in range(times):
        start = time.perf_counter()
        call(number)
        seconds.append(time.perf_counter() - start)
    return max(seconds)


def store(scoring: dict, key: UUID) -> None:
    """Put a version in the database as publishing does, with a document that makes it public."""
    from django.utils import timezone

    from content_models.blocks.quizzes import hash_of
    from content_models.models.published import PublishedDocument, QuizText, QuizVersion
    from tests.api.test_surveyjs import version_of

    version = QuizVersion.objects.create(
        key=key, number=1, scoring=scoring, scoring_hash=hash_of(scoring), created_at=timezone.now()
    )
    words = {"description": None, "low_label": None, "high_label": None, "bands": {}}
    text = version_of(scoring).text
    text["scales"] = {one["key"]: {"name": one["key"], **words} for one in scoring["scales"]}
    more = {"body_html": "", "strengths": [], "cautions": [], "share_title": "", "share_text": ""}
    text["results"] = {name: about | more for name, about in text["results"].items()}
    QuizText.objects.create(version=version, locale="en", text=text, report={})
    now = timezone.now()
    PublishedDocument.objects.create(
        key=key, locale="en", kind="quiz", path="/en/quiz/", title="Quiz", card=b"{}", body=b"{}",
        fingerprint="0", position="", visible_from=now, published_at=now, updated_at=now,
        modified_at=now,
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="Fail out of bounds.")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ.pop("DATABASE_URL", None)
    os.environ["WIKI_QUIZ_REQUESTS_PER_MINUTE"] = "100000000"
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="wiki-benchmark-") as folder:
        os.environ["WIKI_DATA_DIR"] = folder
        broken = measure()
    for problem in broken:
        print(problem)
    return int(options.check and bool(broken))


def measure() -> list[str]:
    """Print what was measured; return what is out of bounds."""
    import django
    from django.core.management import call_command
    from django.test import Client

    django.setup()
    call_command("migrate", verbosity=0)
    from api.quizzes.picture import picture_of
    from content_models.scoring import parse, score
    from tests.api.test_share_picture import card
    from tests.content_models.scoring.quizzes import many_scales, sheets, two_scales

    client, key = Client(SERVER_NAME="127.0.0.1"), UUID(int=1)
    scoring = many_scales()
    store(scoring, key)
    definition = parse(scoring)
    given = sheets(scoring, SHEETS, seed=1, missing=0.05)
    headers = [",".join(f"{item}:{option}" for item, option in sheet.items()) for sheet in given]
    address = f"/api/v1/quizzes/{key}/evaluate/"
    response = client.get(address, headers={"quiz-answers": headers[0]})
    assert response.status_code == 200, response.content[:500]
    calls: dict[str, Callable[[int], object]] = {
        "empty REST view": lambda number: client.get("/measure/empty/"),
        "scoring alone, 135 × 32": lambda number: score(definition, given[number]),
        "evaluate, 135 × 32": lambda number: client.get(
            address, headers={"quiz-answers": headers[number]}
        ),
    }
    for locale in ("en", "zh-Hans"):
        shown = card(locale)
        calls[f"share picture, {locale}"] = lambda _number, shown=shown: picture_of(
            shown, site_name="The Talking Wiki"
        )
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _round in range(ROUNDS):
        for name, call in calls.items():
            found[name].append(per_second(call, SHEETS))
    empty = median(found["empty REST view"])
    print(f"{'':28}{'per second':>12}{'× empty view':>14}")
    for name, rates in found.items():
        print(f"{name:28}{median(rates):12.0f}{empty / median(rates):14.2f}")
    broken = []
    pictures = {name: call for name, call in calls.items() if name.startswith("share picture")}
    print(f"\nSlowest of {SHEETS} pictures, bound {SLOWEST_PICTURE_SECONDS * 1000:.0f} ms")
    for name, call in pictures.items():
        seconds = slowest(call, SHEETS)
        print(f"{name:28}{seconds * 1000:9.0f} ms")
        if seconds > SLOWEST_PICTURE_SECONDS:
            broken.append(f"{name}: {seconds * 1000:.0f} ms is too long.")
    print("\nScoring with more questions, two scales")
    least = 0.0
    for count in (36, 72, 144, 288):
        growing = two_scales(count)
        parsed = parse(growing)
        sample = sheets(growing, SHEETS, seed=2, missing=0.05)
        rates = [
            per_second(lambda number, p=parsed, s=sample: score(p, s[number]), SHEETS)
            for _round in range(ROUNDS)
        ]
        cost = 1 / median(rates)
        least = least or cost / count
        growth = cost / count / least
        print(f"{count:6} questions{1 / cost:12.0f} sheets/s{growth:8.2f} × a question")
        if growth > MOST_GROWTH:
            broken.append(f"A question of {count} costs {growth:.2f} times one of 36.")
    return broken


if __name__ == "__main__":
    sys.exit(main())
