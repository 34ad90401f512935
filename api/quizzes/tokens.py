"""Tokens: the scores of one answer sheet, signed, in a few characters, without a single answer.

A token holds what the scales add up to, counted in whole units and packed as one number in mixed
radix, because every part has a known least and most. Scores and result are worked out again when
it is read, by the version that it names.
"""

import base64
import binascii
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from content_models.scoring.definition import NUMBERS, Definition, Scale
from content_models.scoring.scales import ENDS, Raw, Row, compiled

# The second is for scales that look for the lowest or highest answer, or whose missing answers give
# what depends on which they are: the first held too little of them to score them again.
FORMATS = (1, 2)
PURPOSES = ("share", "report")
SALT = "wiki.quiz.token"
SIGNATURE_BYTES = 10
HEAD_BYTES = 1 + 16 + 2 + 2
EPOCH = date(2026, 1, 1)
# Sliders and numbers may be answered with fractions: thousandths are kept of them.
FINE = 1_000


# Beyond this many tallies of one scale its parts are packed one by one.
MOST_TALLIES = 20_000
LONGEST = 1_000


class Tally(NamedTuple):
    """Which answers of a scale there are, in its units; what they say is its sum."""

    answered: int
    visible: int
    weight: int
    low: int
    high: int
    missing: int

    @property
    def missing_count(self) -> int:
        return self.visible - self.answered


class BadToken(ValueError):
    """It was not made here, or something in it was changed."""


@dataclass(frozen=True)
class Head:
    """What a token says; `payload` is understood by the version that it names, in its `form`."""

    quiz: UUID
    version: int
    day: date
    purpose: str
    payload: int
    form: int = 1


def form_of(definition: Definition) -> int:
    """Return the format that holds the scales of a quiz."""
    scales = _plain(definition)
    return 2 if any(scale.method in ENDS or _varies(definition, scale) for scale in scales) else 1


def _varies(definition: Definition, scale: Scale) -> bool:
    """Return whether what missing answers give depends on which they are."""
    _units, rows = compiled(definition, scale)
    one_missing = Tally(0, 1, 0, 0, 0, 0)
    return scale.missing[0] == "value" and _filled(scale, rows, one_missing) is None


def pack(definition: Definition, raw: Mapping[str, Raw], result: str | None) -> int:
    """Return what the scales of a quiz add up to, and the result they led to, as one number.

    Raises:
        ValueError: when a part lies outside what any answers can add up to.
    """
    number = 0
    for scale in _plain(definition):
        for digit, radix in _digits(definition, scale, raw[scale.key]):
            if digit.denominator != 1 or not 0 <= digit < radix:
                raise ValueError(f"{scale.key} cannot be packed.")
            number = number * radix + int(digit)
    known = ("", *definition.results)
    return number * len(known) + known.index(result or "")


