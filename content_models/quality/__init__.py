"""Pure checks of texts: structure and words in, findings out."""

from content_models.quality.checks import check, compare
from content_models.quality.findings import CODES, ERROR, NOTE, OFF, WARNING, Finding, Policy
from content_models.quality.glossary import Term
from content_models.quality.numbering import references, starts_with_typed_number, take_number
from content_models.quality.pairs import Pair
from content_models.quality.passages import Content, Defect, Link, Passage, Picture, of_raw_text

__all__ = [
    "CODES",
    "ERROR",
    "NOTE",
    "OFF",
    "WARNING",
    "Content",
    "Defect",
    "Finding",
    "Link",
    "Pair",
    "Passage",
    "Picture",
    "Policy",
    "Term",
    "check",
    "compare",
    "of_raw_text",
    "references",
    "starts_with_typed_number",
    "take_number",
]
