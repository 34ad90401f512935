"""Finding a version of a quiz, and answering one reader alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from api.caching import CONTENT_TYPE, encode
from api.problems import ProblemError
from content_models.publishing import quizzes
from content_models.publishing.quizzes import NoSuchVersion, QuizWithdrawn, Version
from content_models.scoring import Definition


def find(key: UUID, number: int | None, locale: str) -> tuple[Version, Definition]:
    """Return a version with its parsed scoring; without a number the current one.

    Raises:
        ProblemError: 404 when it never was, 410 when the quiz was unpublished.
    """
    try:
        version = quizzes.version(key, number, locale)
    except NoSuchVersion:
        raise ProblemError(404) from None
    except QuizWithdrawn:
        raise ProblemError(410, "This quiz has been unpublished.") from None
    return version, quizzes.definition_of_hash(version.scoring_hash)


def private(content: Mapping[str, Any]) -> HttpResponse:
    """Return an answer that belongs to one reader: kept nowhere, indexed nowhere."""
    response = HttpResponse(encode(content), content_type=CONTENT_TYPE)
    if "locale" in content:
        response["Content-Language"] = str(content["locale"])
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return unlisted(response)


def unlisted(response: HttpResponse) -> HttpResponse:
    """Return an answer that search engines leave out and links do not tell of."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
