"""How a process begins that answers requests."""

import gc
import sys
from importlib import import_module

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from cms.settings import env

# By this gunicorn knows that starting the process again will not help.
NOT_STARTED = 3


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
