"""Edits and publishes a page of a stock site, each time a line comes in; prints what it cost."""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main() -> None:
    import django

    django.setup()
    from benchmarks.plain_wagtail.models import StockArticlePage
    from benchmarks.publisher import milliseconds

    for number, _line in enumerate(sys.stdin):
        page = StockArticlePage.objects.first()

        def edit_and_publish(page: Any = page, number: int = number) -> None:
            page.summary = f"An article, edited {number} times."
            page.save_revision().publish()

        print(json.dumps({"edit and publish": milliseconds(edit_and_publish)}), flush=True)


if __name__ == "__main__":
    main()
