"""Images: named sets of sizes and formats."""

from typing import Any

from rest_framework import serializers


class SourceSetEntrySerializer(serializers.Serializer[Any]):
    src = serializers.URLField()
    w = serializers.IntegerField(help_text="Width in pixels.")


class PictureSourceSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["image/avif", "image/webp", "image/jpeg"])
    srcset = SourceSetEntrySerializer(many=True)


class PictureSetSerializer(serializers.Serializer[Any]):
    """One use of an image: `src` for an `<img>`, `sources` for its `<picture>`."""

    src = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    sources = PictureSourceSerializer(many=True)


class FocalPointSerializer(serializers.Serializer[Any]):
    """What to keep in sight when cropping, as shares of width and height."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)


class ImageSerializer(serializers.Serializer[Any]):
    """An image. `alt` is empty for decoration and null when nobody has described it."""

    src = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField(allow_null=True, allow_blank=True)
    credit = serializers.CharField(allow_null=True)
    focal = FocalPointSerializer(allow_null=True)
    dominant_color = serializers.CharField(allow_null=True, help_text="#rrggbb")
    card = PictureSetSerializer()
    hero = PictureSetSerializer()
    social = PictureSetSerializer()
