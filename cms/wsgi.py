"""The WSGI entry of the editor's process."""

import os

from django.core.wsgi import get_wsgi_application

from cms.serving import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = get_wsgi_application()
settle()
