"""Settings come from the environment; what is missing or misspelt is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cms.preparation import prepare_wiki
from cms.settings.base import DEVELOPMENT_KEY

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "WIKI_SECRET_KEY": "a key for tests that nobody would guess, 0123456789",
    "WIKI_ALLOWED_HOSTS": "wiki.example",
    "WIKI_API_URL": "https://api.wiki.example",
    "WIKI_FRONTEND_URL": "https://wiki.example",
    "WIKI_ADMIN_URL": "https://desk.wiki.example",
    "DATABASE_URL": "postgres://wiki@db.example/wiki",
}
PUBLIC = {name: value for name, value in PRODUCTION.items() if name != "WIKI_ADMIN_URL"}


def environment(tmp_path: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a process for which nothing but these variables is set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WIKI_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {"WIKI_DATA_DIR": str(tmp_path)} | variables


def run(
    tmp_path: Path, *arguments: str, cwd: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment(tmp_path, **variables),
        capture_output=True,
        text=True,
        check=False,
    )


def load(
    settings: str, tmp_path: Path, shown: str = "s.LANGUAGES", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Load a settings module."""
    code = f"import cms.settings.{settings} as s; print({shown})"
    return run(tmp_path, "-c", code, **variables)


def test_development_needs_nothing(tmp_path):
    assert load("dev", tmp_path).returncode == 0


def test_production_starts_when_everything_is_set(tmp_path):
    done = load("production", tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["WIKI_DATA_DIR", *sorted(PRODUCTION)])
def test_production_names_what_is_missing(tmp_path, name):
    done = load("production", tmp_path, **{**PRODUCTION, name: ""})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["migrate", "check", "runserver"])
def test_a_command_that_is_refused_says_why_and_nothing_else(tmp_path, command):
    done = run(tmp_path, "manage.py", command, WIKI_SECRET_KEYS="x")
    assert done.returncode != 0
    (told,) = done.stderr.splitlines()
    assert "WIKI_SECRET_KEYS" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["manage.py", "check", "--settings", "cms.settings.pubilc"],
        ["manage.py", "check", "--settings", "wiki.settings"],
        ["-m", "gunicorn", "cms.wsgi", "--bind", "127.0.0.1:0"],
    ],
)
def test_settings_that_are_not_there_are_named_and_nothing_else(tmp_path, arguments):
    done = run(tmp_path, *arguments, DJANGO_SETTINGS_MODULE="cms.settings.produktion")
    assert done.returncode != 0
    assert "Not started: DJANGO_SETTINGS_MODULE must name settings" in done.stderr
    assert "Traceback" not in done.stderr


def test_production_names_all_that_is_missing_at_once(tmp_path):
    done = load("production", tmp_path, WIKI_API_URL="https://api.wiki.example")
    told = done.stderr.splitlines()[-1]
    missing = {"WIKI_SECRET_KEY", "WIKI_ALLOWED_HOSTS", "WIKI_FRONTEND_URL", "DATABASE_URL"}
    assert {name for name in PRODUCTION if name in told} == missing


@pytest.mark.parametrize(
    ("arguments", "variables", "reason"),
    [
        (["export_quiz", "--schema", "--output", "/nowhere/quiz.json"], {}, "/nowhere/quiz.json"),
        (["import_articles", "README.md", "--report", "/nowhere/r"], {}, "/nowhere/r"),
        (["migrate"], {"DATABASE_URL": "postgres://wiki@127.0.0.1:1/wiki"}, "refused"),
        (["migrate"], {"DATABASE_URL": "sqlite:////nowhere/wiki.sqlite3"}, "database file"),
    ],
)
def test_a_command_that_cannot_write_says_where_and_nothing_else(
    tmp_path, arguments, variables, reason
):
    done = run(tmp_path, "manage.py", *arguments, **variables)
    assert done.returncode != 0
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("variables", [PUBLIC, PRODUCTION | {"WIKI_EMAIL_HOST": "mail"}])
def test_the_public_process_starts_with_its_own_or_the_shared_environment(tmp_path, variables):
    done = load("public", tmp_path, **variables)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["WIKI_DATA_DIR", *sorted(PUBLIC)])
def test_the_public_process_names_what_is_missing(tmp_path, name):
    done = load("public", tmp_path, **{**PUBLIC, name: ""})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("process", ["production", "public"])
def test_what_is_deployed_refuses_weak_keys_and_misspelt_names(tmp_path, process):
    for weak in ("short", "a" * 60, DEVELOPMENT_KEY):
        for name in ("WIKI_SECRET_KEY", "WIKI_SECRET_KEY_FALLBACKS"):
            done = load(process, tmp_path, **PRODUCTION | {name: weak})
            assert name in done.stderr.splitlines()[-1]
    misspelt = load(process, tmp_path, **PRODUCTION | {"WIKI_SEARCH_LOGS": "true"})
    assert "Did you mean WIKI_SEARCH_LOG" in misspelt.stderr.splitlines()[-1]


@pytest.mark.parametrize("host", ["https://wiki.example", "wiki.example:443", ","])
def test_what_is_no_host_is_refused(tmp_path, host):
    done = load("production", tmp_path, **PRODUCTION | {"WIKI_ALLOWED_HOSTS": host})
    assert "WIKI_ALLOWED_HOSTS" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("translator", "variable"),
    [
        ("libretranslate", "WIKI_TRANSLATOR_URL"),
        ("deepl", "WIKI_TRANSLATOR_KEY"),
        ("google", "WIKI_TRANSLATOR_PROJECT"),
    ],
)
def test_a_translator_that_lacks_something_says_what(tmp_path, translator, variable):
    done = load("dev", tmp_path, WIKI_TRANSLATOR=translator)
    assert f"Set {variable}" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("process", ["wsgi", "wsgi_public"])
