"""Keeps a folder of plain pages, which a web server shows while nothing else answers.

A page stands at its own path (`/en/topic/` is `en/topic/index.html`) and needs nothing but the
images. Since the folder is no database, what is hidden stays in it until it is written again.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.template.loader import get_template, render_to_string

from cms import reading
from content_models import locales
from content_models.frontend import url_of
from content_models.publishing import documents, redirects

# A folder is known by it: in any other, nothing is removed.
MARK = ".mirror"
PAGE = "index.html"
# What the usual file systems take for a name, in bytes.
LONGEST_NAME = 255
REDIRECTS_AT_ONCE = 1_000


class Mirrored(NamedTuple):
    """How many pages there are, were written and were removed, and the paths left out.

    A path is left out when no file can be called so.
    """

    pages: int
    written: int
    removed: int
    left_out: list[str]


class NoMirror(Exception):
    """The folder holds something else."""


class _Page(NamedTuple):
    """`mark` ends the file of this page as it is now; `text` is worked out when it is needed."""

    path: str
    mark: str
    text: Callable[[], str]


def write(folder: Path, tell: Callable[[int], None]) -> Mirrored:
    """Make a folder hold what readers may see now, and nothing else.

    What is hidden goes first. Pages that are right already are left alone; each of the others is
    replaced whole, so that a reader sees the old one or the new one.

    Args:
        tell: is called with the number of pages done so far, again and again.

    Raises:
        NoMirror: when the folder is not empty and was not begun by this function.
        OSError: when something cannot be written; the next call goes on from there.
    """
    _claim(folder)
    named = {path: _file(folder, path) for path in _paths()}
    removed = _remove_others(folder, set(named.values()))
    written = 0
    for done, page in enumerate(_pages(), start=1):
        file = _file(folder, page.path)
        if file is not None and not _ends_in(file, page.mark):
            _replace(folder, file, f"{page.text()}{page.mark}")
            written += 1
        if done % 100 == 0:
            tell(done)
    left_out = sorted(path for path, file in named.items() if file is None)
    return Mirrored(len(named) - len(left_out), written, removed, left_out)


def _claim(folder: Path) -> None:
    mark = folder / MARK
    if folder.exists() and not mark.exists() and any(folder.iterdir()):
        raise NoMirror(f"{folder} holds something else: name a folder that is empty or new.")
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()


def _paths() -> Iterator[str]:
    yield "/"
    yield from documents.readable().exclude(path="").values_list("path", flat=True)
    yield from (moved.source for moved in _moved())


def _pages() -> Iterator[_Page]:
    yield _leading("/", url_of(f"/{locales.default()}/"))
    form = _form()
    rows = documents.readable().exclude(path="").order_by("pk")
    columns = rows.values_list("path", "fingerprint", "body", "locale")
    for path, fingerprint, body, locale in columns.iterator(chunk_size=100):
        mark = f"<!-- {fingerprint} {form} -->"
        yield _Page(path, mark, lambda body=body, locale=locale: reading.page_of(body, locale))
    for moved in _moved():
        yield _leading(moved.source, moved.url)


def _moved() -> Iterator[redirects.Moved]:
    after = 0
    while found := redirects.listed(after, REDIRECTS_AT_ONCE):
        # A web server looks for a file without what follows the question mark.
        yield from (moved for moved in found if "?" not in moved.source)
        after = found[-1].number


def _leading(path: str, url: str) -> _Page:
    """Return a page that leads on: a web server reads redirects nowhere else."""
    text = render_to_string("preview/moved.html", {"url": url})
    return _Page(path, text, lambda: "")


def _form() -> str:
    """Return what changes when the templates of pages do."""
    folder = Path(get_template("preview/published.html").origin.name).parent
    sources = [file.read_bytes() for file in sorted(folder.iterdir())]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:16]


def _file(folder: Path, path: str) -> Path | None:
    """Return the file of a path; None for one that no file below the folder can have.

    Editors type the paths of redirects.
    """
    names = path.strip("/").split("/") if path.strip("/") else []
    if any(
        not name or name.startswith(".") or len(os.fsencode(name)) > LONGEST_NAME for name in names
    ):
        return None
    return folder.joinpath(*names, PAGE)


def _remove_others(folder: Path, wanted: set[Path | None]) -> int:
    others = [file for file in folder.rglob(PAGE) if file not in wanted]
    for file in others:
        file.unlink(missing_ok=True)
        _remove_empty(file.parent, folder)
    return len(others)


def _remove_empty(directory: Path, top: Path) -> None:
    while directory != top and not any(directory.iterdir()):
        directory.rmdir()
        directory = directory.parent


def _ends_in(file: Path, mark: str) -> bool:
    expected = mark.encode()
    try:
        with file.open("rb") as opened:
            opened.seek(max(file.stat().st_size - len(expected), 0))
            return opened.read() == expected
    except FileNotFoundError:
        return False


def _replace(folder: Path, file: Path, text: str) -> None:
    new = folder / f".{os.getpid()}"
    try:
        new.write_text(text, encoding="utf-8")
        file.parent.mkdir(parents=True, exist_ok=True)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
