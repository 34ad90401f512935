"""Tokens: the scores of one answer sheet, signed, in a few characters, without a single answer.

A token holds what the scales add up to, counted in whole units and packed as one number in mixed
radix, because every part has a known least and most. Scores and result are worked out again when
it is read, by the version that it names.
"""

import base64
import binascii
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from content_models.scoring.definition import NUMBERS, Definition, Scale
from content_models.scoring.scales import Raw, compiled

FORMAT = 1
PURPOSES = ("share", "report")
SALT = "wiki.quiz.token"
SIGNATURE_BYTES = 10
HEAD_BYTES = 1 + 16 + 2 + 2
EPOCH = date(2026, 1, 1)
# Sliders and numbers may be answered with fractions: thousandths are kept of them.
FINE = 1_000


class BadToken(ValueError):
    """It was not made here, or something in it was changed."""


@dataclass(frozen=True)
class Head:
    """What a token says; `payload` is understood by the version that it names."""

    quiz: UUID
    version: int
    day: date
    purpose: str
    payload: int


def pack(definition: Definition, raw: Mapping[str, Raw], result: str | None) -> int:
    """Return what the scales of a quiz add up to, and the result they led to, as one number.

    Raises:
        ValueError: when a part lies outside what any answers can add up to.
    """
    number = 0
    for scale in _plain(definition):
        units = _units(definition, scale)
        for name, low, high in _parts(definition, scale):
            value = getattr(raw[scale.key], name)
            digit = value * units if isinstance(value, Fraction) else Fraction(value)
            if digit.denominator != 1 or not low <= digit <= high:
                raise ValueError(f"{scale.key}.{name} is {value}.")
            number = number * (high - low + 1) + int(digit) - low
    known = ("", *definition.results)
    return number * len(known) + known.index(result or "")


def seal(head: Head) -> str:
    """Return the token that says this, signed."""
    body = bytes([FORMAT << 4 | PURPOSES.index(head.purpose)]) + head.quiz.bytes
    body += head.version.to_bytes(2, "big") + (head.day - EPOCH).days.to_bytes(2, "big")
    body += head.payload.to_bytes((head.payload.bit_length() + 7) // 8, "big")
    return _encode(body + _signature(body, settings.SECRET_KEY))


def read(token: str) -> Head:
    """Return the head of a token.

    Raises:
        BadToken: when it is not exactly as it was minted.
    """
    try:
        content = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadToken from error
    body, signature = content[:-SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    signed = any(hmac.compare_digest(_signature(body, key), signature) for key in keys)
    # The last character may have spare bits: only the one spelling that was printed counts.
    if not signed or len(body) < HEAD_BYTES or _encode(content) != token or body[0] >> 4 != FORMAT:
        raise BadToken
    return Head(
        quiz=UUID(bytes=body[1:17]),
        version=int.from_bytes(body[17:19], "big"),
        day=EPOCH + timedelta(days=int.from_bytes(body[19:21], "big")),
        purpose=PURPOSES[body[0] & 0x0F],
        payload=int.from_bytes(body[HEAD_BYTES:], "big"),
    )


def unpack(definition: Definition, payload: int) -> tuple[dict[str, Raw], str | None]:
    """Return what the scales of a token's version add up to, and the result they led to."""
    known = ("", *definition.results)
    payload, position = divmod(payload, len(known))
    found: dict[str, dict[str, int | Fraction]] = {}
    kinds = {field.name: field.type for field in fields(Raw)}
    for scale in reversed(_plain(definition)):
        units = _units(definition, scale)
        parts: dict[str, int | Fraction] = {}
        for name, low, high in reversed(list(_parts(definition, scale))):
            payload, digit = divmod(payload, high - low + 1)
            value = digit + low
            parts[name] = value if kinds[name] in (int, "int") else Fraction(value, units)
        found[scale.key] = parts
    raw = {
        scale.key: Raw(**_derived(definition, scale, found[scale.key]))  # type: ignore[arg-type]
        for scale in _plain(definition)
    }
    return raw, known[position] or None


def _plain(definition: Definition) -> list[Scale]:
    return [scale for scale in definition.scales.values() if not scale.combines]


def _units(definition: Definition, scale: Scale) -> int:
    units, rows = compiled(definition, scale)
    fine = any(definition.items[row.key].type in NUMBERS for row in rows)
    return units * FINE if fine else units


def _is_branching(definition: Definition, scale: Scale) -> bool:
    return any(definition.items[term.key].visible_if for term in scale.terms)


def _is_uniform(definition: Definition, scale: Scale) -> bool:
    _units, rows = compiled(definition, scale)
    return len({(row.weight, row.low, row.high) for row in rows}) <= 1


def _parts(definition: Definition, scale: Scale) -> Iterator[tuple[str, int, int]]:
    """Yield name, least and most of every part that cannot be worked out from the others."""
    _own_units, rows = compiled(definition, scale)
    fine = _units(definition, scale) // _own_units
    lows, highs = [row.low * fine for row in rows], [row.high * fine for row in rows]
    weights = sum(row.weight for row in rows) * fine
    least, most = sum(min(0, low) for low in lows), sum(max(0, high) for high in highs)
    yield "answered", 0, len(rows)
    if _is_branching(definition, scale):
        yield "visible", 0, len(rows)
        yield "missing_weight", 0, weights
    yield "total", least, most
    if not _is_uniform(definition, scale):
        yield "weight", 0, weights
        yield "low", least, most
        yield "high", least, most
    if scale.method == "min":
        yield "least", min(0, *lows), max(0, *highs)
    if scale.method == "max":
        yield "most", min(0, *lows), max(0, *highs)
    if scale.method == "count":
        yield "positive", 0, len(rows)


def _derived(
    definition: Definition, scale: Scale, parts: dict[str, int | Fraction]
) -> dict[str, int | Fraction]:
    units, rows = compiled(definition, scale)
    parts = {"visible": len(rows), **parts}
    if _is_uniform(definition, scale) and rows:
        row, answered = rows[0], int(parts["answered"])
        parts["weight"] = Fraction(row.weight * answered, units)
        parts["low"] = Fraction(row.low * answered, units)
        parts["high"] = Fraction(row.high * answered, units)
    if "missing_weight" not in parts:
        every = Fraction(sum(row.weight for row in rows), units)
        parts["missing_weight"] = every - parts.get("weight", Fraction(0))
    return parts


def _signature(body: bytes, key: str) -> bytes:
    made = salted_hmac(SALT, body, secret=key, algorithm="sha256").digest()
    return made[:SIGNATURE_BYTES]


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
