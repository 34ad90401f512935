"""Settings come from the environment; what is missing or misspelt is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cms.preparation import prepare_wiki

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "WIKI_SECRET_KEY": "x" * 50,
    "WIKI_ALLOWED_HOSTS": "wiki.example",
    "WIKI_API_URL": "https://api.wiki.example",
    "WIKI_FRONTEND_URL": "https://wiki.example",
    "WIKI_ADMIN_URL": "https://desk.wiki.example",
    "DATABASE_URL": "postgres://wiki@db.example/wiki",
}


def load(settings: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load a settings module in a process of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WIKI_", "DATABASE_URL", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-c", f"import cms.settings.{settings} as s; print(s.LANGUAGES)"],
        cwd=ROOT,
        env=kept | {"WIKI_DATA_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_development_needs_nothing(tmp_path):
    assert load("dev", tmp_path).returncode == 0


def test_production_starts_when_everything_is_set(tmp_path):
    done = load("production", tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_names_what_is_missing(tmp_path, name):
    done = load("production", tmp_path, **{**PRODUCTION, name: ""})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("WIKI_FRONTED_URL", "https://wiki.example", "Did you mean WIKI_FRONTEND_URL?"),
        ("WIKI_API_URL", "wiki.example", "must be an address"),
        ("WIKI_API_CACHE_SECONDS", "1.5", "must be a whole number"),
        ("WIKI_LOCALES", "en,tlh", "'tlh'"),
        ("WIKI_DEFAULT_LOCALE", "fr", "not in WIKI_LOCALES"),
        ("WIKI_FALLBACKS", "es>en", "must look like"),
        ("DATABASE_URL", "wiki.db", "DATABASE_URL must look like"),
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
