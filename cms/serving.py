"""How a process begins that answers requests."""

import gc
import sys
from importlib import import_module

from django.conf import settings
from django.core.cache import close_caches
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

from cms.settings import env

# By this gunicorn knows that starting the process again will not help.
NOT_STARTED = 3
IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"


def application() -> WSGIHandler:
    """Return what answers requests, ready for the first one.

    A process that cannot serve says why, without a traceback, and ends.
    """
    try:
        with env.refusing_no_module():
            handler = get_wsgi_application()
        settle()
    except ImproperlyConfigured as refused:
        sys.stderr.write(f"Not started: {refused}\n")
        sys.exit(NOT_STARTED)
    return handler


def settle() -> None:
    """Refuse settings that cannot be served, import every view, and collect no garbage of it.

    None of what is there by now ever becomes garbage, and looking through it again and again took
    an eighth of a search among 10,000 documents.

    Raises:
        ImproperlyConfigured: naming every error that `manage.py check` finds.
    """
    errors = [found for found in run_checks() if found.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(map(str, errors)))
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    leave_what_is_tidy()


def leave_what_is_tidy() -> None:
    """Skip what Django tidies up around every request, where it never finds anything to do.

    Statements are kept only while debugging, and caches in memory have nothing to close. It took
    a twentieth of what reading a document takes in Python.
    """
    if not settings.DEBUG:
        request_started.disconnect(reset_queries)
    if all(cache["BACKEND"] == IN_MEMORY for cache in settings.CACHES.values()):
        request_finished.disconnect(close_caches)
