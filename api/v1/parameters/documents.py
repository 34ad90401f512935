"""Parameters of reading one document and of lists."""

from typing import Any

from rest_framework import serializers

from api.v1.parameters.base import Parameters
from api.v1.parameters.fields import (
    ChoiceParameter,
    ChoicesParameter,
    KeyParameter,
    KeysParameter,
    LocaleParameter,
    MomentParameter,
    NumberParameter,
)
from api.v1.serializers.cards import CARD_FIELDS
from api.v1.serializers.pages import AUDIENCES
from content_models import locales
from content_models.publishing.documents import PAGE_KINDS

MAX_OFFSET = 1_000_000
ORDERS = (
    "-published_at",
    "published_at",
    "-updated_at",
    "updated_at",
    "title",
    "-title",
    "position",
)
_MOMENT = "A date is its beginning; without an offset it is UTC."


class NoParameters(Parameters):
    """This operation takes none."""


class LocaleParameters(Parameters):
    """The locale of what is wanted; the wiki's default locale when left out."""

    locale = LocaleParameter(
        required=False, help_text="Locale in any usual spelling: en, zh, zh-CN, zh-Hans."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs.setdefault("locale", locales.default())
        return attrs


class DocumentParameters(LocaleParameters):
    """One document in one locale."""

    fallback = ChoiceParameter(
        choices=["none", "document"],
        required=False,
        default="none",
        help_text="`document` answers with the nearest configured locale when this one is missing.",
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["fields"] = ChoicesParameter(
            allowed=self.context.get("fields", ()),
            required=False,
            help_text="Top-level fields to keep, separated by commas; the answer holds no others.",
        )
        return fields


class KeyParameters(Parameters):
    """Which keys, in lists of all kinds and in searches."""

    key = KeysParameter(required=False, help_text="Only these keys, separated by commas.")
    translation_of = KeyParameter(
        required=False, help_text="Every locale of one key; use it with `locale=*`."
    )


class CardParameters(Parameters):
    """Which fields of each card are kept, in lists and in searches."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["fields"] = ChoicesParameter(
            allowed=self.context.get("fields", CARD_FIELDS),
            required=False,
            help_text="Fields of each card to keep, separated by commas.",
        )
        return fields


class ListParameters(CardParameters, KeyParameters, LocaleParameters):
    """What every list takes: which entries, how many, from where."""

    locale = LocaleParameter(
        everywhere=True,
        required=False,
        help_text="One locale in any usual spelling, or `*` for all.",
    )
    limit = NumberParameter(
        minimum=1, maximum=100, required=False, default=20, help_text="How many, 1 to 100."
    )
    offset = NumberParameter(
        minimum=0, maximum=MAX_OFFSET, required=False, help_text="How many to pass over."
    )
    cursor = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Empty to begin, then as given in `links.next`: no duplicate and no gap while "
        "writers publish, unless what is ordered by changes meanwhile, as `title`, `position` and "
        "`updated_at` may and `published_at` never does. `-updated_at` takes none.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "cursor" in attrs and "offset" in attrs:
            raise serializers.ValidationError({"cursor": "Use either cursor or offset."})
        if "cursor" in attrs and attrs.get("order") == "-updated_at":
            # What is published again goes to the front, where whoever has begun comes no more.
            raise serializers.ValidationError(
                {"cursor": "It would miss what is published meanwhile: order by updated_at."}
            )
        return attrs


class FilterParameters(KeyParameters):
    """Which pages, in lists and in searches; all can be combined."""

    topic = KeyParameter(required=False, help_text="Only documents about this topic.")
    series = KeyParameter(required=False, help_text="Only documents of this series.")
    person = KeyParameter(
        required=False, help_text="Only documents this person wrote, reviewed or vouches for."
    )
    quiz = KeyParameter(required=False, help_text="Only documents that lead to this quiz.")
    audience = ChoiceParameter(
        choices=AUDIENCES, required=False, help_text="For whom it is written."
    )
    published_after = MomentParameter(
        required=False, help_text=f"First published at or after. {_MOMENT}"
    )
    published_before = MomentParameter(
        required=False, help_text=f"First published before. {_MOMENT}"
    )
    updated_after = MomentParameter(
        required=False, help_text=f"Last published at or after. {_MOMENT}"
    )
    updated_before = MomentParameter(required=False, help_text=f"Last published before. {_MOMENT}")


class PageListParameters(FilterParameters, ListParameters):
    """A list of cards of one kind of page."""

    order = ChoiceParameter(
        choices=ORDERS,
        required=False,
        default="-published_at",
        help_text="`position` is the order among the parts of one series: use it with `series`. "
        "Equal values follow key and locale.",
    )


class DocumentListParameters(PageListParameters):
    """A list of documents of every kind."""

    kind = ChoicesParameter(
        allowed=PAGE_KINDS, required=False, help_text="Only these kinds, separated by commas."
    )


class SnippetListParameters(ListParameters):
    """A list of topics, people, terms or sources."""

    order = ChoiceParameter(
        choices=("title", "-title", "-updated_at", "updated_at"),
        required=False,
        default="title",
        help_text="Equal values are ordered by key and locale.",
    )


class ResolveParameters(Parameters):
    """The address to resolve: exactly one of the two."""

    # Two slugs of 255 Chinese characters fit, nine for each when encoded.
    longest_value = 4_900

    path = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=longest_value,
        help_text="A path of the wiki, such as /en/series/article/; / leads to the home page.",
    )
    url = serializers.CharField(
        required=False,
        max_length=longest_value,
        help_text="A whole address that this API has printed.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError({"path": "Give either path or url."})
        return attrs
