"""The forms in which a body is stored: what a request would have to compress, done once."""

import gzip

import brotli

# Beyond these levels both take longer for less than a percent.
GZIP_LEVEL = 6
BROTLI_QUALITY = 6
# Whole documents fit into 64 kB, and brotli is twice as fast as with a window of megabytes.
BROTLI_WINDOW_BITS = 16


def stored_forms(body: bytes) -> dict[str, bytes]:
    """Return the columns of a document's body, plain and in each content coding."""
    return {
        "body": body,
        "body_gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        "body_brotli": brotli.compress(body, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW_BITS),
    }
