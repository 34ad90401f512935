"""Serves the wiki together with the views it is compared with."""

import os

from django.core.wsgi import get_wsgi_application

from cms.serving import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
application = get_wsgi_application()
settle()
