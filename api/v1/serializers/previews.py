"""A draft as the document it would become."""

from rest_framework import serializers

from api.v1.serializers.pages import DOCUMENTS, DocumentSerializer


def _draft(document: type[DocumentSerializer]) -> type[DocumentSerializer]:
    """Return the schema of a document with `preview` added."""
    members = {
        "__doc__": document.__doc__,
        "preview": serializers.BooleanField(help_text="Always true."),
    }
    return type(f"Draft{document.__name__}", (document,), members)


DRAFTS = {kind: _draft(document) for kind, document in DOCUMENTS.items()}
