"""Checks answers against the OpenAPI description, as a strict client would."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from api.openapi import description

FORMATS = Draft202012Validator.FORMAT_CHECKER


@FORMATS.checks("uri")
def is_uri(value: Any) -> bool:
    """Return whether a text is an address as RFC 3986 writes it: nothing in it but ASCII."""
    pattern = r"[a-z][a-z0-9+.-]*:([\w:/?#\[\]@!$&'()*+,;=.~-]|%[0-9A-Fa-f]{2})+"
    return not isinstance(value, str) or bool(re.fullmatch(pattern, value, re.ASCII))


@cache
def validator(pointer: str) -> Draft202012Validator:
    return Draft202012Validator(
        json.loads(description()) | {"$ref": pointer}, format_checker=FORMATS
    )


def assert_valid(body: Any, schema_name: str) -> None:
    """Fail with the path and the reason of every difference."""
    _assert_valid(body, f"#/components/schemas/{schema_name}")


def assert_valid_message(headers: Any, body: Any, webhook: str) -> None:
    """Fail when a webhook was sent something else than what is described."""
    described = json.loads(description())["webhooks"][webhook]["post"]
    assert {header["name"] for header in described["parameters"]} <= set(headers)
    content = f"#/webhooks/{webhook}/post/requestBody/content"
    _assert_valid(body, f"{content}/application~1json/schema")


def _assert_valid(body: Any, pointer: str) -> None:
    errors = [
        f"{error.json_path}: {error.message[:200]}"
        for error in validator(pointer).iter_errors(body)
    ]
    assert not errors, "\n".join(errors[:10])
