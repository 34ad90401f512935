"""Settings of the editors' process in production: admin, API and commands."""

from cms.settings import env
from cms.settings.deployed import *  # noqa: F403
from cms.settings.deployed import MIDDLEWARE

CSRF_TRUSTED_ORIGINS = [env.url("WIKI_ADMIN_URL")]
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
