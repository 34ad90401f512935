"""Finding one document and answering with the bytes that were stored when it was published."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from api.caching import cacheable, digest
from api.problems import ProblemError
from content_models import locales
from content_models.publishing import documents


class Row(NamedTuple):
    """What reading a document takes from its row."""

    key: UUID
    locale: str
    fingerprint: str
    modified_at: Any
    body: bytes


COLUMNS = Row._fields


def find(*, kind: str, key: UUID, locale: str, fallback: bool = False) -> Row:
    """Return the document of a key in a locale, or in its nearest fallback when that is asked.

    Raises:
        ProblemError: 404 with the locales in which the document is public.
    """
    chain = (locale, *(locales.fallback_chain(locale) if fallback else ()))
    rows = documents.readable().filter(key=key, kind=kind, locale__in=chain)
    found = {row[1]: Row(*row) for row in rows.values_list(*COLUMNS)}
    for candidate in chain:
        if candidate in found:
            return found[candidate]
    raise missing(kind, key)


def missing(kind: str, key: UUID) -> ProblemError:
    """Return the 404 that lists where the document can be read instead."""
    rows = documents.readable().filter(key=key, kind=kind)
    others = set(rows.values_list("locale", flat=True))
    there_are = [locale for locale in locales.configured() if locale in others]
    if there_are:
        return ProblemError(
            404, "This document is not published in this locale.", locales=there_are
        )
    return ProblemError(404)


def answer(
    request: Request, row: Row, *, requested: str, fields: Sequence[str] | None = None
) -> HttpResponse:
    """Return a document as it was stored, or with `fallback` filled or only some fields kept."""
    content, fingerprint = bytes(row.body), row.fingerprint
    if requested != row.locale or fields is not None:
        body = json.loads(content)
        if requested != row.locale:
            body["fallback"] = {"requested": requested, "served": row.locale}
        if fields is not None:
            body = {name: value for name, value in body.items() if name in fields}
        content = encode(body)
        fingerprint = digest(content)
    return cacheable(
        request._request,
        content,
        fingerprint=fingerprint,
        modified_at=row.modified_at,
        surrogate_keys=[surrogate_key(row.key, row.locale)],
    )


def surrogate_key(key: UUID, locale: str) -> str:
    return f"{key}.{locale}"


def encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
