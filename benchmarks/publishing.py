"""Publishing: what an editor waits for beside a stock site, and how fast everything is rebuilt.

Everything of one database is measured in one run, in turns, in CPU of the process that publishes,
or of a server of its own that reads what was published:

    python benchmarks/publishing.py --postgresql postgres://postgres@127.0.0.1:5432/postgres
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import IO
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.delivery import document, filled
from benchmarks.scratch import ROOT, Environment, scratch_site, scratch_wiki
from benchmarks.server import Server, on_one_core, serving

Figures = dict[str, float]

# Documents that `copying.py` made, which nobody publishes.
OTHERS = [f"/api/v1/articles/{UUID(int=number)}/" for number in range(1, 11)]


class Publisher:
    """A process of one site that publishes when it is asked to, and says what it cost."""

    def __init__(self, told: IO[str], tells: IO[str]) -> None:
        self.told, self.tells = told, tells

    def round(self) -> Figures:
        """Publish in every way once; return milliseconds by what was done."""
        self.told.write("again\n")
        self.told.flush()
        return dict(json.loads(self.tells.readline()))


class Reader:
    """Reads the article that is published, from a server that knows nothing of the publisher."""

    def __init__(self, server: Server, path: str) -> None:
        self.server, self.path = server, path

    def cost(self, path: str) -> float:
        """Return milliseconds of one read."""
        return self.server.cost(path, 1, 200)

    def round(self, publisher: Publisher, number: int) -> Figures:
        """Let the publisher publish; return what it cost, and reading before and afterwards.

        A server that was asked for nothing meanwhile takes longer for whatever comes first, because
        the processor did other things. Others come first here, as on a server in use, so that what
        is left is what publishing does to a first read.
        """
        warm = median(self.cost(self.path) for _time in range(9))
        figures = publisher.round()
        rested, *_others = [self.cost(path) for path in OTHERS]
        first = self.cost(self.path)
        summary = json.loads(self.server.get(self.path)[2])["summary"]
        assert summary == f"An article, edited {number} times.", summary
        reads = {"warm read": warm, "first read after it": first, "another after a pause": rested}
        return figures | reads


@contextmanager
def publisher(script: str, environment: Environment) -> Iterator[Publisher]:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks" / script)],
        env=os.environ | environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=on_one_core,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Publisher(process.stdin, process.stdout)
    finally:
        process.stdin.close()
        process.wait(timeout=60)


def measured(engine: str, postgresql: str, sizes: list[int], rounds: int) -> dict[str, Figures]:
    """Return the medians of every site by its name."""
    with ExitStack() as stack:
        settings = "benchmarks.plain_wagtail.settings"
        stock = stack.enter_context(scratch_site(engine, postgresql, settings))
        filled("plain_wagtail/filling.py", stock, sizes[0])
        sites = {"stock": ("plain_wagtail/publishing.py", stock)}
        readers = {}
        for size in sizes:
            wiki = stack.enter_context(scratch_wiki(engine, postgresql))
            article = json.loads(filled("copying.py", wiki, size))
            name = f"{size:,} documents"
            sites[name] = ("publisher.py", wiki)
            readers[name] = Reader(stack.enter_context(serving(wiki)), document(article))
        publishers = {
            name: stack.enter_context(publisher(script, environment))
            for name, (script, environment) in sites.items()
        }
        found: dict[str, list[Figures]] = {name: [] for name in publishers}
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            for name, one in publishers.items():
                reader = readers.get(name)
                figures = reader.round(one, number) if reader else one.round()
                found[name].append(figures)
    return {
        name: {what: median(figures[what] for figures in rounds_) for what in rounds_[0]}
        for name, rounds_ in found.items()
    }


def show(engine: str, found: dict[str, Figures]) -> None:
    """Print milliseconds of CPU, and how much of stock's editing and publishing they are."""
    stock = found["stock"]["edit and publish"]
    print(f"\n{engine}")
    print(f"{'':44}{'CPU ms':>9}{'÷ stock':>9}")
    for name, figures in found.items():
        for what, milliseconds in figures.items():
            print(f"{f'{name}: {what}':44}{milliseconds:9.2f}{milliseconds / stock:9.2f}")


def rebuild(engine: str, postgresql: str, documents: int) -> None:
    """Rebuild many documents in three locales from nothing, and print speed and memory."""
    with scratch_wiki(engine, postgresql) as wiki:
        print(f"{engine}: {filled('rebuilding.py', wiki, documents)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs=2, default=[500, 10_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--rebuilt", type=int, default=1_000, help="Documents a locale; 0: none.")
    parser.add_argument("--postgresql", default="", help="A server on which databases may be made.")
    options = parser.parse_args()
    for engine in ("sqlite", "postgresql") if options.postgresql else ("sqlite",):
        show(engine, measured(engine, options.postgresql, options.documents, options.rounds))
        if options.rebuilt:
            rebuild(engine, options.postgresql, options.rebuilt)


if __name__ == "__main__":
    main()
