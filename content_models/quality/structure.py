"""Headings without words, texts too long for their field, links to nowhere, silent pictures."""

import re
from collections.abc import Iterator

from content_models.quality.findings import Finding, found
from content_models.quality.passages import HEADING, Content

_WORDY = re.compile(r"\w")
_STATES = {"missing": "dead_link", "unpublished": "link_unpublished"}


def check(content: Content) -> Iterator[Finding]:
    """Yield what is missing in the structure around the words."""
    for passage in content.passages:
        words = passage.words
        is_blank = passage.required if not words.strip() else not _WORDY.search(words)
        if passage.kind == HEADING and is_blank:
            yield found("empty_heading", passage.path, words)
        if passage.limit is not None and len(passage.text) > passage.limit:
            counts = {"limit": str(passage.limit), "length": str(len(passage.text))}
            yield found("max_length", passage.path, words, **counts)
    for link in content.links:
        if link.state in _STATES:
            yield found(_STATES[link.state], link.path, link.words, target=link.target)
    for picture in content.pictures:
        if not picture.decorative and not picture.alt.strip():
            yield found("missing_alt", picture.path, picture.name)
        if not picture.readable:
            yield found("unreadable_image", picture.path, picture.name)
    for defect in content.defects:
        yield found(defect.code, defect.path, **defect.details)
