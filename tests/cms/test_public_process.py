"""The public process: it may only read, calls nobody, and answers like the editors' process."""

import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import connection

from cms.delivery import courier
from tests.api.test_quizzes import fields, path, quiz, sheet  # noqa: F401
from tests.crawl import answers

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "how-to" / "run-in-production.md"
ROLE = "wiki_reader"


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


@contextmanager
def reading_role(folder: Path) -> Iterator[str]:
    """Give the address of the database for the role of the guide; SQLite has a copy, no roles."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(folder / "copy.sqlite3")
        connection.connection.backup(copy)
        copy.close()
        yield f"sqlite:///{folder / 'copy.sqlite3'}"
        return
    database = connection.settings_dict
    role = f"{ROLE}_of_{database['NAME']}"
    place = f"{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    guide = re.search(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {role}")
        cursor.execute(guide[1].replace(ROLE, role))
        try:
            assert_may_only_read(role, cursor)
            yield f"postgres://{role}:a-password-of-its-own@{place}"
        finally:
            cursor.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def assert_may_only_read(role: str, cursor: Any) -> None:
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
def public_process(database: str, folder: Path) -> Iterator[Reader]:
    """Run the public process; afterwards it must have tried to call nobody."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WIKI_", "DJANGO_"))}
    environment = kept | {
        "DATABASE_URL": database,
        "WIKI_SECRET_KEY": django_settings.SECRET_KEY,
        "WIKI_ALLOWED_HOSTS": "127.0.0.1",
        "WIKI_API_URL": django_settings.WIKI_API_URL,
        "WIKI_FRONTEND_URL": django_settings.WIKI_FRONTEND_URL,
        "WIKI_DATA_DIR": str(folder),
        "WIKI_THROTTLE_REQUESTS": "0",
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    }
    with (folder / "errors").open("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.public_server"],
            cwd=ROOT,
            env=environment,
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
    with reading_role(tmp_path) as database, public_process(database, tmp_path) as reader:
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


def lease_of(page: Any, client: Any) -> str:
    """Return the address of a draft as an editor who is logged in gets it."""
    client.force_login(get_user_model().objects.create_superuser("mia", password="secret"))
    link = client.post(f"/admin/preview-links/{page.pk}/").json()["url"]
    return link.removeprefix(django_settings.WAGTAILADMIN_BASE_URL)
