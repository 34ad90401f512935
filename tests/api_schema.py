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
def validator(schema_name: str) -> Draft202012Validator:
    document = json.loads(description())
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema_name}", "components": document["components"]},
        format_checker=FORMATS,
    )


def assert_valid(body: Any, schema_name: str) -> None:
    """Fail with the path and the reason of every difference."""
    errors = [
        f"{error.json_path}: {error.message[:200]}"
        for error in validator(schema_name).iter_errors(body)
    ]
    assert not errors, "\n".join(errors[:10])
