#!/usr/bin/env python
"""Django's command line for the wiki."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from cms.settings import env

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    try:
        with env.refusing_no_module():
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refused:
        sys.exit(f"Not started: {refused}")
    except (OperationalError, OSError) as failed:
        # A file that cannot be written, a database that is away: nothing that a traceback explains.
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Stopped: {failed}")
