"""What every process of a wiki in production has in common: none starts half-configured."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings import env
from cms.settings.base import *  # noqa: F403
from cms.settings.base import DEVELOPMENT_KEY, STORAGES

DEBUG = False
env.require(
    "WIKI_SECRET_KEY",
    "WIKI_ALLOWED_HOSTS",
    "WIKI_DATA_DIR",
    "DATABASE_URL",
    "WIKI_API_URL",
    "WIKI_FRONTEND_URL",
)
SECRET_KEY = env.text("WIKI_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.names("WIKI_SECRET_KEY_FALLBACKS", default="")
for _name, _key in (
    ("WIKI_SECRET_KEY", SECRET_KEY),
    *(("WIKI_SECRET_KEY_FALLBACKS", _former) for _former in SECRET_KEY_FALLBACKS),
):
    if len(_key) < 50 or len(set(_key)) < 10:
        raise ImproperlyConfigured(
            f"{_name} must have at least 50 characters, and ten different ones: keys are made by "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'."
        )
    if _key == DEVELOPMENT_KEY:
        raise ImproperlyConfigured(f"{_name} is the key of development, which everybody knows.")
ALLOWED_HOSTS = env.hosts("WIKI_ALLOWED_HOSTS")

STORAGES["staticfiles"] = {
    "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.seconds("WIKI_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
EMAIL_HOST = env.text("WIKI_EMAIL_HOST", default="localhost")
DEFAULT_FROM_EMAIL = env.text("WIKI_EMAIL_FROM", default="wiki@localhost")

# Names that only some of the processes need are no typos in the others.
env.refuse_unknown()
