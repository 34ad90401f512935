"""JSON Feed 1.1."""

from typing import Any

from rest_framework import serializers


class FeedAuthorSerializer(serializers.Serializer[Any]):
    """The wiki."""

    name = serializers.CharField()
    url = serializers.URLField()


class FeedItemSerializer(serializers.Serializer[Any]):
    """One of the newest documents."""

    id = serializers.CharField(help_text="Stays the same, whatever changes.")
    url = serializers.URLField()
    title = serializers.CharField()
    content_text = serializers.CharField(help_text="The summary.")
    date_published = serializers.DateTimeField()
    date_modified = serializers.DateTimeField()
    language = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    image = serializers.URLField(required=False)


class FeedSerializer(serializers.Serializer[Any]):
    """JSON Feed 1.1 of a locale."""

    version = serializers.URLField()
    title = serializers.CharField()
    description = serializers.CharField()
    home_page_url = serializers.URLField()
    feed_url = serializers.URLField()
    language = serializers.CharField()
    authors = FeedAuthorSerializer(many=True)
    items = FeedItemSerializer(many=True)
