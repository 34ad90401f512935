"""Reads everything that the public can read."""

from typing import Any

ENDPOINTS = {
    "series": "series",
    "article": "articles",
    "case-study": "case-studies",
    "expert-advice": "expert-advice",
    "quiz": "quizzes",
    "topic": "topics",
    "person": "people",
    "glossary-term": "glossary",
    "source": "sources",
}


def everything(client: Any) -> str:
    """Return every answer of the API in one text: lists of every kind, documents, menus."""
    answers: list[str] = []

    def read(path: str) -> Any:
        response = client.get(path)
        answers.append(response.content.decode())
        return response.json()

    locales = [locale["code"] for locale in read("/api/v1/locales/")["items"]]
    for kind, endpoint in ENDPOINTS.items():
        for locale in locales:
            for card in read(f"/api/v1/{endpoint}/?locale={locale}&limit=100")["items"]:
                assert card["kind"] == kind
                read(f"/api/v1/{endpoint}/{card['key']}/?locale={locale}")
    for locale in locales:
        for path in ("home", "navigation", "settings"):
            read(f"/api/v1/{path}/?locale={locale}")
    return "\n".join(answers)
