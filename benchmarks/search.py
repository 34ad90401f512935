"""Search at scale: p50 and p95 over HTTP, as ratios to reading a document in the same run.

For each engine and size a scratch wiki is filled with made-up English and Chinese documents
(`benchmarks/filling.py`: one article a locale is published, the rest is inserted in bulk and
indexed by `rebuild_search`). Searches carry snippets and facets; every one asks something else.
Everything is asked in turns, dozens of times in a row, so that whatever else the machine does slows
all alike.

Wagtail's own search has the same texts in its index: title, summary and body. It is asked as a
careful frontend asks it: over Wagtail's API v2, unchanged, for twenty pages of one type and locale,
with `search_operator=or`, because by default a question of eight words finds nothing, and only for
what a list of results needs: title, summary and address. It gives no counts, snippets or marks, and
for most Chinese words no hit, because it reads what stands between two punctuation marks as one
word. Both searches are asked for the same words, each in a server of its own, so that neither loses
what the other made it remember. The public process is asked for others of the same kind, under
granian as production runs it; bounds hold for the search that runs as Wagtail does. Asked for cards
as well, Wagtail also gives what a card of the wiki shows: the topics and the cover, though in one
format and size instead of many. What the two take is also compared for each locale alone, since
nothing is found soon.

At each size an article is published again and again, with and without the index
(`benchmarks/indexing.py`). `--check` fails out of bounds.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from statistics import mean, quantiles
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.filling import LOCALES, Texts
from benchmarks.scratch import PROXIED, ROOT, Environment, public, reading, scratch_wiki
from benchmarks.server import HOST, Server, serving

MOST_OF_A_DOCUMENT = 15
MOST_OF_A_TENTH = 8
MOST_OF_SELECTIVE = 10
MOST_OF_PUBLISHING = 1.5
MOST_GROWTH_OF_PUBLISHING = 1.2
LEAST_OF_STOCK = {1_000: 10, 10_000: 20}

# What Wagtail's API is asked for.
STOCK = {"search_operator": "or", "type": "content_models.ArticlePage"}
STOCK_FIELDS = {
    "stock": "_,title,summary,html_url",
    "stock with cards": "_,title,summary,html_url,page_topics,cover_webp",
}

# From which rank of the words to which, and how many of them.
KINDS = {"selective": (300, 2_000, 2), "sentence": (0, 1_000, 8), "broad": (0, 8, 2)}

TOGETHER = "all together"

# The search of the process that readers ask in production.
PUBLIC = "public process"

# In so many parts everything is asked in turns. Within one it is asked in a row, and the first few
# times do not count: a server whose core or database has just done other things takes twice as long
# at first.
ROUNDS = 3
WARMING_UP = 10

Ask = Callable[[], str]


@dataclass(frozen=True)
class Times:
    """Milliseconds of one kind of request: as clients wait, and on average of the server's CPU.

    `mean` is that of each locale, and `found` how many of its requests, of one, found anything.
    """

    p50: float
    p95: float
    mean: dict[str, float]
    found: dict[str, float]
    cpu: float


@dataclass(frozen=True)
class Size:
    """What was measured at one size with one engine."""

    documents: int
    times: dict[str, Times]
    index_bytes: int
    documents_per_second: float
    peak_bytes: int
    publishing: dict[str, float]


def asked(key: str, *, stock: bool) -> dict[str, Ask]:
    """Return what makes the next address of each kind of request, the locales in turns."""

    def address(
        path: str,
        words: tuple[int, int, int],
        cut: int | None = None,
        name: str = "q",
        draw: str = "",
        **more: str,
    ) -> Ask:
        texts = [(locale, Texts(locale)) for locale in LOCALES]
        for locale, made in texts if draw else ():
            made.random.seed(f"{draw} {locale}")
        turns = cycle(texts)

        def ask() -> str:
            locale, made = next(turns)
            asked = {name: made.among(*words)[:cut], "locale": locale.lower(), **more}
            return f"{path}?{urlencode(asked)}"

        return ask

    kinds: dict[str, Ask] = {
        "document": lambda: f"/api/v1/articles/{key}/",
        "suggest": address("/api/v1/suggest/", (50, 2_000, 1), 4),
    }
    for name, words in KINDS.items():
        kinds[f"search, {name}"] = address("/api/v1/search/", words)
        # Not the same words: the database still has at hand what was just asked for.
        kinds[f"{PUBLIC}, {name}"] = address("/api/v1/search/", words, draw=PUBLIC)
        for answer, fields in STOCK_FIELDS.items() if stock else ():
            kinds[f"{answer}, {name}"] = address(
                "/measure/stock/pages/", words, name="search", **STOCK, fields=fields
            )
    return kinds


def timed(
    wiki: Server, others: dict[str, Server], kinds: dict[str, Ask], requests: int
) -> dict[str, Times]:
    """Ask each kind in turns, each server over one connection, and return the times.

    Args:
        others: servers by the beginning of the names of what they are asked instead of the wiki.
    """
    connections = {
        server: http.client.HTTPConnection(HOST, server.port, timeout=300)
        for server in (wiki, *others.values())
    }
    milliseconds: dict[str, list[float]] = {name: [] for name in kinds}
    found: dict[str, list[float]] = {name: [] for name in kinds}
    cpu: dict[str, list[float]] = {name: [] for name in kinds}
    in_a_row = len(LOCALES) * max(1, requests // (ROUNDS * len(LOCALES)))
    for name, ask in (turn for _round in range(ROUNDS) for turn in kinds.items()):
        server = next((others[start] for start in others if name.startswith(start)), wiki)
        # Since the last time the server may have given up the connection.
        connections[server].close()
        connections[server].connect()
        for _request in range(min(WARMING_UP, in_a_row)):
            _answered(connections[server], ask())
        used = server.cpu_seconds()
        answers = [_answered(connections[server], ask()) for _request in range(in_a_row)]
        cpu[name].append(1_000 * (server.cpu_seconds() - used) / in_a_row)
        milliseconds[name] += [taken for taken, _body in answers]
        # Not between two requests: whoever asks should not take the machine's caches.
        found[name] += [_has_found(body) for _taken, body in answers]
    cut = {name: quantiles(times, n=20) for name, times in milliseconds.items()}
    return {
        name: Times(
            parts[9],
            parts[18],
            _of_locales(milliseconds[name]),
            _of_locales(found[name]),
            mean(cpu[name]),
        )
        for name, parts in cut.items()
    }


def _answered(connection: http.client.HTTPConnection, path: str) -> tuple[float, bytes]:
    """Return the milliseconds until an answer was read whole, and the answer."""
    started = time.perf_counter()
    connection.request("GET", path, headers=PROXIED)
    response = connection.getresponse()
    body = response.read()
    taken = 1_000 * (time.perf_counter() - started)
    if response.status != 200:
        raise RuntimeError(f"{path} answers {response.status}: {body[:300]!r}")
    return taken, body


def _has_found(body: bytes) -> bool:
    return json.loads(body).get("meta", {}).get("total_count", 1) > 0


def _of_locales(values: list[float]) -> dict[str, float]:
    """Return the mean of each locale, of what was measured for them in turns."""
    return {locale: mean(values[place :: len(LOCALES)]) for place, locale in enumerate(LOCALES)}


def told_by(environment: Environment, module: str, *arguments: str) -> dict[str, float | str]:
    """Run a module of the benchmarks in the scratch wiki; return what it tells in its last line."""
    told = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        env=os.environ | environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    return dict(json.loads(told.stdout.splitlines()[-1]))


def measure(engine: str, documents: int, options: argparse.Namespace) -> Size:
    """Fill a scratch wiki and ask it."""
    stock = documents <= options.stock_up_to
    with scratch_wiki(engine, options.postgresql) as environment:
        filling = [str(documents), "--sections", str(options.sections)]
        told = told_by(environment, "filling", *filling, *(["--stock"] if stock else []))
        with (
            serving(reading(environment)) as wiki,
            serving(public(environment), "cms.wsgi_public:application", under="granian") as readers,
            serving(environment) as other,
        ):
            others = {PUBLIC: readers, "stock": other}
            times = timed(wiki, others, asked(str(told["key"]), stock=stock), options.requests)
            peak = wiki.peak_bytes()
        published = told_by(environment, "indexing")
    return Size(
        documents,
        times,
        int(told["index_bytes"]),
        float(told["documents_per_second"]),
        peak,
        {name: float(taken) for name, taken in published.items()},
    )


def gains(times: dict[str, Times], answer: str, process: str = "search") -> dict[str, float]:
    """Return how many times as fast as an answer of stock each kind of search is at p50.

    The last are those of all kinds together, on average: in each locale, and in all of them.
    """
    kinds = [kind for kind in KINDS if f"{answer}, {kind}" in times]
    if not kinds:
        return {}
    taken = {name: {kind: times[f"{name}, {kind}"] for kind in kinds} for name in (process, answer)}
    each = {kind: taken[answer][kind].p50 / taken[process][kind].p50 for kind in kinds}
    searched, stock = (
        {locale: sum(kind.mean[locale] for kind in taken[name].values()) for locale in LOCALES}
        for name in (process, answer)
    )
    of_locales = {locale: stock[locale] / searched[locale] for locale in LOCALES}
    return each | of_locales | {TOGETHER: sum(stock.values()) / sum(searched.values())}


def show(engine: str, size: Size) -> None:
    read = size.times["document"]
    print(f"\n{engine}, {size.documents:,} documents")
    print(f"{'':28}{'p50 ms':>8}{'ratio':>7}{'p95 ms':>8}{'ratio':>7}{'CPU ms':>8}{'ratio':>7}")
    for name, times in size.times.items():
        columns = [
            (times.p50, times.p50 / read.p50),
            (times.p95, times.p95 / read.p95),
            (times.cpu, times.cpu / read.cpu),
        ]
        print(f"{name:28}" + "".join(f"{value:8.1f}{ratio:7.1f}" for value, ratio in columns))
    for process, answer in product(("search", PUBLIC), STOCK_FIELDS):
        for kind, gain in gains(size.times, answer, process).items():
            print(f"{process}, {kind}: {gain:.1f} times as fast as {answer}")
    for name, times in size.times.items():
        for locale, part in times.found.items():
            if part < 1:
                print(f"{name}: {locale} finds something for {part:.0%}")
    print(
        f"index {size.index_bytes / 1e6:.0f} MB, {size.documents_per_second:.0f} documents indexed "
        f"a second, server at most {size.peak_bytes / 1e6:.0f} MB"
    )
    with_index, without = size.publishing["with"], size.publishing["without"]
    print(
        f"publishing takes {with_index:.1f} ms with the index and {without:.1f} ms without: "
        f"{with_index / without:.2f} times"
    )


def out_of_bounds(engine: str, sizes: list[Size]) -> Iterator[str]:
    """Yield what is slower than promised, in words."""
    for size in sizes:
        read, times = size.times["document"], size.times
        selective, broad = times["search, selective"], times["search, broad"]
        name = f"{engine}, {size.documents:,} documents"
        for kind in KINDS if size.documents == 10_000 else ():
            taken = times[f"search, {kind}"].p95 / read.p95
            if taken > MOST_OF_A_DOCUMENT:
                yield f"{name}: search, {kind}, takes {taken:.1f} times a document"
        if broad.p50 > MOST_OF_SELECTIVE * selective.p50:
            yield f"{name}: broad takes {broad.p50 / selective.p50:.1f} times selective"
        least = LEAST_OF_STOCK.get(size.documents, 0)
        for kind, gain in gains(times, "stock with cards").items():
            if gain < least and kind in (*KINDS, TOGETHER):
                yield f"{name}, {kind}: only {gain:.1f} times as fast as stock, not {least}"
    yield from _publishing_out_of_bounds(engine, sizes)
    by_number = {size.documents: size.times["search, selective"] for size in sizes}
    if {10_000, 100_000} <= set(by_number):
        growth = by_number[100_000].p50 / by_number[10_000].p50
        if growth > MOST_OF_A_TENTH:
            yield f"{engine}: {growth:.1f} times slower with ten times the documents"


def _publishing_out_of_bounds(engine: str, sizes: list[Size]) -> Iterator[str]:
    for size in sizes:
        taken = size.publishing["with"] / size.publishing["without"]
        if taken > MOST_OF_PUBLISHING:
            yield f"{engine}, {size.documents:,} documents: publishing takes {taken:.2f} times"
    first, last = sizes[0], sizes[-1]
    growth = last.publishing["with"] / first.publishing["with"]
    if growth > MOST_GROWTH_OF_PUBLISHING:
        yield f"{engine}: publishing takes {growth:.2f} times as long with {last.documents:,}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--requests", type=int, default=150)
    parser.add_argument("--sections", type=int, default=1, help="120 words each (1 by default).")
    parser.add_argument("--stock-up-to", type=int, default=10_000, metavar="DOCUMENTS")
    parser.add_argument("--postgresql", default="postgres://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--check", action="store_true", help="Fail out of bounds.")
    options = parser.parse_args()
    broken: list[str] = []
    for engine in options.engines.split(","):
        sizes = []
        for documents in map(int, options.sizes.split(",")):
            sizes.append(measure(engine, documents, options))
            show(engine, sizes[-1])
        broken += out_of_bounds(engine, sizes)
    print("\n".join(["", *broken]))
    if options.check and broken:
        sys.exit(1)


if __name__ == "__main__":
    main()
