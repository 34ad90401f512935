"""Documents of topics, people, glossary terms and sources."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.cards import (
    GlossaryTermCardSerializer,
    PersonCardSerializer,
    SourceCardSerializer,
    TopicCardSerializer,
)
from api.v1.serializers.images import ImageSerializer
from api.v1.serializers.pages import FallbackSerializer, TranslationSerializer


class TranslatedTitleSerializer(serializers.Serializer[Any]):
    """The same in another locale, itself included."""

    locale = serializers.CharField()
    key = serializers.UUIDField()
    title = serializers.CharField()


class SnippetSerializer(serializers.Serializer[Any]):
    """What every such document has."""

    key = serializers.UUIDField()
    locale = serializers.CharField()
    slug = serializers.CharField(allow_null=True, help_text="Only topics have one.")
    title = serializers.CharField()
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    translations = TranslatedTitleSerializer(many=True)
    translation = TranslationSerializer()
    fallback = FallbackSerializer(allow_null=True)
    version = serializers.CharField()


class TopicSerializer(SnippetSerializer):
    """A topic."""

    kind = serializers.ChoiceField(choices=["topic"])
    slug = serializers.CharField()
    description = serializers.CharField(allow_null=True)


class PersonSerializer(SnippetSerializer):
    """Somebody who wrote, reviewed or advises."""

    kind = serializers.ChoiceField(choices=["person"])
    name = serializers.CharField()
    credentials = serializers.CharField(allow_null=True)
    photo = ImageSerializer(allow_null=True)
    biography_html = serializers.CharField(allow_null=True)
    website = serializers.URLField(allow_null=True)


class GlossaryTermSerializer(SnippetSerializer):
    """A word of the glossary; `forbidden` are words not to use for it."""

    kind = serializers.ChoiceField(choices=["glossary-term"])
    definition_html = serializers.CharField()
    forbidden = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField(allow_null=True)


class SourceSerializer(SnippetSerializer):
    """What texts rely on; its `url` leads out of the wiki."""

    kind = serializers.ChoiceField(choices=["source"])
    authors = serializers.CharField(allow_null=True)
    year = serializers.IntegerField(allow_null=True)
    publisher = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    note = serializers.CharField(allow_null=True)


SNIPPETS: dict[str, tuple[type[SnippetSerializer], type[serializers.Serializer[Any]]]] = {
    "topic": (TopicSerializer, TopicCardSerializer),
    "person": (PersonSerializer, PersonCardSerializer),
    "glossary-term": (GlossaryTermSerializer, GlossaryTermCardSerializer),
    "source": (SourceSerializer, SourceCardSerializer),
}
