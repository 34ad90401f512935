"""Keeps answers and scores out of logs: an address that carries them is printed without."""

import logging
import re
from urllib.parse import unquote

CARRYING = ("a", "s")
_QUERY = re.compile(r"\?[^\s\"']+")


class RedactAnswers(logging.Filter):
    """Removes the answers from every message and its arguments, however they are spelled."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _redacted(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_redacted(argument) for argument in record.args)
        elif isinstance(record.args, dict):
            record.args = {name: _redacted(value) for name, value in record.args.items()}
        return True


def _redacted(value: object) -> object:
    return _QUERY.sub(_without_answers, value) if isinstance(value, str) else value


def _without_answers(query: re.Match[str]) -> str:
    parts = []
    for part in query[0][1:].split("&"):
        name, equals, _value = part.partition("=")
        carries = equals and unquote(name).strip() in CARRYING
        parts.append(f"{name}=…" if carries else part)
    return "?" + "&".join(parts)
