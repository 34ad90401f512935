"""SQL that is written by hand, where the ORM takes longer to say it than a database to run it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

# The place of a number in a statement whose plan is kept; its value is text. Drivers give numbers a
# type by their size, and each mixture is another plan.
NUMBER = "CAST(%s AS bigint)"

# What psycopg calls `pq.Format.BINARY`: numbers and bytes as the database holds them, not as text.
_AS_STORED = 1


def fetch(statement: str, values: Sequence[Any]) -> list[Any]:
    """Return the rows that a statement gives.

    Unless somebody watches what is asked, the driver is asked without the wrapper that Django puts
    around its cursors: that takes as long as a short statement. What the wrapper makes sure of is
    made sure of here.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if _is_watched(database):
        with database.cursor() as cursor:
            return _rows(_executed(database, cursor.cursor, cursor, statement, values))
    _make_ready(database)
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            return _rows(database.connection.execute(_with_question_marks(statement), values))
        cursor = database.create_cursor()
        return _rows(_executed(database, cursor, cursor, statement, values))


def _is_watched(database: BaseDatabaseWrapper) -> bool:
    return bool(database.queries_logged or database.execute_wrappers)


def _make_ready(database: BaseDatabaseWrapper) -> None:
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_no_broken_transaction()


@lru_cache(maxsize=1_024)
def _with_question_marks(statement: str) -> str:
    """Return a statement with the places that SQLite knows; Django writes them anew each time."""
    return FORMAT_QMARK_REGEX.sub("?", statement).replace("%%", "%")


def _executed(
    database: BaseDatabaseWrapper, driver: Any, cursor: Any, statement: str, values: Sequence[Any]
) -> Any:
    if _binds_apart(database):
        driver.format = _AS_STORED
    cursor.execute(statement, values)
    return cursor


def _rows(cursor: Any) -> list[Any]:
    return cast(list[Any], cursor.fetchall())


class Question(NamedTuple):
    """A SELECT with its values."""

    statement: str
    values: Sequence[Any]


# What gives the rows of a question, once.
Rows = Callable[[], list[Any]]


@contextmanager
def together() -> Iterator[Callable[[Question], Rows]]:
    """Ask several questions without waiting for the answers, where the database allows that.

    PostgreSQL looks for the rows while this process does something else, and the way there and
    back is gone once for all of them. Rows that are read before the block ends wait for all that
    was asked before.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql" or _is_watched(database):
        yield lambda question: partial(fetch, *question)
        return
    _make_ready(database)

    def ask(question: Question) -> Rows:
        cursor = database.create_cursor()
        executed = _executed(database, cursor, cursor, *question)
        # PostgreSQL would keep the rows back until there are many or all is answered.
        database.connection.pgconn.send_flush_request()
        database.connection.pgconn.flush()
        return partial(_rows, executed)

    with database.wrap_database_errors, database.connection.pipeline():
        yield ask


def fetch_each(questions: Sequence[Question]) -> list[list[Any]]:
    """Return the rows that each of some questions gives, all asked in one statement.

    Each selects five columns: text, text, number, number and text. PostgreSQL and its driver take
    as long to begin with a statement as to answer a short one.
    """
    statement = " UNION ALL ".join(
        f"SELECT {number}, part.* FROM ({question.statement}) AS part"  # noqa: S608 - Numbers.
        for number, question in enumerate(questions)
    )
    told: list[list[Any]] = [[] for _question in questions]
    values = [value for question in questions for value in question.values]
    for number, *row in fetch(statement, values):
        told[number].append(row)
    return told


def run(statement: str, values: Sequence[Any]) -> None:
    """Run a statement that gives no rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _binds_apart(database: BaseDatabaseWrapper) -> bool:
    """Return whether PostgreSQL gets values beside a statement: then it can send bytes as such."""
    return bool(getattr(database.features, "uses_server_side_binding", False))


