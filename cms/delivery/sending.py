"""One request to somebody else's server, which may be slow, hostile or on our own network."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

from content_models.uris import encoded

# Why nothing was sent, as the admin shows it.
UNKNOWN_HOST = gettext_noop("unknown host")
PRIVATE_ADDRESS = gettext_noop("private address")
TIMED_OUT = gettext_noop("timed out")
NO_CONNECTION = gettext_noop("no connection")
NO_ANSWER = gettext_noop("no valid answer")

CONNECT_SECONDS = 5
TOTAL_SECONDS = 15


class NotSent(Exception):
    """The request did not reach a server, or got no answer; the message says why."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a POST request and return the status of the answer. Redirects are not followed.

    The host's name is resolved once, and the connection goes to an address that was checked, so
    that a name cannot be made to mean another machine in between.

    Raises:
        NotSent: when nothing was sent or answered in `TOTAL_SECONDS`.
    """
    parts = urlsplit(url)
    try:
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = checked_address(host, port)
        connection = _Connection(host, port, address, secure=secure)
        target = encoded(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        return _exchange(connection, target, body, headers)
    except TimeoutError as error:
        raise NotSent(TIMED_OUT) from error
    except (http.client.HTTPException, ValueError) as error:
        raise NotSent(NO_ANSWER) from error
    except OSError as error:
        raise NotSent(NO_CONNECTION) from error


def checked_address(host: str, port: int) -> str:
    """Return an address of a host to which we may connect.

    Raises:
        NotSent: when the name means nothing, or any of its addresses is not a public one.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(UNKNOWN_HOST) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.WIKI_WEBHOOK_PRIVATE_ADDRESSES and not all(map(is_public, addresses)):
        raise NotSent(PRIVATE_ADDRESS)
    return addresses[0]


# What Python takes for global and yet leads nowhere, or to the network we are in.
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "::/96", "fec0::/10", "64:ff9b:1::/48")
]


def is_public(address: str) -> bool:
    """Return whether an address is on the internet: not private, loopback, local or reserved."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if any(parsed in network for network in _NOT_PUBLIC):
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to an address that is chosen already, under the name of its host."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self.address, self.secure = address, secure
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), CONNECT_SECONDS)
        if self.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.sock.settimeout(TOTAL_SECONDS)


def _exchange(connection: _Connection, target: str, body: bytes, headers: Mapping[str, str]) -> int:
    connection.connect()
    # A server that sends a byte now and then would never reach the timeout of a socket.
    late = threading.Event()
    timer = threading.Timer(TOTAL_SECONDS, _hang_up, [connection.sock, late])
    timer.start()
    try:
        connection.request("POST", target, body, dict(headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
        connection.close()


def _hang_up(connected: socket.socket, late: threading.Event) -> None:
    late.set()
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        connected.close()
