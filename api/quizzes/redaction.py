"""Keeps answers out of logs: an address that carries them is printed without."""

import logging
import re

_ANSWERS = re.compile(r"(/evaluate/?[^\s\"]*?[?&]a=)[^&\s\"]*")


class RedactAnswers(logging.Filter):
    """Removes the answers from every message and its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _redacted(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_redacted(argument) for argument in record.args)
        return True


def _redacted(value: object) -> object:
    return _ANSWERS.sub(r"\1…", value) if isinstance(value, str) else value