def seal(head: Head) -> str:
    """Return the token that says this, signed."""
    body = bytes([head.form << 4 | PURPOSES.index(head.purpose)]) + head.quiz.bytes
    body += head.version.to_bytes(2, "big") + (head.day - EPOCH).days.to_bytes(2, "big")
    body += head.payload.to_bytes((head.payload.bit_length() + 7) // 8, "big")
    return _encode(body + _signature(body, settings.SECRET_KEY))


def read(token: str) -> Head:
    """Return the head of a token.

    Raises:
        BadToken: when it is not exactly as it was minted.
    """
    if len(token) > LONGEST:
        raise BadToken
    try:
        content = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadToken from error
    body, signature = content[:-SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    signed = any(hmac.compare_digest(_signature(body, key), signature) for key in keys)
    # The last character may have spare bits: only the one spelling that was printed counts.
    if not signed or len(body) < HEAD_BYTES or _encode(content) != token:
        raise BadToken
    if body[0] >> 4 not in FORMATS:
        raise BadToken
    return Head(
        quiz=UUID(bytes=body[1:17]),
        version=int.from_bytes(body[17:19], "big"),
        day=EPOCH + timedelta(days=int.from_bytes(body[19:21], "big")),
        purpose=PURPOSES[body[0] & 0x0F],
        payload=int.from_bytes(body[HEAD_BYTES:], "big"),
        form=body[0] >> 4,
    )


def unpack(definition: Definition, payload: int) -> tuple[dict[str, Raw], str | None]:
    """Return what the scales of a token's version add up to, and the result they led to."""
    known = ("", *definition.results)
    payload, position = divmod(payload, len(known))
    raw: dict[str, Raw] = {}
    for scale in reversed(_plain(definition)):
        payload, raw[scale.key] = _read_scale(definition, scale, payload)
    return raw, known[position] or None


def _plain(definition: Definition) -> list[Scale]:
    return [scale for scale in definition.scales.values() if not scale.combines]


def _digits(definition: Definition, scale: Scale, raw: Raw) -> Iterator[tuple[int | Fraction, int]]:
    """Yield the parts of a scale, each with how many values it can have; the tally last."""
    _units, rows = compiled(definition, scale)
    fine = _fineness(definition, rows)
    tally = Tally(raw.answered, raw.visible, raw.weight, raw.low, raw.high, raw.missing_weight)
    yield (raw.total - tally.low) * fine, (tally.high - tally.low) * fine + 1
    for name, low, high, by in _ends(scale, rows, tally):
        yield (getattr(raw, name) - low) * by, int((high - low) * by) + 1
    known = _tallies(definition, scale)
    if known is not None:
        if tally not in known:
            raise ValueError(f"{scale.key} cannot be packed.")
        yield known[tally], len(known)
        return
    for part, (low, high) in zip(tally, _bounds(scale, rows), strict=True):
        yield part - low, high - low + 1


def _read_scale(definition: Definition, scale: Scale, payload: int) -> tuple[int, Raw]:
    """Return what is left of a payload after one scale, and what the scale adds up to."""
    units, rows = compiled(definition, scale)
    fine = _fineness(definition, rows)
    known = _tallies(definition, scale)
    if known is not None:
        payload, place = divmod(payload, len(known))
        tally = list(known)[place]
    else:
        parts = []
        for low, high in reversed(_bounds(scale, rows)):
            payload, digit = divmod(payload, high - low + 1)
            parts.append(digit + low)
        tally = Tally(*reversed(parts))
    ends: dict[str, Any] = {"filled": _filled(scale, rows, tally)}
    for name, least, most, by in reversed(_ends(scale, rows, tally)):
        payload, digit = divmod(payload, int((most - least) * by) + 1)
        ends[name] = Fraction(digit, by) + least
    payload, digit = divmod(payload, (tally.high - tally.low) * fine + 1)
    return payload, Raw(
        units=units,
        answered=tally.answered,
        visible=tally.visible,
        total=Fraction(digit, fine) + tally.low,
        weight=tally.weight,
        low=tally.low,
        high=tally.high,
        missing_weight=tally.missing,
        **ends,
    )


def _fineness(definition: Definition, rows: tuple[Row, ...]) -> int:
    return FINE if any(definition.items[row.key].type in NUMBERS for row in rows) else 1


def _ends(
    scale: Scale, rows: tuple[Row, ...], tally: Tally
) -> list[tuple[str, int | Fraction, int | Fraction, int]]:
    """Return what some scales need besides: its least and most, and so many parts a unit."""
    ends: list[tuple[str, int | Fraction, int | Fraction, int]] = []
    if scale.method == "count":
        ends.append(("positive", 0, len(rows), 1))
    rule, value = scale.missing
    if tally.missing_count and rule == "value" and _filled(scale, rows, tally) is None:
        ends.append(("filled", *_bounds_of_filled(scale, rows, tally), value.denominator))
    return ends


def _filled(scale: Scale, rows: tuple[Row, ...], tally: Tally) -> int | Fraction | None:
    """Return what missing answers give where it is the same whichever they are, else None."""
    given = {row.filled for row in rows}
    if scale.missing[0] != "value" or not tally.missing_count:
        return None
    if scale.method in ("sum", "mean"):
        value = scale.missing[1]
        alike = all(row.filled == value * row.weight for row in rows)
        return value * tally.missing if alike else None
    if len(given) > 1:
        return None
    [part] = given
    return part if scale.method in ENDS else (part or 0) * tally.missing_count


def _bounds_of_filled(
    scale: Scale, rows: tuple[Row, ...], tally: Tally
) -> tuple[int | Fraction, int | Fraction]:
    parts = sorted(row.filled or 0 for row in rows)
    if scale.method in ENDS:
        return parts[0], parts[-1]
    return sum(parts[: tally.missing_count]), sum(parts[-tally.missing_count :])


def _tallies(definition: Definition, scale: Scale) -> Mapping[Tally, int] | None:
    """Return every tally that some answers lead to, numbered; None when there are too many.

    Numbering what is possible instead of each part by itself keeps tokens short.
    """
    return definition.worked_out("tallies", scale.key, lambda: _count_tallies(definition, scale))


def _count_tallies(definition: Definition, scale: Scale) -> Mapping[Tally, int] | None:
    _units, rows = compiled(definition, scale)
    found = {Tally(0, 0, 0, 0, 0, 0)}
    for row in rows:
        steps = [
            Tally(1, 1, row.weight, row.low, row.high, 0),
            Tally(0, 1, 0, 0, 0, row.weight),
        ]
        if definition.items[row.key].visible_if is not None:
            steps.append(Tally(0, 0, 0, 0, 0, 0))
        found = {_joined(scale, tally, step) for tally in found for step in steps}
        if len(found) > MOST_TALLIES:
            return None
    return {tally: number for number, tally in enumerate(sorted(found))}


def _joined(scale: Scale, tally: Tally, step: Tally) -> Tally:
    """Return the tally of the items of both."""
    counted = Tally(*(a + b for a, b in zip(tally, step, strict=True)))
    if scale.method not in ENDS or not (tally.answered and step.answered):
        return counted
    choose = ENDS[scale.method]
    return counted._replace(low=choose(tally.low, step.low), high=choose(tally.high, step.high))


def _bounds(scale: Scale, rows: tuple[Row, ...]) -> list[tuple[int, int]]:
    """Return the least and most of every part of a tally."""
    weights = sum(row.weight for row in rows)
    lows, highs = [0, *(row.low for row in rows)], [0, *(row.high for row in rows)]
    if scale.method in ENDS:
        ends = [(min(parts), max(parts)) for parts in (lows, highs)]
    else:
        ends = [
            (sum(min(0, part) for part in parts), sum(max(0, part) for part in parts))
            for parts in (lows, highs)
        ]
    return [(0, len(rows)), (0, len(rows)), (0, weights), *ends, (0, weights)]


def _signature(body: bytes, key: str) -> bytes:
    made = salted_hmac(SALT, body, secret=key, algorithm="sha256").digest()
    return made[:SIGNATURE_BYTES]


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
