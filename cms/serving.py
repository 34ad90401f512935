"""What a process that serves does once, before its first request."""

import gc
from importlib import import_module

from django.conf import settings


def settle() -> None:
    """Import every view, and keep what is there by now out of garbage collection for good.

    None of it ever becomes garbage, and looking through it again and again took an eighth of a
    search among 10,000 documents.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
