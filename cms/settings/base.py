"""Settings every environment shares. Secrets and addresses come from the environment."""

from pathlib import Path
from zoneinfo import available_timezones

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from cms.settings import databases, env, translators

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = env.folder("WIKI_DATA_DIR", default=BASE_DIR / "var")

INSTALLED_APPS = [
    "cms",
    "api",
    "search",
    "content_models",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.gate.answers.RefusalMiddleware",
    "cms.translation.guard.TranslationGuard",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"WIKI_DATA_DIR: {error}.") from error
DATABASES = {"default": databases.configured(env.text("DATABASE_URL", default=""), VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "cms.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Locales are written in BCP 47 in the environment and in Django's spelling inside.
WIKI_LOCALES = env.names("WIKI_LOCALES", default="en,zh-Hans,es")
WIKI_DEFAULT_LOCALE = env.text("WIKI_DEFAULT_LOCALE", default=WIKI_LOCALES[0])
if WIKI_DEFAULT_LOCALE not in WIKI_LOCALES:
    raise ImproperlyConfigured(
        f"WIKI_DEFAULT_LOCALE is {WIKI_DEFAULT_LOCALE!r}, which is not in WIKI_LOCALES."
    )
for _locale in WIKI_LOCALES:
    if _locale.lower() not in LANG_INFO:
        raise ImproperlyConfigured(f"WIKI_LOCALES names {_locale!r}, which Django does not know.")
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    (code.lower(), LANG_INFO[code.lower()]["name_local"]) for code in WIKI_LOCALES
]
LANGUAGE_CODE = WIKI_DEFAULT_LOCALE.lower()
WIKI_FALLBACKS = env.chains(
    "WIKI_FALLBACKS",
    default={code: (WIKI_DEFAULT_LOCALE,) for code in WIKI_LOCALES if code != WIKI_DEFAULT_LOCALE},
)
WIKI_CHECK_SEVERITIES = env.severities("WIKI_CHECK_SEVERITIES")
for _locale in WIKI_CHECK_SEVERITIES:
    if _locale and _locale not in WIKI_LOCALES:
        raise ImproperlyConfigured(
            f"WIKI_CHECK_SEVERITIES names {_locale!r}, which is not in WIKI_LOCALES."
        )
# The second has what Wagtail lacks; the texts of its scripts are looked up nowhere else.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "cms" / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"

# Signs what development signs; production has a key of its own or does not start.
DEVELOPMENT_KEY = "for development only, never for a wiki that others can reach"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "content_models.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
SILENCED_SYSTEM_CHECKS: list[str] = []

# Addresses are configured, never taken from a request.
WIKI_API_URL = env.url("WIKI_API_URL", default="http://127.0.0.1:8000")
WIKI_FRONTEND_URL = env.url("WIKI_FRONTEND_URL", default="http://127.0.0.1:8000")
WIKI_QUIZ_REPORT_DAYS = env.integer("WIKI_QUIZ_REPORT_DAYS", default=0)
WIKI_QUIZ_REQUESTS_PER_MINUTE = env.integer("WIKI_QUIZ_REQUESTS_PER_MINUTE", default=120)
WIKI_SHARE_FONTS = env.names("WIKI_SHARE_FONTS", default="")
WIKI_QUIZ_REPORT_GATE = env.text("WIKI_QUIZ_REPORT_GATE", default="")
WIKI_API_CACHE_SECONDS = env.seconds("WIKI_API_CACHE_SECONDS", default=60)
WIKI_SEARCH_LOG = env.flag("WIKI_SEARCH_LOG", default=True)
# A process that may not store what is searched for leaves it here to one that may.
SEARCH_LOG_IS_STORED = True
SEARCH_LOG_FOLDER = VAR_DIR / "searches"
WIKI_SEARCH_EMBEDDER = env.text("WIKI_SEARCH_EMBEDDER", default="")
WIKI_SEARCH_LOG_DAYS = env.integer("WIKI_SEARCH_LOG_DAYS", default=90)
WIKI_READER_PASSWORD = env.text("WIKI_READER_PASSWORD", default="")

WIKI_CORS_ORIGINS = env.origins("WIKI_CORS_ORIGINS", default="*")
WIKI_THROTTLE_REQUESTS = env.integer("WIKI_THROTTLE_REQUESTS", default=1_200)
WIKI_THROTTLE_SECONDS = env.seconds("WIKI_THROTTLE_SECONDS", default=60, minimum=1)
WIKI_THROTTLE_EXEMPT = env.networks("WIKI_THROTTLE_EXEMPT", default="")
WIKI_TRUSTED_PROXIES = env.networks("WIKI_TRUSTED_PROXIES", default="")
WIKI_PREVIEW_SECONDS = env.seconds("WIKI_PREVIEW_SECONDS", default=3_600)
if not 60 <= WIKI_PREVIEW_SECONDS <= 3_600:
    raise ImproperlyConfigured("WIKI_PREVIEW_SECONDS must be from 60 to 3600.")
WIKI_FRONTEND_PREVIEW_URL = env.url("WIKI_FRONTEND_PREVIEW_URL", default="")
if WIKI_FRONTEND_PREVIEW_URL and "{token}" not in WIKI_FRONTEND_PREVIEW_URL:
    raise ImproperlyConfigured(
        "WIKI_FRONTEND_PREVIEW_URL must contain {token}: https://wiki.example/preview/{token}."
    )
WIKI_WEBHOOK_PRIVATE_ADDRESSES = env.flag("WIKI_WEBHOOK_PRIVATE_ADDRESSES", default=False)
WIKI_PURGE_URL = env.url("WIKI_PURGE_URL", default="", strip=False)
WIKI_PURGE_HEADER = env.text("WIKI_PURGE_HEADER", default="")
if WIKI_PURGE_HEADER and ":" not in WIKI_PURGE_HEADER:
    raise ImproperlyConfigured("WIKI_PURGE_HEADER must look like Fastly-Key: secret.")
WAGTAILFRONTENDCACHE = {
    f"cache-{_number}": {
        "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
        "LOCATION": _location,
    }
    for _number, _location in enumerate(env.urls("WIKI_HTTP_CACHES", default=""))
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Counts requests of each process; thousands of clients in a minute must not push out others.
    "throttle": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

WAGTAIL_SITE_NAME = env.text("WIKI_SITE_NAME", default="Relationship Communication Wiki")
WAGTAILADMIN_BASE_URL = env.url("WIKI_ADMIN_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("es", "español"),
]
# Systems name zones besides, such as `localtime`, at which the browser stops showing any.
WAGTAIL_USER_TIME_ZONES = ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone)]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "content_models.WikiImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.editorial.image_form.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60 * 1000 * 1000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx"]
# Documents leave redirects behind when their address changes, in every locale and below.
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.title_search", "AUTO_UPDATE": False}}
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = translators.configured(
    env.text("WIKI_TRANSLATOR", default=""),
    url=env.url("WIKI_TRANSLATOR_URL", default=""),
    key=env.text("WIKI_TRANSLATOR_KEY", default=""),
    project=env.text("WIKI_TRANSLATOR_PROJECT", default=""),
    timeout_seconds=env.seconds("WIKI_TRANSLATOR_TIMEOUT_SECONDS", default=20),
)

SPECTACULAR_SETTINGS = {
    "TITLE": "Relationship Communication Wiki",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "WEBHOOKS": ["api.v1.webhooks.changed"],
    "PREPROCESSING_HOOKS": ["api.openapi.only_the_api"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enum_id_removal",
        "api.openapi.introduce",
        "api.openapi.close_objects",
        "api.openapi.say_what_may_fail",
        "api.openapi.name_headers",
        "api.openapi.show_problems",
        "api.openapi.give_examples",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SERVERS": [{"url": WIKI_API_URL}],
}
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}

LOGGING: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "answers": {"()": "api.quizzes.redaction.RedactAnswers"},
        "previews": {"()": "api.redaction.RedactPreviews"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["answers", "previews"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Both tell of every page and task; the admin's history and the task table hold the same.
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}
