"""Finding one document and answering with the bytes that were stored when it was published."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.caching import (
    accepted_encoding,
    cacheable,
    encode,
    known_fingerprint,
    surrogate_key,
    surrogate_keys_of,
)
from api.problems import ProblemError
from content_models import locales
from content_models.frontend import url_of
from content_models.publishing import documents
from content_models.publishing.documents import StoredDocument

NOT_HERE = "This document is not published in this locale."


def find(*, kind: str, key: UUID, locale: str, fallback: bool = False) -> StoredDocument:
    """Return the document of a key in a locale, or in its nearest fallback when that is asked.

    Raises:
        ProblemError: 404 with the locales in which the document is public.
    """
    chain = (locale, *(locales.fallback_chain(locale) if fallback else ()))
    found = {row.locale: row for row in documents.by_key(kind, key, chain)}
    for candidate in chain:
        if candidate in found:
            return found[candidate]
    raise missing(kind, key)


def missing(kind: str, key: UUID | None = None, *, detail: str = NOT_HERE) -> ProblemError:
    """Return the 404 that lists where a document, or any of its kind, can be read instead."""
    rows = documents.readable().filter(kind=kind)
    if key is not None:
        rows = rows.filter(key=key)
    others = set(rows.values_list("locale", flat=True))
    there_are = [locale for locale in locales.configured() if locale in others]
    return ProblemError(404, detail, locales=there_are) if there_are else ProblemError(404)


def read(request: HttpRequest, kind: str, key: UUID, parameters: dict[str, Any]) -> HttpResponse:
    """Return a document as it was stored, or with `fallback` filled or only some fields kept."""
    locale, fields = parameters["locale"], parameters.get("fields")
    if fields is None and parameters["fallback"] == "none":
        encoding = accepted_encoding(request)
        known = known_fingerprint(request, encoding)
        rows = documents.by_key(kind, key, [locale], encoding=encoding, known=known)
        if not rows:
            raise missing(kind, key)
        return whole(request, rows[0], encoding)
    fallback = parameters["fallback"] == "document"
    row = find(kind=kind, key=key, locale=locale, fallback=fallback)
    return partly(request, row, requested=locale, fields=fields)


def whole(request: HttpRequest, row: StoredDocument, encoding: str) -> HttpResponse:
    """Return the bytes of a document as they were stored in a content coding."""
    response = cacheable(
        request,
        row.content,
        fingerprint=row.fingerprint,
        language=row.locale,
        encoding=encoding,
        modified_at=row.modified_at,
        surrogate_keys=[surrogate_key(row.key, row.locale)],
        end=row.hidden_after,
    )
    return canonical(response, row)


def partly(
    request: HttpRequest, row: StoredDocument, *, requested: str, fields: Sequence[str] | None
) -> HttpResponse:
    """Return a document with `fallback` filled when it stands in, or only some of its fields."""
    if requested == row.locale and fields is None:
        return whole(request, row, "")
    body = json.loads(row.content)
    if requested != row.locale:
        body["fallback"] = {"requested": requested, "served": row.locale}
    if fields is not None:
        body = {name: value for name, value in body.items() if name in fields}
    content = encode(body)
    response = cacheable(
        request,
        content,
        language=row.locale,
        modified_at=row.modified_at,
        surrogate_keys=surrogate_keys_of(row.key, requested, row.locale),
        end=row.hidden_after,
    )
    return canonical(response, row)


def canonical(response: HttpResponse, row: StoredDocument) -> HttpResponse:
    """Name the address for readers in a Link header, so that search engines list that one."""
    if row.path and response.status_code == 200:
        response["Link"] = f'<{url_of(row.path)}>; rel="canonical"'
    return response
