"""Reading versions of quizzes: how they are scored, their words in a locale, what reports quote."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery, TextField
from django.db.models.functions import Cast

from content_models import locales
from content_models.models import quiz_links
from content_models.models.published import Change, PublishedDocument, QuizText, QuizVersion
from content_models.publishing import documents
from content_models.scoring import Definition, parse
from content_models.scoring.definition import is_scored

JSON = dict[str, Any]


@dataclass(frozen=True)
class Images:
    """The images of options, by question and option, and of results."""

    options: dict[str, dict[str, JSON]]
    results: dict[str, JSON]


@dataclass(frozen=True)
class Version:
    """A version of a quiz in a locale. `served` is the locale its words are in.

    `path` is where the quiz can be taken in it, and `hidden_after` when it expires there.
    """

    key: UUID
    number: int
    scoring_hash: str
    text: JSON
    served: str
    path: str
    hidden_after: datetime | None

    @property
    def scoring(self) -> JSON:
        return scoring_of_hash(self.scoring_hash)

    @cached_property
    def images(self) -> Images:
        """The images of the published quiz, which are no part of a version.

        So one that became private is gone from old versions as well.
        """
        quiz = documents.readable().filter(key=self.key, kind="quiz", locale=self.served)
        body = quiz.values_list("body", flat=True).first()
        shown = json.loads(bytes(body))["definition"] if body is not None else {}
        return Images(
            options={
                item["key"]: _images(item["options"])
                for page in shown.get("pages", ())
                for item in page["items"]
            },
            results=_images(shown.get("results", ())),
        )


def _images(parts: Iterable[JSON]) -> dict[str, JSON]:
    return {part["key"]: part["image"] for part in parts if part.get("image")}


class NoSuchVersion(LookupError):
    """There is no such quiz, or it has no such version."""


class QuizWithdrawn(LookupError):
    """The quiz has been unpublished; its results went with it."""


def version(key: UUID, number: int | None, locale: str) -> Version:
    """Return a version, by default the current one, with its words in a locale or a fallback.

    Raises:
        NoSuchVersion: when the quiz or the version never was, or the quiz was never public.
        QuizWithdrawn: when the quiz is not public any more.
    """
    latest = QuizVersion.objects.filter(key=key).order_by("-number").values("number")[:1]
    shown = documents.readable().filter(key=key, kind="quiz", locale=OuterRef("locale"))
    rows = list(
        QuizText.objects.filter(version__key=key)
        .filter(version__number=Subquery(latest) if number is None else number)
        # As text, so that only the words that are shown are taken apart.
        .annotate(
            is_public=Exists(shown),
            path=Subquery(shown.values("path")[:1]),
            ends=Subquery(shown.values("hidden_after")[:1]),
            words=Cast("text", TextField()),
        )
        .values_list(
            "locale",
            "is_public",
            "version__number",
            "version__scoring_hash",
            "words",
            "path",
            "ends",
        )
    )
    if not rows:
        raise NoSuchVersion(key)
    public = {row[0]: row[2:] for row in rows if row[1]}
    if not public:
        # A quiz below what is private is recorded as well, and nobody shall hear that it is there.
        was_public = Change.objects.filter(key=key, action=Change.Action.UPSERT).exists()
        raise QuizWithdrawn(key) if was_public else NoSuchVersion(key)
    chain = (locale, *locales.fallback_chain(locale), *sorted(public))
    served = next(code for code in chain if code in public)
    found, scoring_hash, words, path, ends = public[served]
    return Version(key, found, scoring_hash, json.loads(words), served, path, ends)


def report_sections(version: Version, result: str | None) -> list[JSON]:
    """Return the sections of the report behind a result."""
    rows = QuizText.objects.filter(version__key=version.key, version__number=version.number)
    reports = rows.values_list("report", flat=True).get(locale=version.served)
    return list(reports.get(result or "", {"sections": []})["sections"])


# Hashes say all about what they stand for, so it can be kept for as long as there is room.
@lru_cache(maxsize=64)
def scoring_of_hash(scoring_hash: str) -> JSON:
    """Return a scoring, which nobody may change, by its hash."""
    rows = QuizVersion.objects.filter(scoring_hash=scoring_hash)
    return dict(rows.values_list("scoring", flat=True)[0])


@lru_cache(maxsize=64)
def definition_of_hash(scoring_hash: str) -> Definition:
    """Return a scoring ready to score by its hash."""
    return parse(scoring_of_hash(scoring_hash))


def current(key: UUID) -> QuizVersion | None:
    """Return the version by which answers are scored now, None when nothing is scored."""
    latest = QuizVersion.objects.filter(key=key).order_by("-number").first()
    return latest if latest is not None and is_scored(latest.scoring) else None


def cards(keys: list[str], locale: str) -> dict[str, bytes]:
    """Return the stored cards of documents that are public, in a locale or its fallbacks."""
    return {key: bytes(row.card) for key, row in _shown(keys, locale, "card").items()}


def sections(keys: list[str], locale: str) -> dict[str, dict[str, JSON]]:
    """Return what has an anchor in those documents, by key and then by block id."""
    return {
        key: {part["id"]: part for part in quiz_links.parts(json.loads(bytes(row.body)))}
        for key, row in _shown(keys, locale, "body").items()
    }


def _shown(keys: list[str], locale: str, column: str) -> dict[str, PublishedDocument]:
    wanted = [UUID(key) for key in keys]
    chain = (locale, *locales.fallback_chain(locale))
    rows = documents.readable().filter(key__in=wanted, locale__in=chain)
    found: dict[str, dict[str, PublishedDocument]] = {}
    for row in rows.only("key", "locale", column):
        found.setdefault(str(row.key), {})[row.locale] = row
    return {
        key: next(by_locale[code] for code in chain if code in by_locale)
        for key, by_locale in found.items()
    }
