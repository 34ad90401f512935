"""The WSGI entry of the editor's process."""

import os

from cms import serving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = serving.application()
