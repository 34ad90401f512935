"""Lists, and the answers that are put together from several documents."""

from typing import Any

from rest_framework import serializers

from api.problems import TYPES
from api.v1.serializers.cards import CardSerializer
from api.v1.serializers.pages import LinkSerializer, SiteSerializer
from content_models.publishing.documents import PAGE_KINDS


class MetaSerializer(serializers.Serializer[Any]):
    total_count = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField(allow_null=True, help_text="Null when a cursor is used.")


class PageLinksSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ListSerializer(serializers.Serializer[Any]):
    meta = MetaSerializer()
    links = PageLinksSerializer()


class CardListSerializer(ListSerializer):
    """A page of cards."""

    items = CardSerializer(many=True)


class NavigationPartSerializer(LinkSerializer):
    part = serializers.IntegerField()


class NavigationSeriesSerializer(LinkSerializer):
    parts = NavigationPartSerializer(many=True)


class NavigationSerializer(serializers.Serializer[Any]):
    """The tree of series and their articles, in the order of the tree."""

    locale = serializers.CharField()
    home = LinkSerializer(allow_null=True)
    series = NavigationSeriesSerializer(many=True)


class KindCountSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=PAGE_KINDS)
    translated = serializers.IntegerField(help_text="Documents in this locale.")
    total = serializers.IntegerField(help_text="Documents in any locale.")


class LocaleSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    native_name = serializers.CharField()
    direction = serializers.ChoiceField(choices=["ltr", "rtl"])
    default = serializers.BooleanField()
    fallbacks = serializers.ListField(child=serializers.CharField())
    documents = KindCountSerializer(many=True)


class LocaleListSerializer(serializers.Serializer[Any]):
    items = LocaleSerializer(many=True)


class SettingsSerializer(SiteSerializer):
    locale = serializers.CharField()


class EndpointSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    url = serializers.URLField()


class IndexSerializer(serializers.Serializer[Any]):
    version = serializers.CharField()
    locales = serializers.ListField(child=serializers.CharField())
    endpoints = EndpointSerializer(many=True)


class HealthSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["ok"])


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details. `detail` is for people, `type` for programs."""

    type = serializers.ChoiceField(choices=[*TYPES.values()], help_text="One for each status.")
    title = serializers.CharField(help_text="The name of the status.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="One sentence that can be shown.")
    instance = serializers.CharField(help_text="The path that was asked for.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Sentences by the parameter or header that is wrong, when one is.",
    )
    locales = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Where a document has no such locale: those that it has.",
    )
