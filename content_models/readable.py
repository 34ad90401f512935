"""When the public may read an edition: one rule for all tables with its times, for ORM and SQL."""

from datetime import datetime

from django.db.models import Q


def readable_at(moment: datetime) -> Q:
    """Return the condition that an edition is readable at a moment."""
    ends_later = Q(hidden_after=None) | Q(hidden_after__gt=moment)
    return ends_later & Q(visible_from__lte=moment)


def readable_in(table: str) -> str:
    """Return the same as SQL; the moment is its value, given twice."""
    return (
        f"{table}.visible_from <= %s"
        f" AND ({table}.hidden_after IS NULL OR {table}.hidden_after > %s)"
    )


def hidden_in(table: str) -> str:
    """Return the opposite as SQL, said so that databases use the indexes of both times."""
    return f"{table}.hidden_after <= %s OR {table}.visible_from > %s"
