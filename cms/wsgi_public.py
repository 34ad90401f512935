"""The WSGI entry of the public process."""

import os

from django.core.wsgi import get_wsgi_application

from cms.serving import settle

# Never the settings of the editors' process, whatever a shared environment names.
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.public"
application = get_wsgi_application()
settle()
