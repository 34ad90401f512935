"""Answers of searching."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.v1.parameters.search import SEARCHED_KINDS
from api.v1.serializers.cards import SeriesLinkSerializer, TopicLinkSerializer
from api.v1.serializers.images import ImageSerializer
from api.v1.serializers.lists import ListSerializer, MetaSerializer

SECTION_KINDS = (
    "head",
    "introduction",
    "section",
    "concept",
    "practice-step",
    "case",
    "advice",
    "phrases",
    "faq",
    "term",
)


PLACE = {"type": "integer", "minimum": 0}


@extend_schema_field({"type": "array", "prefixItems": [PLACE, PLACE], "minItems": 2, "maxItems": 2})
class RangeField(serializers.ListField):
    """Start and end."""


def highlights_field() -> serializers.ListField:
    return serializers.ListField(
        child=RangeField(),
        help_text="Pairs of start and end in Unicode code points, in order, apart.",
    )


class HighlightedSerializer(serializers.Serializer[Any]):
    """A piece of plain text with the places that matched."""

    text = serializers.CharField(
        allow_blank=True,
        help_text="A line break stands where a paragraph, an entry of a list or a line ends.",
    )
    highlights = highlights_field()


class FoundSectionSerializer(serializers.Serializer[Any]):
    """A piece of a document that matched; `url` leads right to it."""

    id = serializers.CharField(allow_null=True, help_text="Id of its block, if it has one.")
    kind = serializers.ChoiceField(
        choices=SECTION_KINDS, help_text="`head` is title, subtitle and summary."
    )
    heading = serializers.CharField(allow_null=True)
    heading_highlights = highlights_field()
    anchor = serializers.CharField(
        allow_null=True, help_text="Null for what has no place of its own."
    )
    url = serializers.URLField(allow_null=True, help_text="Null where the document has none.")
    snippet = HighlightedSerializer()


class HitSerializer(serializers.Serializer[Any]):
    """The card of a document that matched. Glossary terms have no address, cover or time."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=SEARCHED_KINDS)
    locale = serializers.CharField()
    title = serializers.CharField()
    title_highlights = highlights_field()
    summary = serializers.CharField(allow_blank=True)
    url = serializers.URLField(allow_null=True)
    cover = ImageSerializer(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)
    reading_minutes = serializers.IntegerField(allow_null=True)
    topics = TopicLinkSerializer(many=True)
    series = SeriesLinkSerializer(allow_null=True)
    completeness = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)
    score = serializers.FloatField(help_text="For comparing hits of one answer.")
    matched_locale = serializers.CharField(help_text="Locale in which it matched.")
    promoted = serializers.BooleanField(help_text="An editor put it first for this query.")
    sections = FoundSectionSerializer(many=True)


class FacetSerializer(serializers.Serializer[Any]):
    """What hits have in common: filter by its `value` under the name of the list it is in."""

    value = serializers.CharField()
    label = serializers.CharField(help_text="In the reader’s locale.")
    count = serializers.IntegerField(help_text="Hits that remain when you filter by it.")


class FacetsSerializer(serializers.Serializer[Any]):
    """How many hits there are of each kind, topic, series and locale, the most first."""

    kind = FacetSerializer(
        many=True, help_text="All kinds that are found, also those that `kind` leaves out."
    )
    topic = FacetSerializer(many=True)
    series = FacetSerializer(many=True)
    locale = FacetSerializer(many=True)


class CorrectedSerializer(serializers.Serializer[Any]):
    """The query as it was typed and as it was understood."""

    def get_fields(self) -> dict[str, Any]:
        return {"from": serializers.CharField(), "to": serializers.CharField()}


class SearchMetaSerializer(MetaSerializer):
    """What was looked for, and how."""

    took_ms = serializers.FloatField(
        allow_null=True, help_text="Null unless asked for with `timing=true`."
    )
    terms = serializers.ListField(
        child=serializers.CharField(), help_text="What was looked for, after analysis."
    )
    corrected = CorrectedSerializer(allow_null=True)
    relaxed = serializers.ListField(
        child=serializers.ChoiceField(choices=["correction", "fewer_terms", "other_locales"]),
        help_text="What was given up to find anything, in order.",
    )
    locales = serializers.ListField(
        child=serializers.CharField(), help_text="Locales that were searched."
    )
    cut = serializers.BooleanField(help_text="Only the first 400 characters were read.")


class SearchSerializer(ListSerializer):
    """One page of hits, the best first."""

    meta = SearchMetaSerializer()
    facets = FacetsSerializer()
    items = HitSerializer(many=True)


class SuggestionSerializer(serializers.Serializer[Any]):
    """Something to offer. A query leads to a search for it, everything else to a document."""

    text = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=["query", "document", "topic", "glossary-term", "section"]
    )
    locale = serializers.CharField()
    highlights = highlights_field()
    key = serializers.UUIDField(allow_null=True, help_text="Null for a query.")
    document_kind = serializers.ChoiceField(
        choices=(*SEARCHED_KINDS, "topic"), allow_null=True, help_text="Null for a query."
    )
    url = serializers.URLField(allow_null=True, help_text="Null for what no page shows.")


class SuggestionListSerializer(serializers.Serializer[Any]):
    """At most ten suggestions, the best first; those of other locales after the asked one."""

    items = SuggestionSerializer(many=True)
