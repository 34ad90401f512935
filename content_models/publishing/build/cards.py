"""Cards of what a document quotes."""

from collections.abc import Iterable
from typing import Any

from content_models.models import Person, Topic, WikiPage
from content_models.publishing.build.built import JSON
from content_models.publishing.quoting import Quoting


def card_of(document: JSON, completeness: int) -> JSON:
    series = document["series"]
    return {
        "key": document["key"],
        "kind": document["kind"],
        "locale": document["locale"],
        "title": document["title"],
        "summary": document["summary"],
        "url": document["url"],
        "cover": document["cover"],
        "published_at": document["published_at"],
        "updated_at": document["updated_at"],
        "reading_minutes": document["reading_minutes"],
        "topics": document["topics"],
        "series": series
        and {name: series[name] for name in ("key", "title", "url", "part", "parts")},
        "completeness": completeness,
    }


def present(cards: Iterable[JSON | None]) -> list[JSON]:
    return [card for card in cards if card is not None]


def topics(page: WikiPage, quoting: Quoting) -> list[JSON]:
    cards = present(quoting.card_at(Topic, entry.topic_id) for entry in page.page_topics.all())
    return [{name: card[name] for name in ("key", "title", "slug")} for card in cards]


def contributors(page: WikiPage, role: str, quoting: Quoting) -> list[JSON]:
    people = [entry.person_id for entry in page.page_contributors.all() if entry.role == role]
    return present(quoting.card_at(Person, pk) for pk in people)


def sources(stream: Any, quoting: Quoting) -> list[JSON]:
    return present(quoting.snippet(child.value) for child in stream)
