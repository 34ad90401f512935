"""Which indexed documents the public may read, and which of them a search may find."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from content_models.publishing.statements import NUMBER, Question, prepared
from content_models.readable import hidden_in, readable_at
from search.models import IndexedDocument


def readable(moment: datetime) -> QuerySet[IndexedDocument]:
    """Return the indexed editions that the public may read at a moment."""
    return IndexedDocument.objects.filter(readable_at(moment))


class Scope(NamedTuple):
    """What a search may find: a condition of SQL on `document`, and its values for the driver.

    Searching writes its statements itself, because the ORM takes longer to make them than a
    database to run them. Most conditions ask for nothing but `document.id`: what reads thousands
    of postings then need not look up their documents.
    """

    condition: str
    values: list[Any]

    def narrowed(self, condition: str, values: Sequence[Any] = ()) -> "Scope":
        """Return what meets another condition as well."""
        return Scope(f"{self.condition} AND {condition}", [*self.values, *values])

    def documents(self) -> QuerySet[IndexedDocument]:
        """Return the documents, for what is asked seldom."""
        chosen = (
            f"SELECT document.id FROM search_indexeddocument AS document WHERE {self.condition}"  # noqa: S608
        )
        return IndexedDocument.objects.filter(pk__in=RawSQL(chosen, self.values))  # noqa: S611


def readable_scope(moment: datetime) -> Scope:
    """Return the same as what a search may find, told by the few that are not readable."""
    now = prepared(moment)
    hidden = f"SELECT hidden.id FROM search_indexeddocument AS hidden WHERE {hidden_in('hidden')}"  # noqa: S608
    return Scope(f"document.id NOT IN ({hidden})", [now, now])


def ask_scope(moment: datetime) -> Question:
    """Return what asks for the same together with something else; read it with `read_scope`."""
    now = prepared(moment)
    indexed = "FROM search_indexeddocument)"
    statement = (
        f"SELECT NULL, NULL, (SELECT COALESCE(MAX(id), 0) {indexed},"
        f" CASE WHEN (SELECT MIN(hidden_after) {indexed} <= %s"
        f" OR (SELECT MAX(visible_from) {indexed} > %s THEN 1 ELSE 0 END, NULL"
    )
    return Question(statement, [now, now])


def read_scope(rows: Sequence[Sequence[Any]], moment: datetime) -> Scope:
    """Return what a search may find, of what was there when it was asked.

    Mostly nothing is hidden, and to find that out takes less time than to look for it. What came
    since is not found: it was not asked whether it is hidden.
    """
    ((_, _, last, is_hiding, _),) = rows
    scope = Scope(f"document.id <= {NUMBER}", [str(last)])
    if not is_hiding:
        return scope
    readable = readable_scope(moment)
    return scope.narrowed(readable.condition, readable.values)
