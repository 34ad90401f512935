"""Wikis that exist for one measurement: SQLite in a folder, or a PostgreSQL database of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]

Environment = dict[str, str]

# What a proxy says to the public process, which answers nobody without HTTPS.
PROXIED = {"X-Forwarded-Proto": "https"}

_numbers = count()


@contextmanager
def scratch_wiki(engine: str, postgresql: str, **more: str) -> Iterator[Environment]:
    """Yield the environment of an empty, migrated wiki that is gone when the block ends.

    Args:
        engine: `sqlite` or `postgresql`.
        postgresql: address of a PostgreSQL server on which databases may be made.
        more: further variables of the environment.
    """
    with scratch_site(engine, postgresql, "benchmarks.settings", **more) as environment:
        manage(environment, "migrate", "--verbosity", "0")
        yield environment


@contextmanager
def scratch_site(engine: str, postgresql: str, settings: str, **more: str) -> Iterator[Environment]:
    """Yield the environment of a site with an empty database that is gone when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "WIKI_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": "",
            **more,
        }
        if engine == "sqlite":
            yield environment
            return
        name = f"wiki_scratch_{os.getpid()}_{next(_numbers)}"
        _on_server(postgresql, f'CREATE DATABASE "{name}"')
        try:
            address = urlunsplit(urlsplit(postgresql)._replace(path=f"/{name}"))
            yield environment | {"DATABASE_URL": address}
        finally:
            _on_server(postgresql, f'DROP DATABASE "{name}" WITH (FORCE)')


def reading(environment: Environment) -> Environment:
    """Return an environment that asks PostgreSQL as the public process does."""
    address = environment["DATABASE_URL"]
    if not address:
        return environment
    return environment | {"DATABASE_URL": f"{address}?server_side_binding=true&prepare_threshold=5"}


def public(environment: Environment) -> Environment:
    """Return the environment of the public process of the same wiki."""
    address = environment["DATABASE_URL"]
    return environment | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.public",
        "DATABASE_URL": address or f"sqlite:///{environment['WIKI_DATA_DIR']}/wiki.sqlite3",
        "WIKI_SECRET_KEY": "for measurements only, " * 3,
        "WIKI_ALLOWED_HOSTS": "127.0.0.1",
        "WIKI_API_URL": "https://wiki.example",
        "WIKI_FRONTEND_URL": "https://wiki.example",
        # One machine asks for everything here.
        "WIKI_THROTTLE_REQUESTS": "0",
    }


def manage(environment: Environment, *arguments: str) -> None:
    """Run a management command in the scratch wiki."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, env=os.environ | environment, cwd=ROOT, check=True)


def _on_server(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
