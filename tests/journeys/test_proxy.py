"""The proxy of the guide for production, as it is printed there, before a public process."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command

from content_models.publishing import documents
from tests import public_side
from tests.cms.test_public_process import Reader, public_process, readers_database

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="Install nginx to try what the guide prints.")
HOST = "api.wiki.example"
# Distributions begin `http` so. One process without a master reads what the tests write.
AROUND = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr; events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    gzip on; access_log {folder}/access.log; error_log {folder}/errors.log;
    {guide}
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def configuration(folder: Path, port: int, public_port: int) -> str:
    """Return what the guide prints, with other addresses and folders, and without TLS."""
    printed = re.findall(r"```nginx\n(.*?)```", public_side.GUIDE.read_text("utf-8"), re.DOTALL)
    guide = re.sub(r"ssl_certificate.*;", "", "".join(printed))
    for said, here in {
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "listen 443 ssl http2": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8001": f"127.0.0.1:{free_port()}",
        "127.0.0.1:8002": f"127.0.0.1:{public_port}",
        "127.0.0.1:3000": f"127.0.0.1:{free_port()}",
        "$scheme": "https",
        "/var/cache/nginx/wiki": f"{folder}/cache",
        "/var/log/nginx": str(folder),
        "/var/lib/wiki": str(folder),
    }.items():
        assert said in guide, said
        guide = guide.replace(said, here)
    return AROUND.format(folder=folder, guide=guide)


@contextmanager
def proxy(folder: Path, public_port: int) -> Iterator[Reader]:
    """Run nginx before a public process."""
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, port, public_port), encoding="utf-8")
    with (folder / "errors.nginx").open("w") as errors:
        process = subprocess.Popen([str(NGINX), "-c", str(file), "-p", str(folder)], stderr=errors)
    try:
        while process.poll() is None:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
        assert process.poll() is None, (folder / "errors.nginx").read_text()
        yield Reader(port)
    finally:
        process.terminate()
        process.wait(timeout=20)


class Unavailable(BaseHTTPRequestHandler):
    """Answers as the public process does while its database is away."""

    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def without_database(port: int) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", port), Unavailable) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_proxy_of_the_guide_serves_what_it_keeps_while_the_wiki_is_away(
    make_article, publish, tmp_path
):
    page = publish(make_article(title="Quokkas"))
    kept, asked = f"/api/v1/articles/{page.translation_key}/", "/api/v1/search/?q=quokkas"
    written = tmp_path / "wiki.log"
    database = readers_database(tmp_path)
    with ExitStack() as stack:
        settings = {"WIKI_API_CACHE_SECONDS": "1", "WIKI_ALLOWED_HOSTS": HOST}
        with public_process(database, tmp_path, **settings) as behind:
            reader = stack.enter_context(proxy(tmp_path, behind.port))
            before = reader.get(kept, Host=HOST)
            assert (before.status_code, before.json()["title"]) == (200, "Quokkas")
            assert reader.get(asked, Host=HOST).status_code == 200
            longest = reader.get(f"/api/v1/search/?q={'%F0%9F%98%80' * 3_300}", Host=HOST)
            assert longest.status_code == 200
            described = reader.get("/api/v1/openapi.json", Host=HOST, **{"Accept-Encoding": "gzip"})
            assert described["Content-Encoding"] == "gzip"
        with without_database(behind.port):
            while not written.read_text().endswith("STALE\n"):
                answer = reader.get(kept, Host=HOST)
                assert (answer.status_code, answer.content) == (200, before.content)
        assert reader.get(kept, Host=HOST).content == before.content
        assert written.read_text().endswith("STALE\n")
        away = reader.get("/api/v1/topics/", Host=HOST)
        assert (away.status_code, away["Retry-After"]) == (503, "5")
        assert away["Content-Type"] == "application/problem+json"
        assert away.json()["type"] == "urn:wiki:problem:unavailable"
    logs = "".join(path.read_text() for path in tmp_path.glob("*.log"))
    assert kept in logs
    assert "quokkas" not in logs


def test_the_proxy_of_the_guide_shows_sizes_of_images_and_never_what_was_uploaded(tmp_path):
    for folder in ("images", "original_images", "documents"):
        (tmp_path / "media" / folder).mkdir(parents=True)
        (tmp_path / "media" / folder / "picture.jpg").write_bytes(b"a picture")
    with proxy(tmp_path, free_port()) as reader:
        for host in (HOST, "desk.wiki.example"):
            answered = [
                reader.get(f"/media/{folder}/picture.jpg", Host=host).status_code
                for folder in ("images", "original_images", "documents")
            ]
            assert answered == [200, 404, 404]


def test_readers_are_shown_the_mirror_while_there_is_no_frontend(
    make_article, publish, translate, tmp_path
):
    article = publish(make_article(title="Taking turns"))
    publish(translate(article, "zh-Hans", title="轮流说话", slug="轮流说话"))
    call_command("write_mirror", tmp_path / "mirror", stdout=StringIO(), stderr=StringIO())
    with proxy(tmp_path, free_port()) as reader:
        for locale, title in (("en", "Taking turns"), ("zh-Hans", "轮流说话")):
            shown = documents.readable().get(key=article.translation_key, locale=locale)
            for path in (quote(shown.path), quote(shown.path.rstrip("/"))):
                answer = reader.get(path, Host="wiki.example")
                assert answer.status_code == 502
                assert f"<h1>{title}</h1>" in answer.content.decode()
        assert reader.get("/en/nowhere/", Host="wiki.example").status_code == 502
