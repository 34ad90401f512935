"""The OpenAPI description: only what is public, and nothing left open."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from drf_spectacular.generators import SchemaGenerator

from api import problems
from api.quizzes import tokens

Schema = dict[str, Any]


def only_the_api(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Keep the operations below /api/; without this the whole admin would be described."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def close_objects(result: Schema, **kwargs: Any) -> Schema:
    """Say of every object that it has no further properties."""
    for schema in result.get("components", {}).get("schemas", {}).values():
        if schema.get("type") == "object" and "properties" in schema:
            schema["additionalProperties"] = False
    return result


MAY_FAIL = {
    "429": "Asked too often; `Retry-After` says how long to wait.",
    "503": "It cannot answer at the moment; `Retry-After` says when to try again.",
}
CONDITIONAL = {"412": "`If-Match` or `If-Unmodified-Since` asks for another answer than this one."}

HEADERS = {
    "ETag": "Changes exactly when the bytes do: give it back in `If-None-Match`.",
    "Cache-Control": "How long the answer may be kept, by browsers and by shared caches.",
    "RateLimit-Limit": "How many answers an address may have.",
    "RateLimit-Remaining": "How many are left.",
    "RateLimit-Reset": "In how many seconds all are to be had again.",
    "Retry-After": "How many seconds to wait.",
}
CACHED = ("ETag", "Cache-Control")
COUNTED = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")

# Documents of the demo wiki, where their keys are the same on every machine.
EXAMPLE_KEYS = {
    "series": "54c64f9a-28a3-5d57-8e30-bf701d09031e",
    "articles": "6d5926d1-3065-5142-8dcb-5291f0ebd4ad",
    "case-studies": "4fdb5bc9-2b9f-5508-8d03-d601f37dd6fa",
    "expert-advice": "1ebfee29-c0f6-5ea5-8cbf-19c4c9202c81",
    "quizzes": "92354b68-7d31-57c0-9437-0f5bcf45fc8f",
    "topics": "4511fd47-3d59-59d1-93ee-6a8bbae75f34",
    "people": "51c51ec0-89bd-5fd4-892b-54feeb6832d4",
    "glossary": "faa0e2f7-e2dc-5422-94d8-789a6f0aebdd",
    "sources": "6c77ed20-ec35-5e24-b6d2-920c184f1edf",
}
# What twelve answers to the demo quiz add up to, as its first version packs them into a token.
EXAMPLE_PAYLOAD = 103_527
EXAMPLES: dict[str, Any] = {
    "path": "/en/after-the-argument/apology-that-lands/",
    "locale": "en",
    "number": 1,
    "q": "apology",
    "v": 1,
    "a": (
        "notice_tone:rather,ask_again:just_me,wait_message:rather,settle_now:partly,"
        "show_missing:rather_not,check_mood:rather,need_door:rather_not,alone_first:partly,"
        "feel_watched:rather_not,busy_hands:not_me,own_time:partly,say_fine:rather_not"
    ),
    "s": "nearness:16/6,room:7/6",
}


def example_token() -> str:
    """Return a token for the demo quiz, signed with the key of this wiki."""
    quiz = UUID(EXAMPLE_KEYS["quizzes"])
    return tokens.seal(tokens.Head(quiz, 1, date(2026, 1, 1), "report", EXAMPLE_PAYLOAD))


def say_what_may_fail(result: Schema, **kwargs: Any) -> Schema:
    """Say of each operation that it may be asked too often, and that the database may be away.

    What has validators may also be asked for on a condition that fails.
    """
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for path, operations in result.get("paths", {}).items():
        if path.startswith("/api/v1/health/"):
            continue
        responses = operations["get"]["responses"]
        failures = {**MAY_FAIL, **(CONDITIONAL if "304" in responses else {})}
        for status, said in failures.items():
            answer = {"content": {problems.CONTENT_TYPE: dict(shape)}, "description": said}
            responses.setdefault(status, answer)
        operations["get"]["responses"] = dict(sorted(responses.items()))
    return result


def name_headers(result: Schema, **kwargs: Any) -> Schema:
    """Say what stands in the headers of an answer, and of its status what it means."""
    result["components"]["headers"] = {
        name: {"description": said, "schema": {"type": "string"}} for name, said in HEADERS.items()
    }
    for path, operations in result.get("paths", {}).items():
        responses = operations["get"]["responses"]
        responses["200"]["description"] = responses["200"]["description"] or "What was asked for."
        if path.startswith("/api/v1/health/"):
            continue
        cached = CACHED if "304" in responses else ()
        named = {
            "200": (*cached, *COUNTED),
            "304": cached,
            "429": ("Retry-After", *COUNTED),
            "503": ("Retry-After",),
        }
        for status in named.keys() & responses.keys():
            references = {name: {"$ref": f"#/components/headers/{name}"} for name in named[status]}
            responses[status]["headers"] = references
    return result


def show_problems(result: Schema, **kwargs: Any) -> Schema:
    """Show of each error what is answered; the shape alone would show the first type for all."""
    shown = {status: type_.rpartition(":")[2] for status, type_ in problems.TYPES.items()}
    result["components"]["examples"] = {
        name: {"value": problems.content(status, "/api/v1/articles/")}
        for status, name in shown.items()
    }
    for operations in result.get("paths", {}).values():
        for status, response in operations["get"]["responses"].items():
            body = response.get("content", {}).get(problems.CONTENT_TYPE)
            if body is not None:
                name = shown[int(status)]
                body["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}
    return result


def give_examples(result: Schema, **kwargs: Any) -> Schema:
    """Give each operation an example that answers 200 on the demo wiki; keys say what they are."""
    examples = {**EXAMPLES, "token": example_token()}
    for path, operations in result.get("paths", {}).items():
        endpoint = path.removeprefix("/api/v1/").split("/")[0]
        if endpoint == "preview":
            continue  # Only an editor's tab has such a token.
        for parameter in operations["get"].get("parameters", []):
            name, place = parameter["name"], parameter["in"]
            is_key = place == "path" and name == "key"
            if is_key:
                # A converter of our own is described by its pattern, of which nobody makes a type.
                parameter["schema"] = {"type": "string", "format": "uuid"}
            example = EXAMPLE_KEYS[endpoint] if is_key else examples.get(name)
            if example is not None:
                parameter["example"] = example
    return result


# In the order in which somebody who builds a frontend needs them. An operation belongs to the
# longest beginning of its path below /api/v1/.
GROUPS = {
    "Start here": (
        "Where everything is: pages by their address, the menu, and what stands around pages.",
        ("",),
    ),
    "Documents": (
        "Pages, whole or as cards in lists.",
        ("documents/", "series/", "articles/", "case-studies/", "expert-advice/", "quizzes/"),
    ),
    "Search": ("Finding while and after somebody types.", ("search/", "suggest/")),
    "Topics, people, words, sources": (
        "What documents refer to, in every locale.",
        ("topics/", "people/", "glossary/", "sources/"),
    ),
    "Taking a quiz": (
        "Scoring, and results to share. Answers are worked out and forgotten.",
        (
            *(f"quizzes/{{key}}/{name}/" for name in ("evaluate", "share", "versions")),
            "results/",
            "reports/",
        ),
    ),
    "Keeping up": (
        "For mirrors, caches, feed readers and search engines.",
        ("changes/", "redirects/", "feeds/", "sitemap"),
    ),
    "Drafts": ("What editors show before it is published.", ("preview/",)),
    "Health": ("For load balancers.", ("health/",)),
}


def introduce(result: Schema, **kwargs: Any) -> Schema:
    """Say how to begin, and put each operation into its group."""
    introduction = Path(__file__).with_name("introduction.md")
    result["info"]["description"] = introduction.read_text(encoding="utf-8")
    result["tags"] = [{"name": name, "description": said} for name, (said, _) in GROUPS.items()]
    for path, operations in result.get("paths", {}).items():
        operations["get"]["tags"] = [_group(path.removeprefix("/api/v1/"))]
    return result


def _group(path: str) -> str:
    fitting = {
        beginning: name
        for name, (_said, beginnings) in GROUPS.items()
        for beginning in beginnings
        if path.startswith(beginning)
    }
    return fitting[max(fitting, key=len)]


@cache
def description() -> bytes:
    """Return the OpenAPI description of this version as JSON."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(schema, ensure_ascii=False, indent=2).encode()
