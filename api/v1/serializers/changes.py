"""What changed, and which addresses lead elsewhere."""

from typing import Any

from rest_framework import serializers

from content_models.publishing.documents import PAGE_KINDS, SNIPPET_KINDS


class ChangeSerializer(serializers.Serializer[Any]):
    """A document to read again (`upsert`) or to forget (`remove`)."""

    action = serializers.ChoiceField(choices=["upsert", "remove"])
    key = serializers.UUIDField()
    locale = serializers.CharField()
    kind = serializers.ChoiceField(choices=[*PAGE_KINDS, *SNIPPET_KINDS])
    fingerprint = serializers.CharField(
        allow_null=True, help_text="The document's `version`; null when it is gone."
    )
    url = serializers.URLField(
        allow_null=True, help_text="Where readers find it; null when it is gone or has no address."
    )


class FollowMetaSerializer(serializers.Serializer[Any]):
    """Where you are in the log."""

    limit = serializers.IntegerField()
    more = serializers.BooleanField(help_text="Whether there are more changes already.")
    since = serializers.CharField(allow_blank=True, help_text="Give it back to go on from here.")


class FollowLinksSerializer(serializers.Serializer[Any]):
    """Where the log goes on."""

    next = serializers.URLField(help_text="Where to go on, now or later.")


class ChangeListSerializer(serializers.Serializer[Any]):
    """A piece of the log, the oldest change first."""

    meta = FollowMetaSerializer()
    links = FollowLinksSerializer()
    items = ChangeSerializer(many=True)


class RedirectSerializer(serializers.Serializer[Any]):
    """An address of the frontend that leads elsewhere, in one step."""

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of Python, so it cannot be declared as the others are.
        return {
            "from": serializers.CharField(
                help_text="A path without its last slash, percent-decoded; may hold a query."
            ),
            "to": serializers.URLField(help_text="Absolute; never an address that redirects."),
            "status": serializers.ChoiceField(choices=[301, 302]),
        }


class RedirectMetaSerializer(serializers.Serializer[Any]):
    """How many were asked for."""

    limit = serializers.IntegerField()


class RedirectLinksSerializer(serializers.Serializer[Any]):
    """Where the list goes on."""

    next = serializers.URLField(allow_null=True)


class RedirectListSerializer(serializers.Serializer[Any]):
    """A piece of the list of redirects."""

    meta = RedirectMetaSerializer()
    links = RedirectLinksSerializer()
    items = RedirectSerializer(many=True)
