"""Counts of searches on their way from processes that only read the database to one that writes.

They lie in a folder that the processes of a wiki share, a file for each time that some are left.
"""

import json
import logging
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings

logger = logging.getLogger(__name__)

# (text, locale, day): (times, documents found when last asked).
Counts = dict[tuple[str, str, date], tuple[int, int]]

# Where nobody takes them, no more than so many are left.
MAX_FILES = 10_000


def leave(counts: Counts) -> None:
    """Leave counts for whoever takes them next.

    Raises:
        OSError: when the folder cannot be written.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    if sum(1 for _file in folder.glob("*.json")) >= MAX_FILES:
        logger.warning("Searches are not counted: nobody takes the counts from %s.", folder)
        return
    rows = [
        [text, locale, day.isoformat(), *found] for (text, locale, day), found in counts.items()
    ]
    name = f"{time.time_ns()}-{uuid4().hex}"
    unfinished = folder / f"{name}.part"
    unfinished.write_text(json.dumps(rows), encoding="utf-8")
    unfinished.rename(folder / f"{name}.json")


def take() -> Iterator[Counts]:
    """Yield what was left, oldest first; each file is gone when the next one is asked for.

    One that is not done with is put back, one that cannot be read is thrown away.
    """
    for path in sorted(_folder().glob("*.json")):
        taken = path.with_suffix(".taken")
        try:
            path.rename(taken)
        except FileNotFoundError:  # Another process was quicker.
            continue
        is_done = False
        try:
            yield _read(taken)
            is_done = True
        finally:
            if is_done:
                taken.unlink()
            else:
                taken.rename(path)


def _read(path: Path) -> Counts:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {
            (str(text), str(locale), date.fromisoformat(day)): (int(times), int(hits))
            for text, locale, day, times, hits in rows
        }
    except (ValueError, TypeError):
        logger.exception("Counts of searches cannot be read.")
        return {}


def _folder() -> Path:
    return Path(settings.SEARCH_LOG_FOLDER)
