"""What an operator runs after an installation or update: one command, which may run again."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cms import reader_role
from content_models.models.published import PublishedDocument
from tests import public_side
from tests.cms.test_public_process import assert_may_only_read

ROLE = "reader_of_one_test"


def told(command: str, **options: object) -> str:
    written = io.StringIO()
    call_command(command, stdout=written, stderr=io.StringIO(), no_color=True, **options)
    return written.getvalue()


def test_an_update_brings_back_what_is_missing_and_may_run_again(wiki, client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    PublishedDocument.objects.all().delete()
    assert client.get("/api/v1/settings/").status_code == 404
    first = told("update_wiki")
    headings = [line.split()[1] for line in first.splitlines() if line[1:2] == "/"]
    with_roles = ["create_reader"] if reader_role.is_there() else []
    assert headings == [
        "migrate",
        *with_roles,
        "collectstatic",
        "prepare_wiki",
        "rebuild_documents",
        "rebuild_search",
    ]
    assert "1 changed" in first
    assert client.get("/api/v1/settings/").status_code == 200
    assert (tmp_path / "static" / "wagtailadmin" / "css" / "core.css").exists()
    told("rebuild_documents", check=True)
    told("rebuild_search", check=True)
    assert "0 changed" in told("update_wiki")


def test_the_role_of_readers_is_made_and_may_only_read(wiki, settings):
    if connection.vendor == "sqlite":
        assert not reader_role.is_there()
        with pytest.raises(CommandError, match="Only PostgreSQL has roles"):
            told("create_reader")
        return
    with pytest.raises(CommandError, match=f"There is no role {ROLE}: set WIKI_READER_PASSWORD"):
        told("create_reader", role=ROLE)
    settings.WIKI_READER_PASSWORD = "it's a password of 'its own'"
    first = told("create_reader", role=ROLE)
    assert_may_only_read(ROLE)
    assert first == told("create_reader", role=ROLE), "It may run again."
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcanlogin, rolsuper, rolconfig FROM pg_roles WHERE rolname = %s", [ROLE]
        )
        assert cursor.fetchone() == (True, False, ["default_transaction_read_only=on"])
        cursor.execute(f"SET LOCAL ROLE {public_side.role()}")
        cursor.execute("SET LOCAL transaction_read_only = off")
        with pytest.raises(CommandError, match="may not make roles"):
            told("create_reader", role=ROLE)
        cursor.execute("RESET ROLE")
