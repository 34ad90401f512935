"""Answers and scores that clients send: scored, turned into tokens, forgotten."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api import problems, throttling
from api.problems import InvalidParameters
from api.quizzes import answers as sheets
from api.quizzes import tokens
from api.quizzes.chart import chart_of
from api.quizzes.shown import result_of, scores_of
from api.v1.parameters.quizzes import EvaluateParameters, ShareParameters
from api.v1.schema import answer_operation
from api.v1.serializers import quizzes as shapes
from api.v1.views.base import PublicView
from api.v1.views.quizzes.finding import find, private
from content_models.publishing.quizzes import Version
from content_models.scoring import (
    Definition,
    Outcome,
    UnscorableAnswers,
    score,
    select_from_scales,
)
from content_models.scoring.scales import Raw

ANSWERS_HEADER = "Quiz-Answers"


class CountedView(PublicView):
    """A view that each client address may ask so often in a minute."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = throttling.client_address(request)
        exempt = throttling.is_within(address, settings.WIKI_THROTTLE_EXEMPT)
        if request.method == "OPTIONS" or exempt:
            return super().dispatch(request, *args, **kwargs)
        try:
            allowance = throttling.demand(throttling.quiz_rate(), address)
        except throttling.TooManyRequests as error:
            return problems.answer_to(request, error)
        response = super().dispatch(request, *args, **kwargs)
        for name, value in (allowance.headers if allowance is not None else {}).items():
            response[name] = value
        return response


class EvaluateView(CountedView):
    """Scores answers and forgets them."""

    @answer_operation(
        "evaluate_quiz", "Score answers", shapes.OutcomeSerializer, EvaluateParameters, "answers"
    )
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        parameters = EvaluateParameters.read(request)
        version, definition = find(key, parameters.get("v"), parameters["locale"])
        outcome = _scored(definition, *_given(request, parameters))
        selected = outcome.selected
        return private(
            {
                "quiz": str(key),
                "version": version.number,
                "locale": version.served,
                "scores": scores_of(version, definition, outcome.scores),
                "chart": chart_of(version, definition, outcome.scores),
                "result": result_of(version, selected.result),
                "reason": selected.reason,
                "rule": None if selected.rule is None else selected.rule + 1,
                "answered": outcome.answered,
                "total": outcome.total,
                "ignored": outcome.ignored,
                "missing": outcome.missing,
                "tokens": minted(version, definition, outcome.raw, selected.result, _today()),
            }
        )


def _given(request: HttpRequest, parameters: Mapping[str, Any]) -> tuple[str, str]:
    """Return where the answers stand and what they are: in the address or in the header."""
    header = request.headers.get(ANSWERS_HEADER)
    if "a" not in parameters:
        return ANSWERS_HEADER, header or ""
    if header is not None:
        raise InvalidParameters({"a": [f"Give the answers here or in {ANSWERS_HEADER}, not both."]})
    return "a", parameters["a"]


def _scored(definition: Definition, name: str, text: str) -> Outcome:
    try:
        return score(definition, sheets.parse(text))
    except sheets.UnreadableAnswers as error:
        raise InvalidParameters({name: [str(error)]}) from None
    except UnscorableAnswers as error:
        wrong = [f"{item[:40]}: {reason}" for item, reason in error.problems.items()]
        raise InvalidParameters({name: wrong}) from None


def _today() -> date:
    return timezone.now().date()


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
    head = tokens.Head(
        version.key, version.number, day, "", payload, form=tokens.form_of(definition)
    )
    return {purpose: tokens.seal(replace(head, purpose=purpose)) for purpose in tokens.PURPOSES}


class ShareView(CountedView):
    """Mints tokens from scores that a client worked out by itself."""

    @answer_operation(
        "share_scores",
        "Share scores without sending answers",
        shapes.MintedSerializer,
        ShareParameters,
    )
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        parameters = ShareParameters.read(request)
        version, definition = find(key, parameters.get("v"), parameters["locale"])
        try:
            raw = sheets.parse_scores(definition, parameters["s"])
        except sheets.UnreadableAnswers as error:
            raise InvalidParameters({"s": [str(error)]}) from None
        _scores, selected = select_from_scales(definition, raw)
        made = minted(version, definition, raw, selected.result, _today())
        if made is None:
            raise InvalidParameters({"s": ["No answers give these scores."]})
        return private({"tokens": made})
