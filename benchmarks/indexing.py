"""What publishing costs with the search index and without, in a scratch wiki that is filled.

One article, in a series of its own, is published again and again with other words, in turns with
and without the index, so that whatever else the machine does slows both alike. Prints both medians
as JSON.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.filling import SECTION_WORDS, TITLE_WORDS, Texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    import django

    django.setup()
    from cms.importing.bulk import BulkImport
    from cms.importing.collections import Entry
    from cms.importing.keys import key_of
    from content_models.models import ArticlePage
    from content_models.publishing.events import editions_changed
    from search import signals

    texts = Texts("en")
    entry = Entry(
        line=0,
        kind="article",
        id="published often",
        locale="en",
        title=texts.text(TITLE_WORDS),
        body=texts.text(SECTION_WORDS),
    )
    BulkImport("published often", lambda done: None, lambda left: None).run([entry])
    page = ArticlePage.objects.get(translation_key=key_of(entry.id))
    milliseconds: dict[str, list[float]] = {"without": [], "with": []}
    for _round in range(options.rounds):
        for name, connect in (
            ("without", editions_changed.disconnect),
            ("with", editions_changed.connect),
        ):
            connect(signals.follow)
            body = page.body.get_prep_value()
            body[0]["value"]["blocks"][0]["value"] = f"<p>{texts.text(SECTION_WORDS)}</p>"
            page.title = texts.text(TITLE_WORDS)
            page.body = body
            started = time.perf_counter()
            page.save_revision().publish()
            milliseconds[name].append(1_000 * (time.perf_counter() - started))
    print(json.dumps({name: median(taken) for name, taken in milliseconds.items()}))


if __name__ == "__main__":
    main()
