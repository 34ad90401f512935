"""What a check reports: data only. Whoever shows it puts it into words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

ERROR, WARNING, NOTE, OFF = "error", "warning", "note", "off"
SEVERITIES = (ERROR, WARNING, NOTE, OFF)
EXCERPT_LENGTH = 80

# Every code with the severity it has unless a wiki decides otherwise. Errors keep a text from
# being published; of the rest an editor is told.
DEFAULTS: Mapping[str, str] = {
    "markup_leak": ERROR,
    "typed_numbering": ERROR,
    "truncated": ERROR,
    "script_mismatch": ERROR,
    "empty_heading": ERROR,
    "dead_link": ERROR,
    "script_lines": ERROR,
    "table_cells": ERROR,
    "link_unpublished": WARNING,
    "missing_alt": WARNING,
    "unreadable_image": WARNING,
    "duplicate_content": WARNING,
    "repeated_words": WARNING,
    "typography": NOTE,
    "max_length": ERROR,
    "untranslated": ERROR,
    "machine_unreviewed": ERROR,
    "needs_review": WARNING,
    "unchanged": WARNING,
    "links_differ": ERROR,
    "placeholders_differ": ERROR,
    "numbers_differ": WARNING,
    "tags_differ": WARNING,
    "length_ratio": WARNING,
    "end_punctuation": WARNING,
    "glossary_required": WARNING,
    "glossary_forbidden": WARNING,
    "inconsistent": NOTE,
    "misplaced": WARNING,
    "quiz": ERROR,
    "quiz_advice": WARNING,
}
CODES = tuple(DEFAULTS)
# A broken quiz cannot be scored, so nobody can publish it, whatever they may decide otherwise.
STRUCTURAL = frozenset({"quiz"})


@dataclass(frozen=True)
class Finding:
    """One remark about one place.

    `path` names the place as wagtail-localize does (`body.<block id>.heading`), `block` is the id
    of the innermost block of the path, empty outside blocks. `details` fills the message; its
    `excerpt` lets a person recognise the place.
    """

    code: str
    severity: str
    path: str
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def block(self) -> str:
        return block_of(self.path)

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "severity": self.severity,
            "path": self.path,
            "block": self.block,
            "details": dict(self.details),
        }


@dataclass(frozen=True)
class Policy:
    """How serious each code is in one locale; what is not named has its default."""

    severities: Mapping[str, str] = field(default_factory=dict)

    def severity(self, code: str) -> str:
        return self.severities.get(code, DEFAULTS[code])

    def weigh(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings with their severities, the worst first; without those turned off."""
        weighed = [replace(finding, severity=self.severity(finding.code)) for finding in findings]
        kept = [finding for finding in weighed if finding.severity != OFF]
        return sorted(kept, key=lambda finding: SEVERITIES.index(finding.severity))


def found(code: str, path: str, excerpt: str = "", **details: str) -> Finding:
    """Return a finding that has not been weighed yet."""
    return Finding(code, OFF, path, {**details, "excerpt": shorten(excerpt)})


def shorten(text: str) -> str:
    """Return the beginning of a text on one line."""
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT_LENGTH else text[: EXCERPT_LENGTH - 1].rstrip() + "…"


def block_of(path: str) -> str:
    """Return the innermost block id of a path, empty when there is none."""
    ids = [part for part in path.split(".") if len(part) == 36 and part.count("-") == 4]
    return ids[-1] if ids else ""


def errors(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that keep a text from being published."""
    return (finding for finding in findings if finding.severity == ERROR)
