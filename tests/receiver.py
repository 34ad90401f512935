"""A server on this machine that others are told to send to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """A server on this machine that answers as it is told and keeps what it got."""

    def __init__(self) -> None:
        self.status = 204
        self.location = ""
        self.hang = threading.Event()
        self.hang.set()
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.purged: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.got.append((dict(self.headers), body))
                receiver.hang.wait(20)
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.end_headers()

            def do_PURGE(self) -> None:
                receiver.purged.append(self.path)
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"

    def items(self) -> list[dict[str, Any]]:
        return [item for _headers, body in self.got for item in json.loads(body)["items"]]

    def stop(self) -> None:
        self.hang.set()
        self.server.shutdown()
        self.server.server_close()
