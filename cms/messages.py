"""Compiles the message catalogues without the gettext tools, so that Python alone is enough."""

from itertools import chain
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parent.parent
# What the wiki says, and what Wagtail's admin says without words of its own in a language.
CATALOGUES = ("locale/*/LC_MESSAGES/*.po", "cms/locale/*/LC_MESSAGES/*.po")


def compile_messages() -> list[Path]:
    """Write a `.mo` file beside each `.po` file that is newer than it; return those written."""
    written = []
    for source in sorted(chain.from_iterable(map(PROJECT.glob, CATALOGUES))):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


if __name__ == "__main__":
    compile_messages()
