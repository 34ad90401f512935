"""What `LIKE` finds in a column: texts as they are, or whatever accents they have there."""

import re

from django.db import connection

from search import words

LIKE = r"LIKE %s ESCAPE '\'"
# The letters of ASCII that many languages put marks on.
_OFTEN_MARKED = frozenset("acdeghijklnorstuwyz")

# Also written as æ and œ.
_TWO_AS_ONE = re.compile("ae|oe")


def anywhere(text: str) -> str:
    """Return the pattern of what holds a text as it is."""
    return f"%{_literal(text)}%"


def beginning(text: str) -> str:
    """Return the pattern of what begins with a text as it is."""
    return f"{_literal(text)}%"


def bare(text: str) -> str:
    """Return the part of a pattern that a text without marks meets whatever marks it has there.

    Others meet it too: any letter stands where one can have a mark, and any letters where two can
    be written as one.
    """
    return "%".join(_with_marks(part) for part in _TWO_AS_ONE.split(text))


def _with_marks(text: str) -> str:
    return "".join(
        "_" if letter in _OFTEN_MARKED or words.has_accents(letter) else letter
        for letter in _literal(text)
    )


def _literal(text: str) -> str:
    return str(connection.ops.prep_for_like_query(text))
