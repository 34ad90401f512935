"""Serves the wiki together with the views it is compared with."""

import os

from cms import serving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
application = serving.application()
