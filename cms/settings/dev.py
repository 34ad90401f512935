"""Development settings: nothing has to be configured."""

from cms.settings import env
from cms.settings.base import *  # noqa: F403
from cms.settings.base import DEVELOPMENT_KEY

DEBUG = True
SECRET_KEY = DEVELOPMENT_KEY
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

env.refuse_unknown(
    elsewhere=(
        "WIKI_SECRET_KEY",
        "WIKI_SECRET_KEY_FALLBACKS",
        "WIKI_ALLOWED_HOSTS",
        "WIKI_HSTS_SECONDS",
        "WIKI_EMAIL_HOST",
        "WIKI_EMAIL_FROM",
    )
)
