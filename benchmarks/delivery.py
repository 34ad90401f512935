"""Delivery: what answers cost beside ready bytes, an empty view and a stock Wagtail API v2.

Everything of one database is measured in one run, in turns, in CPU of the server's processes:

    python benchmarks/delivery.py --postgresql postgres://postgres@127.0.0.1:5432/postgres
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.scratch import PROXIED, ROOT, Environment, public, scratch_site, scratch_wiki
from benchmarks.server import Ask, Server, interleaved, serving

EMPTY = "empty view"
READY = "ready bytes in a view"
STOCK_PAGE = "stock: page"
STOCK_LIST = "stock: list of 20"
# What a card of the wiki has as well, though in one format instead of three.
STOCK_FIELDS = "summary,topics,authors,cover_webp"


@dataclass(frozen=True)
class Sizes:
    """How many documents there are, and how often each answer is asked for."""

    small: int
    large: int
    requests: int


def filled(script: str, environment: Environment, number: int) -> str:
    """Run a script that fills a site; return what it prints last."""
    command = [sys.executable, str(ROOT / "benchmarks" / script), str(number)]
    done = subprocess.run(
        command, env=os.environ | environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode().splitlines()[-1]


@contextmanager
def asked(engine: str, postgresql: str, sizes: Sizes) -> Iterator[dict[str, Ask]]:
    """Yield every request by name, while the servers of three sites run."""
    with ExitStack() as stack:
        wikis = {
            number: stack.enter_context(scratch_wiki(engine, postgresql))
            for number in (sizes.small, sizes.large)
        }
        found = {
            number: json.loads(filled("copying.py", wiki, number)) for number, wiki in wikis.items()
        }
        settings = "benchmarks.plain_wagtail.settings"
        site = stack.enter_context(scratch_site(engine, postgresql, settings))
        page = filled("plain_wagtail/filling.py", site, sizes.small)
        stock = stack.enter_context(serving(site, "benchmarks.plain_wagtail.wsgi:application"))
        servers = {number: stack.enter_context(serving(wiki)) for number, wiki in wikis.items()}
        requests = {
            f"{STOCK_PAGE}, {sizes.small:,}": Ask(
                stock, f"/api/v2/pages/{page}/", sizes.requests // 10
            ),
            f"{STOCK_LIST}, {sizes.small:,}": Ask(
                stock,
                "/api/v2/pages/?type=plain_wagtail.StockArticlePage"
                f"&fields={STOCK_FIELDS}&limit=20",
                sizes.requests // 10,
            ),
        }
        for number, server in servers.items():
            answers = reading(server, found[number], number, sizes.requests)
            requests |= {f"{name}, {number:,}": ask for name, ask in answers.items()}
        for under in ("gunicorn", "granian"):
            wiki = wikis[sizes.small]
            server = stack.enter_context(
                serving(public(wiki), "cms.wsgi_public:application", under=under)
            )
            path = document(found[sizes.small])
            name = f"document, public process, {under}, {sizes.small:,}"
            requests[name] = Ask(server, path, sizes.requests, PROXIED)
        yield requests


def document(found: dict[str, str]) -> str:
    return f"/api/v1/articles/{found['key']}/"


def reading(server: Server, found: dict[str, str], number: int, count: int) -> dict[str, Ask]:
    """Return the requests of one wiki by name."""
    path = document(found)
    etag = server.get(path)[1]["ETag"]
    last = f"/api/v1/articles/?limit=20&offset={number - 20}"
    answers = {
        EMPTY: Ask(server, "/measure/empty/", count),
        READY: Ask(server, "/measure/ready/", count),
        "document": Ask(server, path, count),
        "document, gzip": Ask(server, path, count, {"Accept-Encoding": "gzip"}),
        "document, brotli": Ask(server, path, count, {"Accept-Encoding": "gzip, br"}),
        "304": Ask(server, path, count, {"If-None-Match": etag}, expected=304),
        "list, first page": Ask(server, "/api/v1/articles/?limit=20", count),
        "list, last page": Ask(server, last, count),
        "resolve": Ask(server, f"/api/v1/resolve/?path={found['path']}", count),
        "changes": Ask(server, "/api/v1/changes/?limit=20", count),
        "feed": Ask(server, "/api/v1/feeds/en/atom.xml", count // 5),
    }
    for ask in answers.values():
        status, _headers, body = server.get(ask.path, **ask.headers)
        if status != ask.expected:
            raise RuntimeError(f"{ask.path} answers {status}: {body[:300]!r}")
    return answers


def show(engine: str, sizes: Sizes, costs: dict[str, list[float]]) -> None:
    """Print what a request costs, and its ratios to what it is compared with.

    The view that does nothing and the one that has its bytes ready are those of the same server.
    """
    small, large = (
        {
            name.removesuffix(f", {number:,}"): cost
            for name, cost in costs.items()
            if name.endswith(f", {number:,}")
        }
        for number in (sizes.small, sizes.large)
    )
    for number, of_size in ((sizes.small, small), (sizes.large, large)):
        print(f"\n{f'{engine}, {number:,} documents':34}", end="")
        print(f"{'CPU ms':>9}{'÷ empty':>9}{'of ready':>9}{'stock ÷':>9}")
        for name, cost in of_size.items():
            stock = small[STOCK_LIST if "list" in name else STOCK_PAGE]
            print(
                f"{name:34}{median(cost):9.3f}{times(cost, of_size[EMPTY]):9.2f}"
                f"{times(of_size[READY], cost):9.2f}{times(stock, cost):9.1f}"
            )
    growth = (f"{name} {times(cost, small[name]):.2f}" for name, cost in large.items())
    print(f"\ntimes as much with {sizes.large:,}: {', '.join(growth)}")
    shorter = (
        f"{number:,}: {times(of_size['304'], of_size['document']):.2f}"
        for number, of_size in ((sizes.small, small), (sizes.large, large))
    )
    print(f"a 304 of a document: {', '.join(shorter)}")


def times(cost: list[float], other: list[float]) -> float:
    """Return how many times as much something costs, in the median of the rounds.

    Each round is compared for itself, because a machine that others use is faster at some times
    than at others, by half and for seconds.
    """
    return median(one / beside for one, beside in zip(cost, other, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs=2, default=[500, 10_000])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--requests", type=int, default=70)
    parser.add_argument("--postgresql", default="", help="A server on which databases may be made.")
    options = parser.parse_args()
    sizes = Sizes(*options.documents, options.requests)
    for engine in ("sqlite", "postgresql") if options.postgresql else ("sqlite",):
        with asked(engine, options.postgresql, sizes) as requests:
            show(engine, sizes, interleaved(requests, rounds=options.rounds))


if __name__ == "__main__":
    main()
