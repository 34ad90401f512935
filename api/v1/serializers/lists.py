"""Lists, and the answers that are put together from several documents."""

from typing import Any

from rest_framework import serializers

from api.problems import TYPES
from api.v1.serializers.cards import CardSerializer
from api.v1.serializers.pages import LinkSerializer, SiteSerializer
from content_models.publishing.documents import PAGE_KINDS


class MetaSerializer(serializers.Serializer[Any]):
    """How many there are, and which of them these are."""

    total_count = serializers.IntegerField(help_text="On all pages together.")
    limit = serializers.IntegerField()
    offset = serializers.IntegerField(allow_null=True, help_text="Null when a cursor is used.")


class PageLinksSerializer(serializers.Serializer[Any]):
    """The pages of a list beside this one."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ListSerializer(serializers.Serializer[Any]):
    meta = MetaSerializer()
    links = PageLinksSerializer()


class CardListSerializer(ListSerializer):
    """A page of cards."""

    items = CardSerializer(many=True)


class NavigationPartSerializer(LinkSerializer):
    """An article of a series."""

    part = serializers.IntegerField()


class NavigationSeriesSerializer(LinkSerializer):
    """A series and its articles."""

    parts = NavigationPartSerializer(many=True)


class NavigationSerializer(serializers.Serializer[Any]):
    """The tree of series and their articles, in the order of the tree."""

    locale = serializers.CharField()
    home = LinkSerializer(allow_null=True)
    series = NavigationSeriesSerializer(many=True)


class KindCountSerializer(serializers.Serializer[Any]):
    """How much there is to read of one kind."""

    kind = serializers.ChoiceField(choices=PAGE_KINDS)
    translated = serializers.IntegerField(help_text="Documents in this locale.")
    total = serializers.IntegerField(help_text="Documents in any locale.")


class LocaleSerializer(serializers.Serializer[Any]):
    """A language of the wiki."""

    code = serializers.CharField(help_text="BCP 47, as everywhere here.")
    name = serializers.CharField(help_text="In English.")
    native_name = serializers.CharField(help_text="In the language itself.")
    direction = serializers.ChoiceField(choices=["ltr", "rtl"])
    default = serializers.BooleanField(help_text="It answers when no locale is named.")
    fallbacks = serializers.ListField(
        child=serializers.CharField(),
        help_text="What `fallback=document` answers with, the nearest first.",
    )
    documents = KindCountSerializer(many=True)


class LocaleListSerializer(serializers.Serializer[Any]):
    """The languages of the wiki, in the order in which readers see them."""

    items = LocaleSerializer(many=True)


class SettingsSerializer(SiteSerializer):
    """What stands around every page of a locale."""

    locale = serializers.CharField()


class EndpointSerializer(serializers.Serializer[Any]):
    """A place of this API."""

    name = serializers.CharField()
    url = serializers.URLField()


class IndexSerializer(serializers.Serializer[Any]):
    """Where everything is."""

    version = serializers.CharField()
    locales = serializers.ListField(child=serializers.CharField())
    endpoints = EndpointSerializer(many=True)


class HealthSerializer(serializers.Serializer[Any]):
    """It is well."""

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
