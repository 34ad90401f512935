"""Which indexed documents the public may read, and which of them a search may find."""

from collections.abc import Sequence, Sized
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.models import Field, Q, QuerySet
from django.db.models.expressions import RawSQL

from search.models import IndexedDocument


def readable(moment: datetime) -> QuerySet[IndexedDocument]:
    """Return the indexed editions that the public may read at a moment."""
    return IndexedDocument.objects.filter(
        Q(hidden_after=None) | Q(hidden_after__gt=moment), visible_from__lte=moment
    )


class Scope(NamedTuple):
    """What a search may find: a condition of SQL on `document`, and its values for the driver.

    Searching writes its statements itself, because the ORM takes longer to make them than a
    database to run them.
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


def readable_at(moment: datetime) -> Scope:
    """Return what the public may read at a moment."""
    now = prepared("visible_from", moment)
    return Scope(
        "document.visible_from <= %s"
        " AND (document.hidden_after IS NULL OR document.hidden_after > %s)",
        [now, now],
    )


def prepared(name: str, value: Any) -> Any:
    """Return a value as the database driver takes it for a column of an indexed document."""
    field = cast("Field[Any, Any]", IndexedDocument._meta.get_field(name))
    return field.get_db_prep_value(value, connection)


def places(values: Sized) -> str:
    """Return the placeholders of some values, of which there is at least one."""
    return ", ".join(["%s"] * len(values))
