"""The database that `DATABASE_URL` names, with what each engine needs to serve many at once."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# Seconds to wait for a server that does not answer, and milliseconds for one that went away.
POSTGRESQL_OPTIONS = {"connect_timeout": 5, "tcp_user_timeout": 10_000}


def configured(url: str, folder: Path) -> dict[str, Any]:
    """Return the setting for a database.

    Args:
        url: empty for a file in `folder`.

    Raises:
        ImproperlyConfigured: for an address that is none.
    """
    try:
        database: dict[str, Any] = dict(
            # Opening it again for every request costs more than reading a document.
            dj_database_url.parse(url or f"sqlite:///{folder / 'wiki.sqlite3'}", conn_max_age=60)
        )
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name."
        ) from error
    own = POSTGRESQL_OPTIONS if database["ENGINE"].endswith("postgresql") else SQLITE_OPTIONS
    database["OPTIONS"] = own | database.get("OPTIONS", {})
    return database
