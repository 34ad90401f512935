"""Wikis that exist for one measurement: SQLite in a folder, or a PostgreSQL database of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]

Environment = dict[str, str]


@contextmanager
def scratch_wiki(engine: str, postgresql: str, **more: str) -> Iterator[Environment]:
    """Yield the environment of an empty, migrated wiki that is gone when the block ends.

    Args:
        engine: `sqlite` or `postgresql`.
        postgresql: address of a PostgreSQL server on which databases may be made.
        more: further variables of the environment.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "WIKI_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATABASE_URL": "",
            **more,
        }
        if engine == "sqlite":
            manage(environment, "migrate", "--verbosity", "0")
            yield environment
            return
        name = f"wiki_scratch_{os.getpid()}"
        address = urlunsplit(urlsplit(postgresql)._replace(path=f"/{name}"))
        _on_server(postgresql, f'CREATE DATABASE "{name}"')
        try:
            manage(environment | {"DATABASE_URL": address}, "migrate", "--verbosity", "0")
            yield environment | {"DATABASE_URL": address}
        finally:
            _on_server(postgresql, f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(environment: Environment, *arguments: str) -> None:
    """Run a management command in the scratch wiki."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, env=os.environ | environment, cwd=ROOT, check=True)


def _on_server(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
