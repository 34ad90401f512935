"""Answers that caches can keep: validators, lifetimes and the keys to purge by."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from api.problems import problem
from content_models import locales
from content_models.publishing.documents import ENCODINGS

CONTENT_TYPE = "application/json; charset=utf-8"
DAY_SECONDS = 86_400
_ETAG = re.compile(r'"([0-9a-f]{32})(?:-([a-z]+))?"')
_CONDITIONS = (
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
)
_REFUSED = re.compile(r";\s*q\s*=\s*0(?:\.0*)?\s*$")


def first(ends: Iterable[datetime | None]) -> datetime | None:
    """Return the first of some moments at which something is hidden; None is never."""
    return min(filter(None, ends), default=None)


def encode(value: Any) -> bytes:
    """Return an answer as JSON, without a blank."""
    return orjson.dumps(value)


def surrogate_key(key: UUID | str, locale: str) -> str:
    """Return what caches are told to forget a document by."""
    return f"{key}.{locale}"


def surrogate_keys_of(key: UUID, requested: str, served: str) -> list[str]:
    """Return the surrogate keys of a document that is read in a locale, or stands in for it.

    One that appears in the locale that was asked for, or in a nearer one, takes its place.
    """
    before = (requested, *locales.fallback_chain(requested)) if requested != served else ()
    nearer = takewhile(lambda locale: locale != served, before)
    return [surrogate_key(key, locale) for locale in (*nearer, served)]


def accepted_encoding(request: HttpRequest) -> str:
    """Return the best content coding that documents are stored in and the client takes."""
    return _best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")[:200])


# Few spellings are sent by nearly all.
@lru_cache(maxsize=256)
def _best_encoding(accepted: str) -> str:
    codings = {
        part.split(";")[0].strip().lower()
        for part in accepted.split(",")
        if not _REFUSED.search(part)
    }
    return next((name for name in ENCODINGS if name in codings), "")


def known_fingerprint(request: HttpRequest, encoding: str) -> str:
    """Return the fingerprint that a client names in If-None-Match, when it is in this coding.

    Only a header that is nothing but one ETag names it: the answer to any other may need the bytes.
    """
    found = _ETAG.fullmatch(request.META.get("HTTP_IF_NONE_MATCH", "").strip())
    return found[1] if found and (found[2] or "") == encoding else ""


def cacheable(
    request: HttpRequest,
    content: bytes,
    *,
    fingerprint: str = "",
    language: str = "",
    encoding: str = "",
    modified_at: datetime | None = None,
    surrogate_keys: Iterable[str] = (),
    end: datetime | None = None,
) -> HttpResponse:
    """Return the answer with its validators, or 304 when the client has it already.

    At `end` something in it is hidden, and what it counts may be fewer: no cache keeps it longer.

    The ETag is strong: it changes if and only if the bytes do, so each content coding has its
    own. If-None-Match decides alone when both validators are sent (RFC 9110, 13.2.2).

    Args:
        fingerprint: of a document that is stored; by default it is made of the content.
    """
    fingerprint = fingerprint or _digest(content)
    etag = f'"{fingerprint}-{encoding}"' if encoding else f'"{fingerprint}"'
    modified = int(modified_at.timestamp()) if modified_at else None
    headers = {
        "ETag": etag,
        "Cache-Control": _lifetimes(end),
        "Vary": "Accept-Encoding, Origin",
    }
    keys = " ".join(surrogate_keys)
    if keys:
        headers["Surrogate-Key"] = keys
    conditions = [name for name in _CONDITIONS if name in request.META]
    if conditions == ["HTTP_IF_NONE_MATCH"] and request.META["HTTP_IF_NONE_MATCH"] == etag:
        # What nearly all ask, and reading it as RFC 9110 has it takes longer than sending it all.
        return HttpResponseNotModified(headers=headers)
    if conditions:
        shorter = get_conditional_response(request, etag, modified)
        if shorter is not None and shorter.status_code == 304:
            return HttpResponseNotModified(headers=headers)
        if shorter is not None:
            return problem(request, shorter.status_code)
    # What describes the bytes goes with them only (RFC 9110, 15.4.5).
    if language:
        headers["Content-Language"] = language
    if modified is not None:
        headers["Last-Modified"] = _http_date(modified)
    if encoding:
        headers["Content-Encoding"] = encoding
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


# What is read is read again, and writing a date takes longer than finding one that was written.
_http_date = lru_cache(maxsize=1_024)(http_date)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _lifetimes(end: datetime | None) -> str:
    """Return how long caches may keep an answer, and how long they may show it when it is old."""
    fresh = settings.WIKI_API_CACHE_SECONDS
    revalidating, failing = 10 * fresh, DAY_SECONDS
    if end is not None:
        left = _seconds_until(end)
        fresh = min(fresh, left)
        revalidating, failing = min(revalidating, left - fresh), min(failing, left - fresh)
    return (
        f"public, max-age={fresh}, s-maxage={fresh}, "
        f"stale-while-revalidate={revalidating}, stale-if-error={failing}"
    )


def _seconds_until(end: datetime) -> int:
    return max(0, int((end - timezone.now()).total_seconds()))