def test_a_server_does_not_start_with_what_a_check_refuses(tmp_path, process):
    variables = PRODUCTION | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/wiki.sqlite3",
        "WIKI_FALLBACKS": "es:es",
    }
    done = run(tmp_path, "-c", f"import cms.{process}", **variables)
    assert "The fallback chain of 'es' leads back to itself." in done.stderr


@pytest.mark.parametrize(
    "server",
    [
        ["gunicorn", "cms.wsgi", "--bind", "127.0.0.1:0"],
        ["granian", "--interface", "wsgi", "cms.wsgi_public:application", "--port", "0"],
    ],
    ids=lambda server: server[0],
)
def test_a_server_that_is_refused_says_why_and_ends(tmp_path, server):
    done = run(tmp_path, "-m", *server, **PRODUCTION | {"WIKI_API_URL": ""})
    assert done.returncode != 0
    assert "Not started: Set WIKI_API_URL" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("process", ["dev", "production"])
def test_sqlite_serves_many_at_once_wherever_it_is_named(tmp_path, process):
    address = f"sqlite:///{tmp_path}/wiki.sqlite3"
    shown = "s.DATABASES['default']['OPTIONS']"
    done = load(process, tmp_path, shown, **PRODUCTION | {"DATABASE_URL": address})
    if process == "dev":
        done = load(process, tmp_path, shown)
    assert "IMMEDIATE" in done.stdout
    assert "journal_mode=WAL" in done.stdout


@pytest.mark.parametrize("process", ["production", "public"])
def test_what_is_deployed_passes_the_checks_of_django(tmp_path, process):
    key = "".join(chr(33 + number) for number in range(60))
    variables = PRODUCTION | {
        "WIKI_SECRET_KEY": key,
        "DJANGO_SETTINGS_MODULE": f"cms.settings.{process}",
    }
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **variables)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("url", "option"),
    [
        ("postgres://wiki@db.example/wiki", "default_transaction_read_only=on"),
        (
            "postgres://wiki@db.example/wiki?options=-c%20statement_timeout%3D9",
            "-c statement_timeout=9 -c default_transaction_read_only=on",
        ),
        ("sqlite:////srv/wiki.sqlite3", "query_only=ON"),
    ],
)
def test_the_public_process_asks_the_database_to_refuse_writing(tmp_path, url, option):
    shown = "s.DATABASES['default']['OPTIONS'], s.SEARCH_LOG_IS_STORED"
    done = load("public", tmp_path, shown, **PUBLIC | {"DATABASE_URL": url})
    assert option in done.stdout
    assert "False" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("WIKI_FRONTED_URL", "https://wiki.example", "Did you mean WIKI_FRONTEND_URL?"),
        ("WIKI_API_URL", "wiki.example", "must be an address"),
        ("WIKI_API_CACHE_SECONDS", "1.5", "must be a whole number"),
        ("WIKI_DATA_DIR", "data", "must be a path from the root"),
        ("WIKI_LOCALES", "en,tlh", "'tlh'"),
        ("WIKI_DEFAULT_LOCALE", "fr", "not in WIKI_LOCALES"),
        ("WIKI_FALLBACKS", "es>en", "must look like"),
        ("DATABASE_URL", "wiki.db", "DATABASE_URL must look like"),
        ("WIKI_LOCALES", ",", "names nothing"),
        ("WIKI_API_URL", "https://[::1", "must be an address"),
        ("WIKI_API_URL", "https://user:secret@wiki.example", "must be an address"),
        ("WIKI_API_URL", "https://wiki.example:99999", "must be an address"),
        ("WIKI_CORS_ORIGINS", "https://wiki.example/", "must name origins"),
        ("WIKI_PURGE_URL", "cdn", "must be an address"),
        ("WIKI_PURGE_HEADER", "secret", "Fastly-Key"),
        ("WIKI_HTTP_CACHES", "varnish", "must name addresses"),
        ("WIKI_FRONTEND_PREVIEW_URL", "javascript:{token}", "must be an address"),
        ("WIKI_QUIZ_REPORT_DAYS", "9" * 20, "nine digits"),
        ("WIKI_THROTTLE_SECONDS", "0", "must be at least 1"),
        ("WIKI_ALLOWED_HOSTS", "wiki.example", "cms.settings.production"),
        ("WIKI_CHECK_SEVERITIES", "nonsense:error", "unchanged:error"),
        ("WIKI_CHECK_SEVERITIES", "fr/unchanged:error", "'fr'"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, name, value, reason):
    done = load("dev", tmp_path, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]
    assert reason in done.stderr.splitlines()[-1]


def test_a_right_to_left_locale_needs_only_a_setting(tmp_path, settings, wiki, client):
    done = load("dev", tmp_path, WIKI_LOCALES="en,ar")
    assert "العربي" in done.stdout
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [("en", "English"), ("ar", "عربي")]
    prepare_wiki()
    listed = {entry["code"]: entry for entry in client.get("/api/v1/locales/").json()["items"]}
    assert listed["ar"]["direction"] == "rtl"
    assert listed["en"]["direction"] == "ltr"
