"""Submit 100 pages into two locales, kill the work half way, start it again, count everything.

It runs in a database of its own, which it takes away afterwards:

    python benchmarks/submission.py
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
PAGES = 100
LOCALES = ("zh-Hans", "es")


def manage(*words: str) -> str:
    """Run a management command and return what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def make_pages() -> int:
    """Make a series of articles and return its number; drafts are submitted like live pages."""
    from cms.preparation import prepare_wiki
    from content_models.models import ArticlePage, ArticleSeriesPage

    home = prepare_wiki()
    series = ArticleSeriesPage(title="Days", slug="days", summary="A day each.", live=False)
    home.add_child(instance=series)
    for number in range(PAGES):
        words = f"<p>Day {number} begins.</p><p>It ends.</p>"
        texts = [{"type": "text", "id": str(uuid4()), "value": words} for _part in range(3)]
        body = {"kind": "plain", "label": "", "heading": "Morning", "blocks": texts}
        article = ArticlePage(
            title=f"A day {number}",
            slug=f"day-{number}",
            summary="What happened.",
            body=[{"type": "section", "id": str(uuid4()), "value": body}],
            live=False,
        )
        series.add_child(instance=article)
    return series.pk


def kill_half_way(series: int) -> int:
    """Start the submission, kill it without warning, and return how many drafts it had made."""
    from wagtail.models import Page

    wanted = PAGES  # Half of pages times locales.
    command = ["submit_translations", str(series), *locale_options()]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = 0
    while made < wanted and process.poll() is None:
        time.sleep(0.2)
        made = Page.objects.filter(depth__gt=1).exclude(locale__language_code="en").count()
    process.send_signal(signal.SIGKILL)
    process.wait()
    return made


def locale_options() -> list[str]:
    return [word for locale in LOCALES for word in ("--locale", locale)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ["WIKI_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from wagtail.models import Page

        manage("migrate", "--verbosity", "0")
        series = make_pages()
        print(f"killed after {kill_half_way(series)} drafts", flush=True)
        print(manage("submit_translations", str(series), *locale_options()).strip())
        for locale in LOCALES:
            keys = Page.objects.filter(depth__gt=1, locale__language_code=locale.lower())
            drafts, distinct = keys.count(), keys.values("translation_key").distinct().count()
            live = keys.filter(live=True).count()
            print(f"{locale}: {drafts} pages, {distinct} keys, {live} live")
            assert (drafts, distinct, live) == (PAGES + 2, PAGES + 2, 0)
        print(f"fixtree: {manage('fixtree', '--noinput').strip().splitlines()[-1]}")


if __name__ == "__main__":
    main()
