"""The forms in which a body is stored: what a request would have to compress, done once."""

import gzip

import brotli

# Beyond this quality brotli takes many times as long for a few percent.
BROTLI_QUALITY = 5


def stored_forms(body: bytes) -> dict[str, bytes]:
    """Return the columns of a document's body, plain and in each content coding."""
    return {
        "body": body,
        "body_gzip": gzip.compress(body, mtime=0),
        "body_brotli": brotli.compress(body, quality=BROTLI_QUALITY),
    }
