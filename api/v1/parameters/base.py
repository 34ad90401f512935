"""Reads a query string strictly: what is unknown, repeated or unreadable is an error."""

import re
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest
from rest_framework import serializers

from api.problems import InvalidParameters
from api.v1.parameters.fields import nearest, shown

MAX_QUERY_LENGTH = 8_000
MAX_VALUE_LENGTH = 4_000
# Reading a query takes longer than a document, and most have come before: so many are remembered.
REMEMBERED = 256
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Parameters(serializers.Serializer[Any]):
    """The parameters of one operation. Each declares its own."""

    longest_query = MAX_QUERY_LENGTH
    longest_value = MAX_VALUE_LENGTH

    @classmethod
    def read(cls, request: HttpRequest, *, fields: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the validated parameters. `fields` are those that `fields=` may name.

        Raises:
            InvalidParameters: naming every parameter that is wrong.
        """
        locales = (settings.LANGUAGE_CODE, *settings.WAGTAIL_CONTENT_LANGUAGES)
        return dict(_read(cls, fields, query_of(request), locales))


@lru_cache(maxsize=REMEMBERED)
def _read(
    parameters: type[Parameters], fields: tuple[str, ...], query: str, locales: tuple[Any, ...]
) -> dict[str, Any]:
    """Return the parameters in a query; which locales there are decides how it is read."""
    given = read_query(
        query, longest=parameters.longest_query, longest_value=parameters.longest_value
    )
    reader = _reader(parameters, fields)
    unknown = [name for name in given if name not in reader.fields]
    if unknown:
        allowed = sorted(reader.fields)
        raise InvalidParameters(
            {
                name[:100]: [
                    f"There is no such parameter: {nearest(name, allowed)}"
                    if allowed
                    else "This address takes no parameters."
                ]
                for name in unknown
            }
        )
    try:
        return dict(reader.run_validation(given))
    except serializers.ValidationError as error:
        raise InvalidParameters(
            {name: [str(one) for one in errors] for name, errors in error.detail.items()}  # type: ignore[union-attr]
        ) from None


@cache
def _reader(parameters: type[Parameters], fields: tuple[str, ...]) -> Parameters:
    """Return the parameters of an operation, made once: validating them keeps no state.

    Making a serializer copies all its fields, which costs more than reading a document.
    """
    return parameters(context={"fields": fields} if fields else {})


def query_of(request: HttpRequest) -> str:
    """Return the query string of a request as it came."""
    return str(request.META.get("QUERY_STRING", ""))


def read_query(
    query: str, *, longest: int = MAX_QUERY_LENGTH, longest_value: int = MAX_VALUE_LENGTH
) -> dict[str, str]:
    """Return the parameters of a query string, each given once, in valid UTF-8."""
    if len(query) > longest:
        raise InvalidParameters(
            {"query": [f"The query string is longer than {longest} characters."]}
        )
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="strict", max_num_fields=60, separator="&"
        )
    except (ValueError, UnicodeError):
        raise InvalidParameters({"query": ["The query string is not valid UTF-8."]}) from None
    given: dict[str, str] = {}
    for name, value in pairs:
        if _UNREADABLE.search(name) or _UNREADABLE.search(value):
            printable = _UNREADABLE.sub("�", name)[:100]
            raise InvalidParameters({printable: ["It contains characters that are not text."]})
        if len(value) > longest_value:
            raise InvalidParameters(
                {name[:100]: [f"It is longer than {longest_value} characters."]}
            )
        if name in given:
            raise InvalidParameters({name[:100]: [f"Give it once, not also as {shown(value)}."]})
        given[name] = value
    return given
