"""Bad input on every parameter of every operation: a problem that names it, never a 5xx."""

import base64
import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from api.openapi import description
from tests.api_schema import assert_valid

# What no parameter accepts.
NEVER = {
    "nul": "%00",
    "lone surrogate": "%ED%A0%80",
    "invalid UTF-8": "%FF%FE",
    "overlong UTF-8": "%C0%AF",
    "control character": "%1B",
    "5,000 characters": "a" * 5_000,
}
# What a parameter may understand or refuse, but must survive.
ANYTHING = {
    "empty": "",
    "blanks": "%20%20",
    "minus one": "-1",
    "fraction": "1.5",
    "not a number": "NaN",
    "2^31": str(2**31),
    "2^63": str(2**63),
    "3,500 digits": "9" * 3_500,
    "full-width digits": "%EF%BC%91%EF%BC%92",
    "Arabic digits": "%D9%A1%D9%A2",
    "underscores": "1_000",
    "quote": "%27",
    "SQL": quote("1' OR '1'='1'; SELECT pg_sleep(9) --"),
    "UNION": quote("x) UNION SELECT password FROM cms_user --"),
    "FTS": quote('"unbalanced AND (NEAR* OR :*'),
    "percent": "%25%25",
    "path": quote("../../etc/passwd"),
    "600 characters": "z" * 600,
    "combining marks": quote("a" + "\u0301" * 400),
    "right to left": quote("\u202eabc\ufeff"),
    "JSON": quote('{"$ne": null}'),
    "column": "parent_key__isnull",
    "star": "*",
    "date": "2026-13-45T99:99:99Z",
    "key": str(uuid.UUID(int=0)),
}
NUMBERS = ["minus one", "fraction", "not a number", "2^63", "3,500 digits", "full-width digits"]
NUMBERS += ["Arabic digits", "underscores", "quote", "empty", "blanks", "SQL"]


def operations() -> dict[str, list[dict[str, Any]]]:
    """Return the parameters of each path."""
    paths = json.loads(description())["paths"]
    return {path: item["get"].get("parameters", []) for path, item in sorted(paths.items())}


OPERATIONS = operations()


def cases() -> Iterator[Any]:
    for path, parameters in OPERATIONS.items():
        for parameter in parameters:
            if parameter["in"] == "query":
                yield pytest.param(path, parameter["name"], id=f"{path}-{parameter['name']}")


def required(path: str, but: str) -> str:
    """Return the query with an example of each parameter that an operation needs."""
    parameters = OPERATIONS[path]
    return "".join(
        f"&{parameter['name']}={quote(parameter['example'])}"
        for parameter in parameters
        if parameter["in"] == "query" and parameter.get("required") and parameter["name"] != but
        if "example" in parameter
    )


def fill(path: str) -> str:
    path = path.replace("{key}", str(uuid.UUID(int=1)))
    return path.replace("{number}", "1").replace("{token}", "x" * 40)


def check_problem(response: Any, name: str, context: str) -> None:
    assert response["Content-Type"] == "application/problem+json", context
    problem = response.json()
    assert_valid(problem, "Problem")
    assert problem["status"] == response.status_code, context
    assert problem["detail"].endswith("."), context
    for leaked in ("Traceback", "django", "SELECT", "sqlite", "psycopg", "DoesNotExist"):
        assert leaked not in problem["detail"], context
    if response.status_code == 400:
        assert name in problem["errors"] or "query" in problem["errors"], context


@pytest.mark.parametrize(("path", "name"), list(cases()))
def test_every_parameter_survives_anything(client, wiki, path, name):
    for label, value in {**NEVER, **ANYTHING}.items():
        response = client.get(f"{fill(path)}?{name}={value}{required(path, name)}")
        context = f"{path}?{name}={label}: {response.status_code} {response.content[:300]!r}"
        assert response.status_code in ((400,) if label in NEVER else (200, 400, 404)), context
        if response.status_code != 200:
            check_problem(response, name, context)


@pytest.mark.parametrize("path", list(OPERATIONS))
def test_unknown_and_repeated_parameters_are_refused(client, wiki, path):
    for query in ("surprise=1", "locale[]=en", "locale__code=en", "Locale=en", "%E2%98%83=1"):
        response = client.get(f"{fill(path)}?{query}")
        assert response.status_code == 400, (path, query)
        check_problem(response, query.split("=")[0].replace("%E2%98%83", "☃"), query)
    for parameter in OPERATIONS[path]:
        if parameter["in"] == "query":
            name = parameter["name"]
            response = client.get(f"{fill(path)}?{name}=en&{name}=es")
            assert response.status_code == 400
            check_problem(response, name, name)


