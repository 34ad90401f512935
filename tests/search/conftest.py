"""Asking the search as a reader's browser does."""

import os
from collections.abc import Callable
from typing import Any

import pytest

# `make pgvector` runs it, on a server that has the extension.
collect_ignore = [] if "WITH_PGVECTOR" in os.environ else ["test_vectors.py"]


@pytest.fixture
def find(client: Any) -> Callable[..., Any]:
    """Ask the search endpoint; return the answer."""

    def find(q: str, **parameters: Any) -> Any:
        response = client.get("/api/v1/search/", {"q": q, **parameters})
        assert response.status_code == 200, response.content
        return response.json()

    return find


@pytest.fixture
def titles(find: Callable[..., Any]) -> Callable[..., list[str]]:
    """Ask the search endpoint; return the titles of the hits in order."""

    def titles(q: str, **parameters: Any) -> list[str]:
        return [item["title"] for item in find(q, **parameters)["items"]]

    return titles


@pytest.fixture
def suggest(client: Any) -> Callable[..., list[str]]:
    """Return the texts that are suggested for what was typed."""

    def suggest(q: str, **parameters: Any) -> list[str]:
        response = client.get("/api/v1/suggest/", {"q": q, **parameters})
        assert response.status_code == 200, response.content
        return [item["text"] for item in response.json()["items"]]

    return suggest
