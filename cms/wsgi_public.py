"""The WSGI entry of the public process."""

import os

from cms import serving

# Never the settings of the editors' process, whatever a shared environment names.
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.public"
application = serving.application()
