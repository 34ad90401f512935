"""Test settings: fast hashing, files in a directory of their own."""

import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATABASES

DEBUG = False
SECRET_KEY = "the tests sign with this, and so do the public processes that they start"  # noqa: S105
ALLOWED_HOSTS = ["*"]
# Threads of a live server would keep the test database open.
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / "wiki-test-media"
# One machine asks for everything here.
WIKI_THROTTLE_REQUESTS = 0
WIKI_QUIZ_REQUESTS_PER_MINUTE = 0
LOGGING = {"version": 1, "disable_existing_loggers": False}
# Tests that count searches switch the log on.
WIKI_SEARCH_LOG = False