def prepared(value: Any) -> Any:
    """Return a value as the database takes it; text takes drivers least time."""
    if isinstance(value, UUID):
        return str(value) if _knows_keys() else value.hex
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return str(moment if _knows_zones() else moment.replace(tzinfo=None))
    return value


def prepared_key(text: str) -> str:
    """Return a key that is text already as the database takes it."""
    return text if _knows_keys() else text.replace("-", "")


# Asking the connection these takes longer than writing a value.
@cache
def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


@cache
def _knows_keys() -> bool:
    """Return whether the database has a type for keys."""
    return connection.features.has_native_uuid_field


@cache
def _knows_zones() -> bool:
    return connection.features.supports_timezones


def places(values: Sized) -> str:
    """Return the marks that stand for a few values in a statement; there is at least one value."""
    return ", ".join(["%s"] * len(values))


def among(column: str) -> str:
    """Return the condition that a column holds one of many values, which `several` makes one of.

    The statement is then the same for any number of them, and neither driver nor database has to
    read it again. PostgreSQL takes longer to read dozens of marks than to find the rows.
    """
    if _is_postgresql():
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - Names of columns.


def several(values: Iterable[str | int]) -> str:
    """Return the one value that `among` asks for, of values as the database takes them.

    PostgreSQL reads an array from text, which its driver would take longer to make of a list.
    """
    if not _is_postgresql():
        return json.dumps(list(values))
    texts = [str(value) for value in values]
    every = "".join(texts)
    if '"' in every or "\\" in every:
        texts = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"


def numbers(name: str, rows: Sequence[Sequence[int]]) -> tuple[str, list[str]]:
    """Return a table of rows of numbers, at least one, and its values; its columns are called
    `column1` and so on.

    PostgreSQL gets each column as one value: the statement, and so its plan, is the same for any
    number of rows.
    """
    if _is_postgresql():
        columns = list(zip(*rows, strict=True))
        called = ", ".join(f"column{place}" for place in range(1, len(columns) + 1))
        arrays = ", ".join(["CAST(%s AS bigint[])"] * len(columns))
        return f"unnest({arrays}) AS {name}({called})", [several(column) for column in columns]
    row = f"({', '.join([NUMBER] * len(rows[0]))})"
    listed = ", ".join([row] * len(rows))
    return f"(VALUES {listed}) AS {name}", [str(number) for row in rows for number in row]


def bytes_of(column: str) -> str:
    """Return what selects a column of bytes that are UTF-8; read it with `read_bytes`.

    PostgreSQL may send bytes as hexadecimal digits only, and then text takes half as long.
    """
    if _is_postgresql() and not _binds_apart(connection):
        return f"convert_from({column}, 'UTF8')"
    return column


def moment_of(column: str) -> str:
    """Return what selects a column of moments; read it with `read_moment`.

    Drivers take as long to make a moment as a database to find its row. The text has a name of its
    own, since PostgreSQL would give it that of the column, and order by it without any index.
    """
    return f"CAST({column} AS text) AS moment_told"


def joined(expression: str) -> str:
    """Return what joins the texts of all rows to one; NULL when there are no rows."""
    if _is_postgresql():
        return f"string_agg({expression}, '')"
    return f"group_concat({expression}, '')"


def read_bytes(value: Any) -> bytes:
    """Return bytes as they come from the driver, also those that were asked for as text."""
    return value.encode() if isinstance(value, str) else bytes(value or b"")


def read_key(value: Any) -> UUID:
    """Return a key as it comes from the driver: SQLite stores 32 digits."""
    return value if isinstance(value, UUID) else UUID(value)


def read_key_text(text: str) -> str:
    """Return a key that was asked for as text; SQLite leaves out the dashes."""
    if _knows_keys():
        return text
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def read_moment(value: str) -> datetime:
    """Return a moment that was asked for as text; SQLite leaves out that it is UTC."""
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
