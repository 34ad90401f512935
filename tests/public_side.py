"""Asks the public side in a test as readers do in production: it may only read, and calls nobody.

Addresses of readers are answered by the URLs and the middleware of `cms.settings.public`, by a
database role with the rights that the guide for production gives, and without connections to
anywhere. The editors' process answers the others. SQLite has no roles: there one process has both.
"""

import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.client import ClientHandler

from tests.public_server import CALLS

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "how-to" / "run-in-production.md"
ROLE = "wiki_reader"
PASSWORD = "a-password-of-its-own"
OF_EDITORS = ("/admin/", "/documents/", "/media/", "/static/", "/api/v1/preview/")


def role() -> str:
    """Return the name of the role that reads the database of these tests."""
    return f"{ROLE}_of_{connection.settings_dict['NAME']}"


def make_role() -> None:
    """Make the role by the guide for production. It may be left from tests that were killed."""
    drop_role()
    guide = re.search(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert guide is not None
    with connection.cursor() as cursor:
        cursor.execute(guide[1].replace(ROLE, role()))
    call_command("create_reader", role=role(), stdout=io.StringIO())


def drop_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role()])
        if cursor.fetchone():
            cursor.execute(f"DROP OWNED BY {role()}; DROP ROLE {role()}")


def environment(database: str, folder: Path) -> dict[str, str]:
    """Return the environment of a public process that answers like the process of the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WIKI_", "DJANGO_"))}
    return kept | {
        "DATABASE_URL": database,
        "WIKI_SECRET_KEY": settings.SECRET_KEY,
        "WIKI_ALLOWED_HOSTS": "127.0.0.1",
        "WIKI_API_URL": settings.WIKI_API_URL,
        "WIKI_FRONTEND_URL": settings.WIKI_FRONTEND_URL,
        "WIKI_DATA_DIR": str(folder),
        "WIKI_THROTTLE_REQUESTS": "0",
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    }


@lru_cache(maxsize=1)
def urls_and_middleware() -> tuple[str, list[str]]:
    """Return what the public process starts with.

    It is read in a process of its own: settings modules share what they change.
    """
    shown = (
        "import json, cms.settings.public as s; print(json.dumps([s.ROOT_URLCONF, s.MIDDLEWARE]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", shown],
        cwd=ROOT,
        env=environment("postgres://nobody@127.0.0.1/nothing", settings.MEDIA_ROOT),
        capture_output=True,
        text=True,
        check=True,
    )
    urls, middleware = json.loads(done.stdout)
    return urls, middleware


class _Answering(threading.local):
    """Whom this thread tried to call while it answered; None while it answers nobody."""

    calls: list[str] | None = None


_answering = _Answering()


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CALLS and _answering.calls is not None:
        _answering.calls.append(f"{event} {arguments[1:]}")
        raise PermissionError("The public side calls nobody.")


@lru_cache(maxsize=1)
def _watch() -> None:
    """Begin to hear of connections; a process cannot stop it."""
    sys.addaudithook(_refuse)


@contextmanager
def calling_nobody() -> Iterator[None]:
    """Refuse connections to anywhere, and fail when one was tried."""
    _watch()
    _answering.calls = calls = []
    try:
        yield
    finally:
        _answering.calls = None
    assert not calls, calls


class _Reading:
    """Hands the connection to the role at the first query of an answer.

    The statements go past Django, so that no test counts them. Inside the transaction of a test
    a savepoint gives everything back, even after an error of the database.
    """

    def __init__(self) -> None:
        self.handed: Any = None
        self.back = ""

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        if self.handed is not connection.connection:
            self.hand_over()
        return execute(*arguments)

    def hand_over(self) -> None:
        self.handed = connection.connection
        if connection.in_atomic_block:
            self.back = "ROLLBACK TO SAVEPOINT reader; RELEASE SAVEPOINT reader"
            self.say(
                f"SAVEPOINT reader; SET LOCAL ROLE {role()}; SET LOCAL transaction_read_only = on"
            )
        else:
            self.back = "RESET ROLE; RESET default_transaction_read_only"
            self.say(f"SET ROLE {role()}; SET default_transaction_read_only = on")

    def hand_back(self) -> None:
        if self.handed is not None and self.handed is connection.connection:
            self.say(self.back)

    def say(self, statements: str) -> None:
        self.handed.cursor().execute(statements)


@contextmanager
def reading_only() -> Iterator[None]:
    reading = _Reading()
    try:
        with connection.execute_wrapper(reading):
            yield
    finally:
        reading.hand_back()


class _PublicHandler(ClientHandler):
    """Answers as the public process does."""

    def load_middleware(self, is_async: bool = False) -> None:
        _urls, middleware = urls_and_middleware()
        with override_settings(MIDDLEWARE=middleware):
            super().load_middleware(is_async)

    def __call__(self, environ: dict[str, Any]) -> HttpResponse:
        with reading_only(), calling_nobody():
            return super().__call__(environ)

    def get_response(self, request: WSGIRequest) -> HttpResponse:
        request.urlconf, _middleware = urls_and_middleware()
        return super().get_response(request)


class Proxy:
    """Sends each request to the process that answers its address in production."""

    def __init__(self, editors: ClientHandler) -> None:
        self.editors = editors
        self.public = _PublicHandler(enforce_csrf_checks=False)

    def __call__(self, environ: dict[str, Any]) -> HttpResponse:
        of_editors = environ["PATH_INFO"].startswith(OF_EDITORS)
        return (self.editors if of_editors else self.public)(environ)