@pytest.mark.parametrize("path", ["docs/", "openapi.json"])
def test_what_describes_the_api_takes_no_parameters(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 200
    refused = client.get(f"/api/v1/{path}?surprise=1")
    assert refused.status_code == 400
    check_problem(refused, "surprise", path)


@pytest.mark.parametrize("label", NUMBERS)
@pytest.mark.parametrize("name", ["limit", "offset"])
def test_a_number_that_is_none_is_named(client, wiki, name, label):
    response = client.get(f"/api/v1/documents/?{name}={ANYTHING[label]}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [name]


@pytest.mark.parametrize(
    ("query", "name", "hint"),
    [
        ("locale=eng", "locale", "en"),
        ("order=-publshed_at", "order", "-published_at"),
        ("fields=titel", "fields", "title"),
        ("ordr=title", "ordr", "order"),
        ("kind=artcle", "kind", "article"),
        ("limit=101", "limit", "100"),
        ("published_after=yesterday", "published_after", "2026"),
        ("topic=trust", "topic", ""),
        ("cursor=abc", "cursor", ""),
        ("cursor=&offset=3", "cursor", "either"),
        ("cursor=&order=-updated_at", "cursor", "order by updated_at"),
    ],
)
def test_the_answer_says_what_would_be_right(client, wiki, query, name, hint):
    response = client.get(f"/api/v1/documents/?{query}")
    assert response.status_code == 400
    assert hint in " ".join(response.json()["errors"][name])


@pytest.mark.parametrize(
    ("order", "value"),
    [
        ("title", "\ud800"),
        ("title", "\x00"),
        ("updated_at", "0001-01-01T00:00:00+14:00"),
        ("-updated_at", "9999-12-31T23:59:59-14:00"),
        ("updated_at", "2026-01-01T00:00:00"),
    ],
)
def test_a_cursor_that_somebody_made_up_is_refused(client, wiki, order, value):
    place = [order.lstrip("-"), order.startswith("-"), value, str(uuid.uuid4()), "en"]
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
    response = client.get("/api/v1/documents/", {"order": order, "cursor": cursor})
    assert response.status_code == 400
    check_problem(response, "cursor", value)


def test_a_query_of_a_megabyte_is_refused(client, wiki):
    response = client.get("/api/v1/documents/?key=" + "a," * 500_000)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/articles/not-a-key/", 404),
        ("/api/v1/articles/00000000-0000-0000-0000-000000000000", 404),
        ("/api/v1/nothing/", 404),
        ("/api/v1/articles", 404),
        ("/api/v2/", 404),
        ("/api/", 404),
        ("/api/v1/articles/%00/", 404),
        ("/api/v1/" + "x" * 5_000, 404),
    ],
)
def test_an_unknown_address_is_a_problem(client, wiki, path, status):
    response = client.get(path)
    assert response.status_code == status
    check_problem(response, "", path)


def test_a_forgotten_slash_is_told_of(client, wiki):
    assert "slash" in client.get("/api/v1/articles").json()["detail"]
    token = client.get("/api/v1/preview/of-a-draft").json()["detail"]
    assert "slash" in token
    assert "of-a-draft" not in token
    assert "slash" not in client.get("/api/v1/nothing").json()["detail"]


@pytest.mark.parametrize("path", ["health/live", "health/ready"])
def test_a_load_balancer_may_forget_the_slash(client, wiki, path):
    without, with_slash = client.get(f"/api/v1/{path}"), client.get(f"/api/v1/{path}/")
    assert (without.status_code, without.content) == (200, with_slash.content)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_writing_is_not_allowed_anywhere(wiki, method):
    client = Client(enforce_csrf_checks=True)
    for path in [*map(fill, OPERATIONS), "/api/v1/nothing/"]:
        response = getattr(client, method)(path)
        assert response.status_code == 405, path
        assert "GET" in response["Allow"]
        check_problem(response, "", path)


def test_a_hidden_document_answers_like_one_that_never_was(client, make_article, publish):
    hidden, never = make_article().translation_key, uuid.UUID(int=7)
    answers = {
        client.get(f"/api/v1/articles/{key}/").content.replace(str(key).encode(), b"KEY")
        for key in (hidden, never)
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "text/html,*/*;q=0." + "1" * 5_000},
        {"accept-language": ", ".join(f"x{number};q=0.1" for number in range(1_000))},
        {"if-none-match": ", ".join(f'"{number}"' for number in range(1_000))},
        {"if-none-match": 'W/"unfinished'},
        {"if-modified-since": "yesterday, perhaps"},
        {"range": "bytes=0-0,5-,-1"},
        {"cookie": "sessionid=" + "x" * 4_000},
        {"authorization": "Bearer x"},
        {"x-forwarded-host": "evil.example"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_headers_change_nothing(client, publish, make_article, headers):
    page = publish(make_article())
    path = f"/api/v1/articles/{page.translation_key}/"
    assert client.get(path, headers=headers).content == client.get(path).content
