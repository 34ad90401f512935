"""Kinds of parameters: each refuses what it does not understand, in a sentence."""

import difflib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from content_models import locales

MAX_KEYS = 100
_KEY = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


@cache
def field_names(shape: type[serializers.Serializer[Any]]) -> tuple[str, ...]:
    """Return the names of a serializer's fields in their order."""
    return tuple(shape().fields)


def nearest(value: str, allowed: Iterable[str]) -> str:
    """Return a sentence that lists what is allowed and, when one is near, what was meant."""
    names = list(allowed)
    near = difflib.get_close_matches(value[:100], names, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{shown(value)} is not one of {', '.join(names)}.{hint}"


def shown(value: str) -> str:
    """Return a value from a request, short enough to repeat."""
    return f'"{value}"' if len(value) <= 40 else f'"{value[:40]}…"'


class ChoiceParameter(serializers.ChoiceField):
    """One of a declared list; an error names the list and the nearest match."""

    def to_internal_value(self, data: Any) -> Any:
        if data in self.choices:
            return data
        raise serializers.ValidationError(nearest(str(data), map(str, self.choices)))


@extend_schema_field(OpenApiTypes.STR)
class LocaleParameter(serializers.CharField):
    """A locale in any usual spelling, printed as BCP 47; `*` for all where that is allowed."""

    default_error_messages: ClassVar = {"blank": "Name a locale, or leave the parameter out."}

    def __init__(self, *, everywhere: bool = False, **options: Any) -> None:
        self.everywhere = everywhere
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        if self.everywhere and data == "*":
            return "*"
        try:
            return locales.match(str(data))
        except locales.UnknownLocale:
            allowed = [*locales.configured(), *(["*"] if self.everywhere else [])]
            raise serializers.ValidationError(nearest(str(data), allowed)) from None


@extend_schema_field(OpenApiTypes.STR)
class LocalesParameter(serializers.Field):
    """Where to look: locales separated by commas, the preferred first, or `*` for all.

    Gives (locales to look in, locales in the order of preference).
    """

    def to_internal_value(self, data: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        one = LocaleParameter(everywhere=True)
        named = dict.fromkeys(one.to_internal_value(part.strip()) for part in str(data).split(","))
        everywhere = locales.configured() if "*" in named else ()
        named.pop("*", None)
        preferred = dict.fromkeys([*named, locales.default(), *locales.configured()])
        looked_in = tuple(locale for locale in preferred if locale in named or locale in everywhere)
        return looked_in, tuple(preferred)

    def to_representation(self, value: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
        return ",".join(value[0])


class NumberParameter(serializers.Field):
    """A whole number in ASCII digits within its bounds."""

    def __init__(self, *, minimum: int, maximum: int, **options: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**options)
        extend_schema_field({"type": "integer", "minimum": minimum, "maximum": maximum})(self)

    def to_internal_value(self, data: Any) -> int:
        if re.fullmatch(r"[0-9]{1,19}", str(data), re.ASCII):
            number = int(data)
            if self.minimum <= number <= self.maximum:
                return number
        raise serializers.ValidationError(
            f"{shown(str(data))} is not a whole number from {self.minimum} to {self.maximum}."
        )

    def to_representation(self, value: int) -> int:
        return value


@extend_schema_field(OpenApiTypes.UUID)
class KeyParameter(serializers.Field):
    """The key of a document."""

    def to_internal_value(self, data: Any) -> UUID:
        return read_key(str(data))

    def to_representation(self, value: UUID) -> str:
        return str(value)


@extend_schema_field({"type": "string", "pattern": f"^{_KEY}(,{_KEY})*$"})
class KeysParameter(serializers.Field):
    """Several keys, separated by commas."""

    def to_internal_value(self, data: Any) -> list[UUID]:
        parts = str(data).split(",")
        if len(parts) > MAX_KEYS:
            raise serializers.ValidationError(f"Ask for at most {MAX_KEYS} keys at once.")
        return [read_key(part.strip()) for part in parts]

    def to_representation(self, value: list[UUID]) -> str:
        return ",".join(map(str, value))


def read_key(text: str) -> UUID:
    """Return a UUID written in the usual 8-4-4-4-12 form."""
    if re.fullmatch(_KEY, text, re.ASCII):
        return UUID(text)
    raise serializers.ValidationError(f"{shown(text)} is not a key (a UUID).")


@extend_schema_field(
    {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
)
class MomentParameter(serializers.Field):
    """A date or a date with time, RFC 3339; without an offset it is UTC."""

    def to_internal_value(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(str(data).replace(" ", "+"))
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.astimezone(UTC)
        except (ValueError, OverflowError):
            raise serializers.ValidationError(
                f"{shown(str(data))} is not a moment such as 2026-01-31 or 2026-01-31T12:00:00Z."
            ) from None

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class ChoicesParameter(serializers.Field):
    """Some of a declared list, separated by commas."""

    def __init__(self, *, allowed: Iterable[str], **options: Any) -> None:
        self.allowed = tuple(allowed)
        super().__init__(**options)
        name = f"({'|'.join(self.allowed)})"
        extend_schema_field({"type": "string", "pattern": f"^{name}(,{name})*$"})(self)

    def to_internal_value(self, data: Any) -> tuple[str, ...]:
        wanted = tuple(dict.fromkeys(part.strip() for part in str(data).split(",")))
        for name in wanted:
            if name not in self.allowed:
                raise serializers.ValidationError(nearest(name, self.allowed))
        return wanted

    def to_representation(self, value: tuple[str, ...]) -> str:
        return ",".join(value)
