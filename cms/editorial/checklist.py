"""The checklist beside the form of a page or snippet."""

from dataclasses import dataclass
from typing import Any

from cms.editorial import messages
from cms.editorial.findings import findings_for
from content_models.models import WikiPage
from content_models.models.snippets import WikiSnippet
from content_models.quality import Finding


@dataclass(frozen=True)
class Entry:
    """One line of the checklist. `path` and `block` say where its link leads."""

    severity: str
    severity_name: str
    place: str
    message: str
    excerpt: str
    path: str
    block: str


def entries_of(instance: Any) -> list[Entry]:
    """Return the checklist of a page or snippet as it was last saved, the worst first."""
    if not isinstance(instance, WikiPage | WikiSnippet) or instance.pk is None:
        return []
    return [entry_of(finding, instance) for finding in findings_for(instance)]


def entry_of(finding: Finding, instance: Any) -> Entry:
    """Return a finding in the words of the admin."""
    return Entry(
        severity=finding.severity,
        severity_name=str(messages.SEVERITY_NAMES[finding.severity]),
        place=messages.place_of(finding, instance),
        message=messages.describe(finding),
        excerpt=finding.details.get("excerpt", ""),
        path=finding.path,
        block=finding.block,
    )
