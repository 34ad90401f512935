"""How well the search answers: a judged collection, the wiki's HTTP endpoint, and BM25 beside it.

A collection is a folder of three files, one JSON object a line:

    documents.jsonl   {"id", "locale", "kind", "title", "body"}   as `import_collection` takes it
    queries.jsonl     {"id", "locale", "text"}                    what is asked, in which locale
    judgments.jsonl   {"query", "document", "grade"}              grade 1 touches it, 2 answers it

The documents are published into a scratch wiki of each engine through the normal publishing path,
and every query that has a judgment is asked over HTTP. The reference is a plain BM25 of whole
documents with the wiki's own analysis, worked out in the same run. `--check` fails below the
bounds. Run it with `make quality`.

`--across en` measures ranking by meaning instead: questions of the other locales are asked of the
English documents, and the share is printed that has an answer (grade 2) among the first three.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, NoReturn
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.retrieval import Bm25, Grades, measure, overlap
from benchmarks.scratch import manage, scratch_wiki
from benchmarks.server import Server, serving
from cms.importing.keys import key_of

COLLECTION = Path(__file__).parent / "collection"

# What CI holds the project's own collection to.
LEAST_OF_REFERENCE = 0.97
MOST_ZERO_RESULTS = 0.005
LEAST_OVERLAP = 0.99
LEAST_ACROSS = 0.7

Rankings = dict[str, list[str]]


@dataclass(frozen=True)
class Query:
    id: str
    locale: str
    text: str


@dataclass(frozen=True)
class Collection:
    """Documents as they stand in the file, queries with judgments, and the judgments."""

    path: Path
    documents: list[dict[str, Any]]
    queries: list[Query]
    judgments: Mapping[str, Grades]

    @property
    def locales(self) -> list[str]:
        return list(dict.fromkeys(document["locale"] for document in self.documents))

    def asked_in(self, locale: str) -> list[Query]:
        return [query for query in self.queries if query.locale == locale]


def load(folder: Path) -> Collection:
    """Return a collection; queries that nobody has judged are left out."""
    judgments: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(folder / "judgments.jsonl"):
        judgments[str(row["query"])][str(row["document"])] = int(row["grade"])
    queries = [
        Query(str(row["id"]), row["locale"], row["text"]) for row in _rows(folder / "queries.jsonl")
    ]
    judged = [query for query in queries if any(judgments[query.id].values())]
    path = folder / "documents.jsonl"
    return Collection(path, _rows(path), judged, judgments)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def reference(collection: Collection) -> Rankings:
    """Return how BM25 ranks the documents of a query's locale."""
    indexes = {locale: Bm25(locale) for locale in collection.locales}
    for document in collection.documents:
        text = f"{document.get('title') or ''}\n{document.get('body') or ''}"
        indexes[document["locale"]].add(str(document["id"]), text)
    return {query.id: indexes[query.locale].rank(query.text) for query in collection.queries}


@dataclass
class Answers:
    """What an engine answered, and how long each query took in milliseconds."""

    rankings: Rankings
    milliseconds: dict[str, float]


def ask(collection: Collection, server: Server) -> Answers:
    """Ask every query over HTTP, articles only; the first hundred hits count."""
    identifiers = {str(key_of(str(row["id"]))): str(row["id"]) for row in collection.documents}
    answers = Answers({}, {})
    for query in collection.queries:
        asked = {"q": query.text, "locale": query.locale, "kind": "article", "limit": 100}
        started = perf_counter()
        status, _headers, body = server.get(f"/api/v1/search/?{urlencode(asked)}")
        answers.milliseconds[query.id] = 1_000 * (perf_counter() - started)
        if status != 200:
            raise RuntimeError(f"Query {query.id} answers {status}: {body[:500]!r}")
        keys = [item["key"] for item in json.loads(body)["items"]]
        answers.rankings[query.id] = [identifiers.get(key, key) for key in keys]
    return answers


def answers_of(engine: str, collection: Collection, postgresql: str) -> Answers:
    """Publish the collection into a scratch wiki of an engine and ask it."""
    wanted = ",".join(collection.locales)
    with scratch_wiki(engine, postgresql, WIKI_LOCALES=wanted) as environment:
        manage(environment, "import_collection", str(collection.path))
        with serving(environment) as server:
            return ask(collection, server)


