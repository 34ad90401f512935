"""Serves the public process on a free port, and connects to nothing but its database.

The drivers of both databases are C and open no sockets of Python's; everything else would.
"""

import signal
import socket
import sys
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

# What Python tells of before it sends anything to anybody.
CALLS = ("socket.connect", "socket.sendto", "socket.sendmsg")


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CALLS:
        sys.stderr.write(f"REFUSED {event} {arguments[1:]}\n")
        raise PermissionError("The public process calls nobody.")


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


def main() -> None:
    sys.addaudithook(refuse)
    from cms.wsgi_public import application

    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    # An answer that is being given is finished, and then what is done at the end is done.
    signal.signal(signal.SIGTERM, lambda *_: Thread(target=server.shutdown).start())
    try:
        socket.create_connection(("127.0.0.1", server.server_port))
    except PermissionError:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
