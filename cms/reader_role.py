"""The role of PostgreSQL that the public process asks as: it may read what is published."""

from django.db import ProgrammingError, connection, transaction

NAME = "wiki_reader"
# What is published and how it is found; by the migrations the health check sees whether all ran.
TABLES = r"^(content_models_(published|change$|quizversion$|quiztext$)|search_|django_migrations$)"

INSUFFICIENT_PRIVILEGE = "42501"


class MayNotMakeRoles(Exception):
    """The role that asked may not make or change another."""


def is_there(role: str = NAME) -> bool:
    """Return whether the database has the role; SQLite has none."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def make(role: str, password: str) -> None:
    """Make the role, or give it a password when it is there.

    Raises:
        MayNotMakeRoles: and nothing is changed.
    """
    verb = "ALTER" if is_there(role) else "CREATE"
    name = connection.ops.quote_name(role)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{verb} ROLE {name} LOGIN PASSWORD %s", [password])
            cursor.execute(f"ALTER ROLE {name} SET default_transaction_read_only = on")
    except ProgrammingError as refused:
        if getattr(refused.__cause__, "sqlstate", "") != INSUFFICIENT_PRIVILEGE:
            raise
        raise MayNotMakeRoles from refused


def let_read(role: str) -> int:
    """Let the role read every table of what is published; return how many there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = current_schema() AND tablename ~ %s ORDER BY tablename",
            [TABLES],
        )
        tables = [connection.ops.quote_name(table) for (table,) in cursor.fetchall()]
        if tables:
            name = connection.ops.quote_name(role)
            cursor.execute(f"GRANT SELECT ON {', '.join(tables)} TO {name}")
    return len(tables)
