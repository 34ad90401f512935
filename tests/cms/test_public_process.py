"""The public process: it may only read, calls nobody, and answers like the editors' process."""

import http.client
import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection

from cms.delivery import courier
from content_models.models.published import Change
from search.models import QueryCount
from tests import public_side
from tests.api.test_quizzes import fields, path, quiz, sheet  # noqa: F401
from tests.crawl import answers


class Answer:
    """An answer with what the crawl asks of one."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status_code = response.status
        self.headers = response.headers
        self.content = response.read()

    def __getitem__(self, name: str) -> str:
        return str(self.headers[name])

    def get(self, name: str, default: str = "") -> str:
        return str(self.headers.get(name, default))

    def json(self) -> Any:
        return json.loads(self.content)


class Reader:
    """Asks the public process as the proxy before it would."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, **headers: str) -> Answer:  # noqa: F811
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        address = quote(path, safe="/?&=:,*~%+-_.")
        asked.request("GET", address, headers={"X-Forwarded-Proto": "https"} | headers)
        answer = Answer(asked.getresponse())
        asked.close()
        return answer


def readers_database(folder: Path) -> str:
    """Return the address of the database for the role of the guide; SQLite has a copy, no roles."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(folder / "copy.sqlite3")
        connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{folder / 'copy.sqlite3'}"
    assert_may_only_read(public_side.role())
    database = connection.settings_dict
    place = f"{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    return f"postgres://{public_side.role()}:{public_side.PASSWORD}@{place}"


def assert_may_only_read(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = %s",
            [role],
        )
        assert cursor.fetchall() == [("SELECT",)]
        for secret in ("cms_user", "django_session", "wagtailcore_revision", "wagtailcore_page"):
            cursor.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", [role, secret])
            assert cursor.fetchone() == (False,), secret


@contextmanager
def public_process(database: str, folder: Path, **variables: str) -> Iterator[Reader]:
    """Run the public process; afterwards it must have tried to call nobody."""
    with (folder / "errors").open("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.public_server"],
            cwd=public_side.ROOT,
            env=public_side.environment(database, folder) | variables,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            port = process.stdout.readline().strip()
            assert port, (folder / "errors").read_text()
            yield Reader(int(port))
        finally:
            process.terminate()
            process.communicate(timeout=20)
    # The first refusal proves that the refusing works.
    written = (folder / "errors").read_text()
    assert written.count("REFUSED") == 1, written
    assert "Internal Server Error" not in written, written


@pytest.mark.editors_process("It is what the public process is compared with.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_public_process_answers_alike_and_may_only_read(
    client,
    desk,
    path,  # noqa: F811
    quiz,  # noqa: F811
    make_article,
    publish,
    tmp_path,
    monkeypatch,
):
    monkeypatch.setattr(courier.courier, "call", lambda: None)
    editors = desk(7)
    for _step in range(6):
        editors.act()
    token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]
    others = [
        *(f"{path}{rest}" for rest in (f"evaluate/?a={sheet()}", "versions/1/", "share/")),
        *(f"{path}versions/1/{rest}/" for rest in ("vectors", "surveyjs")),
        *(f"/api/v1/results/{token['share']}/{rest}" for rest in ("", "image.jpg")),
        f"/api/v1/reports/{token['report']}/",
        *(
            f"/api/v1/search/?q={words}"
            for words in ("article", "artcle", "%22of day%22", "%E6%B1%89")
        ),
        *("/api/v1/suggest/?q=ar", "/api/v1/articles/?limit=x", "/api/v1/nothing/"),
        *("/api/v1/health/live/", "/api/v1/health/ready/", "/en/", "/en/nothing/"),
    ]
    draft = make_article()
    draft.save_revision()
    link = lease_of(draft, client)
    assert client.get(link).status_code == 200
    before = answers(client)
    expected = {address: client.get(address) for address in others}
    assert client.get(link).status_code == 200
    with public_process(readers_database(tmp_path), tmp_path) as reader:
        assert answers(reader) == before
        for address, answer in expected.items():
            found = reader.get(address)
            assert (found.status_code, found.content) == (answer.status_code, answer.content), (
                address
            )
            assert "Set-Cookie" not in found.headers
        for hidden in ("/admin/", "/admin/login/", "/documents/1/file.pdf", "/media/", link):
            assert reader.get(hidden).status_code == 404, hidden
        assert "opens nothing" in reader.get(link).json()["detail"]
        assert reader.get("/api/v1/", Host="elsewhere.example").status_code == 400


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_readers_search_for_reaches_the_desk(make_article, publish, tmp_path, admin_client):
    publish(make_article(title="Quokkas"))
    with public_process(readers_database(tmp_path), tmp_path) as reader:
        for words in ("numbat", "numbat", "quokkas"):
            assert reader.get(f"/api/v1/search/?q={words}").status_code == 200
    report = admin_client.get("/admin/reports/not-found/").content.decode()
    assert "numbat" in report
    assert "quokkas" not in report
    found = QueryCount.objects.order_by("text").values_list("text", "count", "hits")
    assert list(found) == [("numbat", 2, 0), ("quokkas", 1, 1)]
    admin_client.get("/admin/reports/not-found/")
    assert QueryCount.objects.get(text="numbat").count == 2


def lease_of(page: Any, client: Any) -> str:
    """Return the address of a draft as an editor who is logged in gets it."""
    client.force_login(get_user_model().objects.create_superuser("mia", password="secret"))
    link = client.post(f"/admin/preview-links/{page.pk}/").json()["url"]
    return link.removeprefix(django_settings.WAGTAILADMIN_BASE_URL)


def test_in_the_tests_readers_are_answered_with_the_same_rights(client, wiki):
    if connection.vendor == "postgresql":
        assert client.get("/api/v1/changes/").status_code == 200
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE SELECT ON content_models_change FROM {public_side.role()}")
        assert client.get("/api/v1/changes/").status_code == 500
        with pytest.raises(DatabaseError), public_side.reading_only():
            Change.objects.all().delete()
        Change.objects.all().delete()


def test_a_process_that_may_not_read_what_is_published_is_not_ready(client, wiki, caplog):
    assert client.get("/api/v1/health/ready/").status_code == 200
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = %s",
                [public_side.role()],
            )
            granted = [name for (name,) in cursor.fetchall()]
            cursor.execute(
                f"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM {public_side.role()}"
            )
        assert client.get("/api/v1/health/ready/").status_code == 503
        [told] = [record for record in caplog.records if record.name == "api.v1.views.health"]
        assert f"may not read {', '.join(sorted(granted))}:" in told.getMessage()


def test_in_the_tests_readers_are_answered_without_calling_anybody():
    with pytest.raises(AssertionError, match=r"socket\.connect"), public_side.calling_nobody():
        suppressed_call()


def suppressed_call() -> None:
    with suppress(PermissionError):
        socket.create_connection(("127.0.0.1", 9))
