"""What a check tells an editor: a code, how serious it is, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """`where` names what it is about (`scale:pursue`), `details` fills the message."""

    code: str
    severity: str
    where: str
    details: Mapping[str, str] = field(default_factory=dict)


def error(code: str, where: str, **details: str) -> Finding:
    return Finding(code, ERROR, where, details)


def warning(code: str, where: str, **details: str) -> Finding:
    return Finding(code, WARNING, where, details)
