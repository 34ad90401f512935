"""Settings of the public process in production: readers ask, nobody logs in, nothing is written."""

from cms.settings.deployed import *  # noqa: F403
from cms.settings.deployed import DATABASES, INSTALLED_APPS

ROOT_URLCONF = "cms.urls_public"
WSGI_APPLICATION = "cms.wsgi_public.application"

# Without sessions nobody is known here, so links to drafts open nothing.
INSTALLED_APPS = [
    name
    for name in INSTALLED_APPS
    if name not in ("django.contrib.sessions", "django.contrib.messages")
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "api.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# There is no form and no cookie that another site could misuse.
SILENCED_SYSTEM_CHECKS = ["security.W003"]

# The database role is what forbids to write; this says it again where the role is too mighty.
_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # What a reader asks for takes milliseconds; a server that hangs shall not hold every worker.
    _OPTIONS["options"] = (
        f"-c statement_timeout=20s {_OPTIONS.get('options', '')}".strip()
        + " -c default_transaction_read_only=on"
    )
    # Values are sent beside a statement, and PostgreSQL keeps the plans of those that are asked
    # for again: readers ask the same few. Some reports of editors cannot be asked for so, and they
    # are not here.
    _OPTIONS.setdefault("server_side_binding", True)
    _OPTIONS.setdefault("prepare_threshold", 5)
else:
    # Nothing is written, so that nobody has to be kept from writing meanwhile.
    del _OPTIONS["transaction_mode"]
    _OPTIONS["init_command"] = "PRAGMA query_only=ON;"
SEARCH_LOG_IS_STORED = False