def across(locale: str, collection: Collection, *, embedder: str) -> float:
    """Return how many questions of other locales find an answer in a locale's first three hits."""
    kept = [row for row in collection.documents if row["locale"] == locale]
    known = {str(row["id"]) for row in kept}
    questions = [
        Query(query.id, locale, query.text)
        for query in collection.queries
        if query.locale != locale
        and any(collection.judgments[query.id].get(name, 0) > 1 for name in known)
    ]
    wanted = ",".join(collection.locales)
    with scratch_wiki("sqlite", "", WIKI_LOCALES=wanted) as environment:
        path = Path(environment["WIKI_DATA_DIR"]) / "documents.jsonl"
        path.write_text("".join(f"{json.dumps(row)}\n" for row in kept), encoding="utf-8")
        manage(environment, "import_collection", str(path))
        if embedder:
            environment = environment | {"WIKI_SEARCH_EMBEDDER": embedder}
            manage(environment, "embed_entries")
        with serving(environment) as server:
            asked = Collection(path, kept, questions, collection.judgments)
            rankings = ask(asked, server).rankings
    answered = [
        any(collection.judgments[query].get(name, 0) > 1 for name in ranking[:3])
        for query, ranking in rankings.items()
    ]
    return sum(answered) / len(answered)


def show_across(locale: str, collection: Collection, embedder: str) -> list[str]:
    """Print both shares; return what is out of bounds, in words."""
    by_words = across(locale, collection, embedder="")
    share = across(locale, collection, embedder=embedder)
    print(f"\nAnswer in the first three hits, asked across to {locale}:")
    print(f"words only {by_words:.2f}, with {embedder} {share:.2f}")
    return [] if share >= LEAST_ACROSS else [f"Across languages only {share:.2f} find an answer."]


def report(collection: Collection, answered: Mapping[str, Answers]) -> list[str]:
    """Print a table a locale; return what is out of bounds, in words."""
    plain = reference(collection)
    broken = []
    for locale in collection.locales:
        asked = [query.id for query in collection.asked_in(locale)]
        if not asked:
            continue
        least = measure({query: plain[query] for query in asked}, collection.judgments)
        print(f"\n{locale}: {len(asked)} queries")
        print(
            f"{'':14}{'nDCG@10':>9}{'MRR@10':>9}{'recall@100':>12}{'zero':>8}{'p50':>9}{'p95':>9}"
        )
        print(f"{'BM25':14}{least.ndcg:9.3f}{least.mrr:9.3f}{least.recall:12.3f}{least.zero:8.3f}")
        for engine, answers in answered.items():
            found = measure(
                {query: answers.rankings[query] for query in asked}, collection.judgments
            )
            times = quantiles([answers.milliseconds[query] for query in asked], n=20)
            print(
                f"{engine:14}{found.ndcg:9.3f}{found.mrr:9.3f}{found.recall:12.3f}{found.zero:8.3f}"
                f"{times[9]:6.1f} ms{times[18]:6.1f} ms"
            )
            if found.ndcg < LEAST_OF_REFERENCE * least.ndcg:
                broken.append(f"{engine}, {locale}: nDCG@10 {found.ndcg:.3f} of {least.ndcg:.3f}")
            if found.zero > MOST_ZERO_RESULTS:
                broken.append(f"{engine}, {locale}: {found.zero:.1%} of the queries find nothing")
    return broken + _disagreements(answered)


def _disagreements(answered: Mapping[str, Answers]) -> list[str]:
    if len(answered) < 2:
        return []
    left, right = (answers.rankings for answers in answered.values())
    shared = sum(overlap(left[query], right[query]) for query in left) / len(left)
    print(f"\nTop 10 in common between the engines: {shared:.4f}")
    return [] if shared >= LEAST_OVERLAP else [f"The engines share {shared:.4f} of the top 10."]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=COLLECTION)
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--postgresql", default="postgres://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--across", default="", metavar="LOCALE")
    parser.add_argument("--embedder", default="search.embedders.MultilingualE5")
    parser.add_argument("--check", action="store_true", help="Fail below the bounds.")
    options = parser.parse_args()
    collection = load(options.folder)
    if options.across:
        end(show_across(options.across, collection, options.embedder), check=options.check)
    answered = {
        engine: answers_of(engine, collection, options.postgresql)
        for engine in options.engines.split(",")
    }
    end(report(collection, answered), check=options.check)


def end(broken: list[str], *, check: bool) -> NoReturn:
    """Tell what is out of bounds and stop, with an error when that is asked for."""
    print("\n".join(broken))
    sys.exit(1 if check and broken else 0)


if __name__ == "__main__":
    main()
