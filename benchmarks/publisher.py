"""Publishes in a scratch wiki, each time a line comes in; prints what it cost."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Beyond those that an editor waits for.
DEPENDENTS = 40


def milliseconds(work: Callable[[], Any]) -> float:
    """Return the CPU of this thread that some work takes."""
    started = time.thread_time()
    work()
    return 1_000 * (time.thread_time() - started)


def main() -> None:
    import django

    django.setup()
    from benchmarks.content import author, make_article
    from cms.delivery import courier
    from content_models.models import ArticlePage, ArticleSeriesPage

    # What the background does is no part of what an editor waits for.
    courier.courier.call = lambda: None  # type: ignore[method-assign]
    series = ArticleSeriesPage.objects.get()
    for number in range(1, DEPENDENTS):
        make_article(series, number)
    courier.deliver_due()
    for number, _line in enumerate(sys.stdin):
        page, person = ArticlePage.objects.get(slug="article-0"), author()

        def edit_and_publish(page: Any = page, number: int = number) -> None:
            page.summary = f"An article, edited {number} times."
            page.save_revision().publish()

        def rename(person: Any = person, number: int = number) -> None:
            person.biography = f"<p>Has changed {number} times.</p>"
            person.credentials = f"M.A. {number}"
            person.save_revision().publish()

        figures = {
            "edit and publish": milliseconds(edit_and_publish),
            f"author of {DEPENDENTS} articles": milliseconds(rename),
        }
        courier.deliver_due()
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
