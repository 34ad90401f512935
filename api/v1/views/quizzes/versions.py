"""Versions of a quiz: how they score, in words, as vectors, and as a form for SurveyJS."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.caching import cacheable, encode, surrogate_keys_of
from api.quizzes.shown import result_of
from api.quizzes.surveyjs import survey_of
from api.quizzes.vectors import vectors_of
from api.v1.parameters.documents import LocaleParameters, NoParameters
from api.v1.schema import GONE, read_operation
from api.v1.serializers import quizzes as shapes
from api.v1.serializers.surveyjs import SurveySerializer
from api.v1.views.base import PublicView
from api.v1.views.quizzes.finding import find
from content_models.publishing import quizzes
from content_models.publishing.quizzes import Version

JSON = dict[str, Any]


class VersionView(PublicView):
    """One version of a quiz, everything to take and score it. Its scoring never changes."""

    @read_operation(
        "get_quiz_version",
        "Read one version of a quiz",
        shapes.QuizVersionSerializer,
        LocaleParameters,
        GONE,
    )
    def get(self, request: HttpRequest, key: UUID, number: int) -> HttpResponse:
        locale = LocaleParameters.read(request)["locale"]
        version, _definition = find(key, number, locale)
        return _kept(request, version, locale, _described(version))


def _described(version: Version) -> JSON:
    text = version.text
    asking = text["asking"]
    return {
        "quiz": str(version.key),
        "version": version.number,
        "locale": version.served,
        "title": text["title"],
        "introduction_html": text["introduction_html"],
        "disclaimer_html": text["disclaimer_html"],
        "consent_html": text["consent_html"],
        "consent_required": asking["consent_required"],
        "item_order": asking["item_order"],
        "estimated_minutes": asking["estimated_minutes"],
        "source_note": text["source_note"],
        "licence": asking["licence"],
        "pages": [
            {**page, "title": text["page_titles"].get(page["id"])} for page in asking["pages"]
        ],
        "scoring": version.scoring,
        # In the order of scoring: the words are stored by key, in no order that can be relied on.
        "items": [
            _item(item, text["items"][item["key"]], version.images.options.get(item["key"], {}))
            for item in version.scoring["items"]
        ],
        "scales": [
            _scale(scale, text["scales"][scale["key"]]) for scale in version.scoring["scales"]
        ],
        "results": [result_of(version, key) for key in version.scoring["results"]],
    }


def _item(item: JSON, words: JSON, images: Mapping[str, JSON]) -> JSON:
    return {
        "key": item["key"],
        "prompt": words["prompt"],
        "help": words["help"],
        "options": [
            {
                "key": option["key"],
                "label": words["options"][option["key"]],
                "image": images.get(option["key"]),
            }
            for option in item["options"]
        ],
    }


def _scale(scale: JSON, words: JSON) -> JSON:
    bands = [{"key": band["key"], **words["bands"][band["key"]]} for band in scale["bands"]]
    return {"key": scale["key"], **words, "bands": bands}


class VectorsView(PublicView):
    """Answer sheets with what they come to: golden, the same for ever."""

    @read_operation(
        "list_quiz_vectors",
        "Read answer sheets with their scores",
        shapes.VectorsSerializer,
        gone=GONE,
    )
    def get(self, request: HttpRequest, key: UUID, number: int) -> HttpResponse:
        NoParameters.read(request)
        version, _definition = find(key, number, "")
        vectors = json.loads(_vectors(version.scoring_hash, number))
        content = {"quiz": str(key), "version": number, "vectors": vectors}
        return _kept(request, version, version.served, content)


@lru_cache(maxsize=64)
def _vectors(scoring_hash: str, number: int) -> bytes:
    return encode(vectors_of(quizzes.definition_of_hash(scoring_hash), number))


class SurveyView(PublicView):
    """A version as a form that the unmodified survey-core library shows and scores."""

    @read_operation(
        "get_quiz_surveyjs",
        "Read one version of a quiz for SurveyJS",
        SurveySerializer,
        LocaleParameters,
        GONE,
    )
    def get(self, request: HttpRequest, key: UUID, number: int) -> HttpResponse:
        locale = LocaleParameters.read(request)["locale"]
        version, definition = find(key, number, locale)
        survey = survey_of(version, definition, version.images.options)
        return _kept(request, version, locale, survey)


def _kept(request: HttpRequest, version: Version, locale: str, content: JSON) -> HttpResponse:
    """Return an answer that caches may keep until the quiz is published again."""
    return cacheable(
        request,
        encode(content),
        language=version.served,
        surrogate_keys=surrogate_keys_of(version.key, locale, version.served),
        end=version.hidden_after,
    )
