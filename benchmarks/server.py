"""Starts a server of the scratch wiki and measures what requests cost it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def serving(
    environment: dict[str, str],
    application: str = "benchmarks.wsgi:application",
    *,
    under: str = "gunicorn",
) -> Iterator["Server"]:
    """Run gunicorn or granian with one worker, as production does, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", under, application, *OPTIONS[under](port)]
    process = subprocess.Popen(
        command, env=os.environ | environment, cwd=ROOT, preexec_fn=on_one_core
    )
    try:
        server = Server(process.pid, port)
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def on_one_core() -> None:
    """Keep this process, and all it starts, on the core that everything measured runs on.

    Others may use the cores of a machine unevenly, and then two processes that run the same code
    on two of them differ by a fifth.
    """
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _gunicorn(port: int) -> list[str]:
    shape = ["--workers", "1", "--threads", "2", "--worker-class", "gthread"]
    return ["--bind", f"{HOST}:{port}", *shape, "--log-level", "error"]


def _granian(port: int) -> list[str]:
    shape = ["--workers", "1", "--blocking-threads", "1", "--interface", "wsgi"]
    return ["--host", HOST, "--port", str(port), *shape, "--log-level", "error"]


OPTIONS = {"gunicorn": _gunicorn, "granian": _granian}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


class Server:
    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self.port = port

    def wait(self) -> None:
        for _attempt in range(200):
            try:
                connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
                connection.request("GET", "/measure/empty/")
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The server does not answer.")

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()

    def cost(self, path: str, count: int, expected: int, **headers: str) -> float:
        """Ask `count` times over one connection; return milliseconds of CPU of a request."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        before = self.cpu_seconds()
        for _number in range(count):
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status != expected:
                raise RuntimeError(f"{path} answers {response.status}, not {expected}.")
        return 1_000 * (self.cpu_seconds() - before) / count

    def cpu_seconds(self) -> float:
        """Return the CPU time of the server and all its children, to the nanosecond."""
        nanoseconds = 0
        for pid in [self.pid, *_children(self.pid)]:
            for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                nanoseconds += int(thread.read_text().split()[0])
        return nanoseconds / 1e9

    def peak_bytes(self) -> int:
        """Return the most memory that any of the server's processes has held."""
        peaks = [
            int(line.split()[1])
            for pid in [self.pid, *_children(self.pid)]
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmHWM:")
        ]
        return 1024 * max(peaks)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


@dataclass(frozen=True)
class Ask:
    """A request to measure, and how often it is asked in a round."""

    server: Server
    path: str
    count: int
    headers: dict[str, str] = field(default_factory=dict)
    expected: int = 200


def interleaved(asked: dict[str, Ask], *, rounds: int) -> dict[str, list[float]]:
    """Measure every request in turn, several rounds long; return milliseconds of each round."""
    measured: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for name, ask in asked.items():
            cost = ask.server.cost(ask.path, ask.count, ask.expected, **ask.headers)
            measured[name].append(cost)
    return measured
