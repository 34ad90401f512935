"""The wiki as production serves it, in a scratch folder."""

from cms.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "for measurements only"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.urls"
WSGI_APPLICATION = "benchmarks.wsgi.application"
# One machine asks for everything here.
WIKI_THROTTLE_REQUESTS = 0
LOGGING = {"version": 1, "disable_existing_loggers": True}

# What Wagtail brings, to be compared with: its database search, asked over its own API.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False},
}
INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.api.v2", "benchmarks.stock"]  # noqa: F405
