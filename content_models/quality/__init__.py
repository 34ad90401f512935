"""Pure checks of texts: structure and words in, findings out."""

from content_models.quality.numbering import references, starts_with_typed_number, take_number

__all__ = ["references", "starts_with_typed_number", "take_number"]
