"""Cards: the summary of a document in lists, links and other documents."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.images import ImageSerializer
from content_models.publishing.documents import PAGE_KINDS


class TopicLinkSerializer(serializers.Serializer[Any]):
    """A topic of a document."""

    key = serializers.UUIDField()
    title = serializers.CharField()
    slug = serializers.CharField()


class SeriesLinkSerializer(serializers.Serializer[Any]):
    """Where a document stands in its series; `part` is null for what is no article."""

    key = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.URLField()
    part = serializers.IntegerField(allow_null=True)
    parts = serializers.IntegerField()


class CardSerializer(serializers.Serializer[Any]):
    """The summary of a document."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PAGE_KINDS)
    locale = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    url = serializers.URLField()
    cover = ImageSerializer(allow_null=True)
    published_at = serializers.DateTimeField(help_text="When it was published first.")
    updated_at = serializers.DateTimeField(help_text="When it was published last.")
    reading_minutes = serializers.IntegerField()
    topics = TopicLinkSerializer(many=True)
    series = SeriesLinkSerializer(allow_null=True)
    completeness = serializers.IntegerField(
        min_value=0, max_value=100, help_text="How much of it is translated, in percent."
    )


class PersonCardSerializer(serializers.Serializer[Any]):
    """Somebody who wrote, reviewed or advises."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["person"])
    locale = serializers.CharField()
    slug = serializers.CharField(allow_null=True, help_text="Always null; only topics have one.")
    title = serializers.CharField(help_text="The name.")
    name = serializers.CharField()
    credentials = serializers.CharField(allow_null=True)
    photo = ImageSerializer(allow_null=True)


class SourceCardSerializer(serializers.Serializer[Any]):
    """What a text relies on; its `url` leads out of the wiki."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["source"])
    locale = serializers.CharField()
    slug = serializers.CharField(allow_null=True, help_text="Always null; only topics have one.")
    title = serializers.CharField()
    authors = serializers.CharField(allow_null=True, help_text="As they are cited.")
    year = serializers.IntegerField(allow_null=True)
    publisher = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    note = serializers.CharField(allow_null=True)


class TopicCardSerializer(serializers.Serializer[Any]):
    """A topic in lists."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["topic"])
    locale = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True)


class GlossaryTermCardSerializer(serializers.Serializer[Any]):
    """A word of the glossary in lists."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["glossary-term"])
    locale = serializers.CharField()
    slug = serializers.CharField(allow_null=True, help_text="Always null; only topics have one.")
    title = serializers.CharField()
    definition = serializers.CharField()


CARD_FIELDS = tuple(CardSerializer().fields)
