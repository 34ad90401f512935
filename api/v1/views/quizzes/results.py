"""What a token opens: the result that somebody shared, its picture, and the report behind it."""

import json
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from api.caching import cacheable, encode, surrogate_keys_of
from api.problems import ProblemError
from api.quizzes import tokens
from api.quizzes.chart import chart_of, in_a_row
from api.quizzes.picture import HEIGHT, WIDTH, picture_of
from api.quizzes.shown import result_of, scores_of
from api.v1.parameters.documents import LocaleParameters
from api.v1.schema import (
    FORBIDDEN,
    GONE,
    INVALID,
    NOT_FOUND,
    NOT_MODIFIED,
    PROBLEM,
    token_operation,
)
from api.v1.serializers import quizzes as shapes
from api.v1.views.base import PublicView
from api.v1.views.quizzes.finding import find, private, unlisted
from content_models.frontend import at_anchor, url_of
from content_models.publishing import documents, labels, quizzes
from content_models.publishing.quizzes import Version
from content_models.scoring import select_from_scales

JSON = dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """What a token stands for; `card` is the result as it is shown to whoever has the token."""

    head: tokens.Head
    version: Version
    result: str | None
    card: JSON


def open_token(token: str, locale: str) -> Opened:
    """Return what a token stands for, worked out again by the version that it names.

    Raises:
        ProblemError: 404 for a token that was not made here, 410 when the quiz was unpublished.
    """
    try:
        head = tokens.read(token)
    except tokens.BadToken:
        raise ProblemError(404) from None
    version, definition = find(head.quiz, head.version, locale)
    if head.form != tokens.form_of(definition):
        raise ProblemError(404)
    raw, result = tokens.unpack(definition, head.payload)
    # Rules may look at answers, which a token does not hold: it remembers where they led.
    scores, _selected = select_from_scales(definition, raw)
    card = {
        "quiz": str(head.quiz),
        "version": head.version,
        "locale": version.served,
        "title": version.text["title"],
        "url": url_of(version.path),
        "day": head.day.isoformat(),
        "scores": scores_of(version, definition, scores),
        "chart": chart_of(version, definition, scores),
        "result": result_of(version, result),
        "disclaimer_html": version.text["disclaimer_html"],
        "labels": labels.labels_of(version.served),
    }
    return Opened(head, version, result, card)


class ResultView(PublicView):
    """A shared result: scores and words, no answers, no report."""

    @token_operation(
        "get_result",
        "Read a shared result",
        shapes.ResultSerializer,
        LocaleParameters,
        {304: NOT_MODIFIED},
    )
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        locale = LocaleParameters.read(request)["locale"]
        opened = open_token(token, locale)
        body = encode({**opened.card, "image": _picture_of(opened, token)})
        return _shared(request, opened, locale, body)


def _shared(request: HttpRequest, opened: Opened, locale: str, content: bytes) -> HttpResponse:
    """Return what a token opens: for caches, which let it go with its quiz, not for robots."""
    return unlisted(
        cacheable(
            request,
            content,
            language=opened.version.served,
            surrogate_keys=surrogate_keys_of(opened.version.key, locale, opened.version.served),
            end=opened.version.hidden_after,
        )
    )


def _picture_of(opened: Opened, token: str) -> JSON:
    """Return the picture to share with a result. Its address never opens the report."""
    shared = token
    if opened.head.purpose != "share":
        shared = tokens.seal(replace(opened.head, purpose="share"))
    result = opened.card["result"]
    name = result["name"] if result else opened.card["title"]
    return {
        "src": f"{settings.WIKI_API_URL}/api/v1/results/{shared}/image.jpg"
        f"?locale={opened.version.served}",
        "width": WIDTH,
        "height": HEIGHT,
        "alt": in_a_row(opened.version.served, [name, *opened.card["chart"]["text"]]),
    }


class ReportView(PublicView):
    """The deeper report, for whoever took the test: the only place where its text is shown."""

    @token_operation(
        "get_report",
        "Read the report behind a result",
        shapes.ReportSerializer,
        LocaleParameters,
        {(403, PROBLEM): FORBIDDEN},
    )
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        locale = LocaleParameters.read(request)["locale"]
        opened = open_token(token, locale)
        _refuse(request, opened.head)
        report = quizzes.report_sections(opened.version, opened.result)
        sections = _sections(report, opened.version.served)
        image = _picture_of(opened, token)
        return private({**opened.card, "image": image, "sections": sections})


def _refuse(request: HttpRequest, head: tokens.Head) -> None:
    """Raise a 403 for a token that does not open the report, or not any more."""
    if head.purpose != "report":
        raise ProblemError(403, "This token opens the result, not the report.")
    days = settings.WIKI_QUIZ_REPORT_DAYS
    if days and (timezone.now().date() - head.day).days > days:
        raise ProblemError(403, "This token is too old for the report. Take the quiz again.")
    if settings.WIKI_QUIZ_REPORT_GATE:
        refusal = import_string(settings.WIKI_QUIZ_REPORT_GATE)(request, head)
        if refusal:
            raise ProblemError(403, str(refusal))


def _sections(sections: list[JSON], locale: str) -> list[JSON]:
    """Return a report's sections with cards of what is public; the rest is left out."""
    steps = [step for section in sections for step in section["steps"] if step["key"]]
    keys = [step["key"] for step in steps]
    keys += [key for section in sections for key in (*section["advice"], *section["cases"])]
    cards = {key: json.loads(card) for key, card in quizzes.cards(keys, locale).items()}
    parts = quizzes.sections([step["key"] for step in steps if step.get("section")], locale)
    return [
        {
            **section,
            "steps": [
                {
                    "text": step["text"],
                    "document": cards.get(step["key"]),
                    "section": _section(step, cards, parts),
                }
                for step in section["steps"]
            ],
            "advice": [cards[key] for key in section["advice"] if key in cards],
            "cases": [cards[key] for key in section["cases"] if key in cards],
        }
        for section in sections
    ]


def _section(step: JSON, cards: JSON, parts: dict[str, dict[str, JSON]]) -> JSON | None:
    """Return the section that a step leads to, None when it names none or it is gone.

    Versions from before steps named sections have none.
    """
    part = parts.get(step["key"], {}).get(step.get("section", ""))
    card = cards.get(step["key"])
    if part is None or card is None:
        return None
    return {
        "id": part["id"],
        "heading": part.get("heading") or part.get("title") or part["label"],
        "anchor": part["anchor"],
        "url": at_anchor(card["url"], part["anchor"]),
    }


class PictureView(PublicView):
    """The picture of a shared result: the same bytes as long as the words in it are the same."""

    @extend_schema(
        operation_id="get_result_image",
        summary="Read the picture of a shared result",
        parameters=[LocaleParameters],
        responses={
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            304: NOT_MODIFIED,
            (400, PROBLEM): INVALID,
            (404, PROBLEM): NOT_FOUND,
            (410, PROBLEM): GONE,
        },
    )
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        locale = LocaleParameters.read(request)["locale"]
        opened = open_token(token, locale)
        content = picture_of(opened.card, site_name=_site_name(opened.version.served))
        response = _shared(request, opened, locale, content)
        response["Content-Type"] = "image/jpeg"
        return response


def _site_name(locale: str) -> str:
    """Return the name of the wiki in a locale."""
    home = documents.home(locale)
    return str(json.loads(home.content)["site"]["name"] if home else settings.WAGTAIL_SITE_NAME)
