"""Production settings: refuses to start half-configured."""

from cms.settings import env
from cms.settings.base import *  # noqa: F403
from cms.settings.base import MIDDLEWARE

DEBUG = False
SECRET_KEY = env.text("WIKI_SECRET_KEY")
if len(SECRET_KEY) < 50:
    from django.core.exceptions import ImproperlyConfigured

    raise ImproperlyConfigured("WIKI_SECRET_KEY must have at least 50 characters.")
SECRET_KEY_FALLBACKS = env.names("WIKI_SECRET_KEY_FALLBACKS", default="")
ALLOWED_HOSTS = env.names("WIKI_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [env.url("WIKI_ADMIN_URL")]
for _name in ("DATABASE_URL",):
    env.text(_name)
for _name in ("WIKI_API_URL", "WIKI_FRONTEND_URL"):
    env.url(_name)

MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.seconds("WIKI_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
EMAIL_HOST = env.text("WIKI_EMAIL_HOST", default="localhost")
DEFAULT_FROM_EMAIL = env.text("WIKI_EMAIL_FROM", default="wiki@localhost")

env.refuse_unknown()
