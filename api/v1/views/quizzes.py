"""Quizzes that are scored: versions, evaluate, share, results and reports.

Nothing is stored: answers are scored and forgotten, and a token holds scores, never answers.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from rest_framework.request import Request

from api.caching import CONTENT_TYPE, cacheable, digest
from api.problems import InvalidParameters, ProblemError
from api.quizzes import answers as sheets
from api.quizzes import tokens
from api.v1.parameters.documents import LocaleParameters, NoParameters
from api.v1.parameters.quizzes import EvaluateParameters, ShareParameters
from api.v1.schema import read_operation
from api.v1.serializers import quizzes as shapes
from api.v1.views.base import PublicView
from api.v1.views.reading import encode
from content_models.publishing import quizzes
from content_models.publishing.quizzes import NoSuchVersion, QuizWithdrawn, Version
from content_models.scoring import (
    Definition,
    ScaleScore,
    UnscorableAnswers,
    parse,
    score,
    select_from_scales,
)
from content_models.scoring.definition import NUMBERS
from content_models.scoring.reachability import reach
from content_models.scoring.scales import Raw
from content_models.scoring.selection import Selected

VECTORS = 24
ANSWERS_HEADER = "Quiz-Answers"


def find(key: UUID, number: int | None, locale: str) -> tuple[Version, Definition]:
    """Return a version with its parsed scoring.

    Raises:
        ProblemError: 404 when it never was, 410 when the quiz was unpublished.
    """
    try:
        version = quizzes.version(key, number, locale)
    except NoSuchVersion:
        raise ProblemError(404) from None
    except QuizWithdrawn:
        raise ProblemError(410, "This quiz has been unpublished.") from None
    return version, _parsed(version.key, version.number, encode(version.scoring))


@lru_cache(maxsize=64)
def _parsed(key: UUID, number: int, scoring: bytes) -> Definition:
    """Return a definition ready to score; the scoring of a version never changes."""
    return parse(json.loads(scoring))


def private(content: Mapping[str, Any]) -> HttpResponse:
    """Return an answer that belongs to one reader: kept nowhere, indexed nowhere."""
    response = HttpResponse(encode(content), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def rounded(value: Fraction | None, decimals: int) -> str | None:
    """Return a fraction as a decimal, rounded half up; only for display."""
    if value is None:
        return None
    scaled = abs(value) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    digits = str(whole).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if value < 0 and whole else text


def shown_scores(
    version: Version, definition: Definition, scores: tuple[ScaleScore, ...]
) -> list[dict[str, Any]]:
    shown = []
    for one in scores:
        words = version.text["scales"][one.scale]
        band = words["bands"].get(one.band) if one.band else None
        decimals = definition.scales[one.scale].decimals
        shown.append(
            {
                "scale": one.scale,
                "name": words["name"],
                "value": rounded(one.value, decimals),
                "exact": None if one.value is None else str(one.value),
                "percent": rounded(one.percent, 1),
                "answered": one.answered,
                "total": one.visible,
                "band": band and {"key": one.band, **band},
                "low_label": words["low_label"],
                "high_label": words["high_label"],
            }
        )
    return shown


def shown_result(version: Version, selected: Selected) -> dict[str, Any] | None:
    words = version.text["results"].get(selected.result) if selected.result else None
    return {"key": selected.result, **words} if words is not None else None


def minted(
    version: Version,
    definition: Definition,
    raw: Mapping[str, Raw],
    result: str | None,
    day: date,
) -> dict[str, str] | None:
    """Return both tokens, None when the answers are finer than a token can hold."""
    try:
        payload = tokens.pack(definition, raw, result)
    except ValueError:
        return None
    return {
        purpose: tokens.seal(tokens.Head(version.key, version.number, day, purpose, payload))
        for purpose in tokens.PURPOSES
    }


class VersionView(PublicView):
    """One version of a quiz. Its scoring never changes, so caches may keep it."""

    @read_operation(
        "get_quiz_version",
        "Read one version of a quiz",
        shapes.QuizVersionSerializer,
        LocaleParameters,
    )
    def get(self, request: Request, key: UUID, number: int) -> HttpResponse:
        locale = LocaleParameters.read(request._request)["locale"]
        version, _definition = find(key, number, locale)
        text = version.text
        content = encode(
            {
                "quiz": str(key),
                "version": number,
                "locale": version.served,
                "title": text["title"],
                "disclaimer_html": text["disclaimer_html"],
                "scoring": version.scoring,
                "items": [
                    {
                        "key": item_key,
                        "prompt": words["prompt"],
                        "help": words["help"],
                        "options": [
                            {"key": option, "label": label}
                            for option, label in words["options"].items()
                        ],
                    }
                    for item_key, words in text["items"].items()
                ],
                "scales": [
                    {
                        "key": scale_key,
                        **{name: value for name, value in words.items() if name != "bands"},
                        "bands": [{"key": band, **about} for band, about in words["bands"].items()],
                    }
                    for scale_key, words in text["scales"].items()
                ],
                "results": [{"key": result, **words} for result, words in text["results"].items()],
            }
        )
        return cacheable(request._request, content, fingerprint=digest(content))


class EvaluateView(PublicView):
    """Scores answers and forgets them."""

    @read_operation("evaluate_quiz", "Score answers", shapes.OutcomeSerializer, EvaluateParameters)
    def get(self, request: Request, key: UUID) -> HttpResponse:
        parameters = EvaluateParameters.read(request._request)
        version, definition = find(key, parameters.get("v"), parameters["locale"])
        name = "a" if "a" in parameters else ANSWERS_HEADER
        text = parameters.get("a", request._request.headers.get(ANSWERS_HEADER, ""))
        try:
            outcome = score(definition, sheets.parse(text))
        except sheets.UnreadableAnswers as error:
            raise InvalidParameters({name: [str(error)]}) from None
        except UnscorableAnswers as error:
            problems = [f"{item[:40]}: {reason}" for item, reason in error.problems.items()]
            raise InvalidParameters({name: problems}) from None
        selected = outcome.selected
        return private(
            {
                "quiz": str(key),
                "version": version.number,
                "locale": version.served,
                "scores": shown_scores(version, definition, outcome.scores),
                "result": shown_result(version, selected),
                "reason": selected.reason,
                "rule": None if selected.rule is None else selected.rule + 1,
                "answered": outcome.answered,
                "total": outcome.total,
                "ignored": outcome.ignored,
                "missing": outcome.missing,
                "tokens": minted(
                    version, definition, outcome.raw, selected.result, timezone.now().date()
                ),
            }
        )


class ShareView(PublicView):
    """Mints tokens from scores that a client worked out by itself."""

    @read_operation(
        "share_scores",
        "Share scores without sending answers",
        shapes.MintedSerializer,
        ShareParameters,
    )
    def get(self, request: Request, key: UUID) -> HttpResponse:
        parameters = ShareParameters.read(request._request)
        version, definition = find(key, parameters.get("v"), parameters["locale"])
        try:
            raw = sheets.parse_scores(definition, parameters["s"])
        except sheets.UnreadableAnswers as error:
            raise InvalidParameters({"s": [str(error)]}) from None
        _scores, selected = select_from_scales(definition, raw)
        made = minted(version, definition, raw, selected.result, timezone.now().date())
        if made is None:
            raise InvalidParameters({"s": ["No answers give these scores."]})
        return private({"tokens": made})


class VectorsView(PublicView):
    """Answer sheets with what they come to: golden, the same for ever."""

    @read_operation(
        "list_quiz_vectors",
        "Read answer sheets with their scores",
        shapes.VectorsSerializer,
    )
    def get(self, request: Request, key: UUID, number: int) -> HttpResponse:
        NoParameters.read(request._request)
        _version, definition = find(key, number, "")
        content = encode(
            {
                "quiz": str(key),
                "version": number,
                "vectors": [_vector(definition, sheet) for sheet in _sheets(definition, number)],
            }
        )
        return cacheable(request._request, content, fingerprint=digest(content))


def _sheets(definition: Definition, seed: int) -> list[dict[str, Any]]:
    """Return witnesses of every result, then sheets at random, complete and with gaps."""
    chance = random.Random(seed)  # noqa: S311 - not a secret: the same vectors every time.
    found: list[dict[str, Any]] = [{}, *reach(definition).witnesses.values()]
    items = [item for item in definition.items.values() if item.options]
    while len(found) < VECTORS:
        gaps = 0.0 if len(found) % 2 else 0.15
        found.append(
            {
                item.key: chance.choice(item.options).key
                for item in items
                if chance.random() >= gaps and item.type not in NUMBERS
            }
        )
    return found


def _vector(definition: Definition, sheet: dict[str, Any]) -> dict[str, Any]:
    try:
        outcome = score(definition, sheet)
    except UnscorableAnswers:
        # A question that needs several choices cannot be answered with one.
        single = {k: v for k, v in sheet.items() if definition.items[k].min_choices < 2}
        sheet, outcome = single, score(definition, single)
    return {
        "answers": ",".join(
            f"{item}:{option if isinstance(option, str) else '+'.join(option)}"
            for item, option in sheet.items()
        ),
        "scores": [
            f"{one.scale}={'' if one.value is None else one.value}" for one in outcome.scores
        ],
        "result": outcome.selected.result,
        "reason": outcome.selected.reason,
    }


class ResultView(PublicView):
    """A shared result: scores and words, no answers, no report."""

    @read_operation("get_result", "Read a shared result", shapes.ResultSerializer, LocaleParameters)
    def get(self, request: Request, token: str) -> HttpResponse:
        locale = LocaleParameters.read(request._request)["locale"]
        _head, _version, content, _selected = read_result(token, locale)
        body = encode(content)
        response = cacheable(request._request, body, fingerprint=digest(body))
        response["X-Robots-Tag"] = "noindex"
        return response


class ReportView(PublicView):
    """The deeper report, for whoever took the test: the only place where its text is shown."""

    @read_operation(
        "get_report", "Read the report behind a result", shapes.ReportSerializer, LocaleParameters
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        locale = LocaleParameters.read(request._request)["locale"]
        head, version, content, selected = read_result(token, locale)
        if head.purpose != "report":
            raise ProblemError(403, "This token opens the result, not the report.")
        if settings.WIKI_QUIZ_REPORT_GATE:
            refusal = import_string(settings.WIKI_QUIZ_REPORT_GATE)(request._request, head)
            if refusal:
                raise ProblemError(403, str(refusal))
        report = version.report.get(selected.result or "", {"sections": []})
        return private({**content, "sections": _sections(report["sections"], version.served)})


def read_result(token: str, locale: str) -> tuple[tokens.Head, Version, dict[str, Any], Selected]:
    """Return what a token stands for.

    Raises:
        ProblemError: 404 for a token that was not made here, 410 when the quiz was unpublished.
    """
    try:
        head = tokens.read(token)
    except tokens.BadToken:
        raise ProblemError(404) from None
    version, definition = find(head.quiz, head.version, locale)
    raw, result = tokens.unpack(definition, head.payload)
    scores, selected = select_from_scales(definition, raw)
    # Rules may look at answers, which a token does not hold: it remembers where they led.
    selected = replace(selected, result=result)
    content = {
        "quiz": str(head.quiz),
        "version": head.version,
        "locale": version.served,
        "title": version.text["title"],
        "day": head.day.isoformat(),
        "scores": shown_scores(version, definition, scores),
        "result": shown_result(version, selected),
        "disclaimer_html": version.text["disclaimer_html"],
    }
    return head, version, content, selected


def _sections(sections: list[dict[str, Any]], locale: str) -> list[dict[str, Any]]:
    """Return a report's sections with cards of what is public; the rest is left out."""
    keys = [step["key"] for section in sections for step in section["steps"] if step["key"]]
    keys += [key for section in sections for key in (*section["advice"], *section["cases"])]
    cards = {key: json.loads(card) for key, card in quizzes.cards(keys, locale).items()}
    return [
        {
            **section,
            "steps": [
                {"text": step["text"], "document": cards.get(step["key"])}
                for step in section["steps"]
            ],
            "advice": [cards[key] for key in section["advice"] if key in cards],
            "cases": [cards[key] for key in section["cases"] if key in cards],
        }
        for section in sections
    ]
