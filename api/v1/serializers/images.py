"""Images: named sets of sizes and formats."""

from typing import Any

from rest_framework import serializers


class SourceSetEntrySerializer(serializers.Serializer[Any]):
    """One size of an image."""

    src = serializers.URLField()
    w = serializers.IntegerField(help_text="Width in pixels.")


class PictureSourceSerializer(serializers.Serializer[Any]):
    """A format of an image, in several sizes: a `<source>`."""

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

    src = serializers.URLField(help_text="That of `hero`.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField(allow_null=True, allow_blank=True)
    credit = serializers.CharField(allow_null=True, help_text="Whom to name beside it.")
    focal = FocalPointSerializer(allow_null=True)
    dominant_color = serializers.CharField(allow_null=True, help_text="#rrggbb")
    card = PictureSetSerializer(help_text="For lists.")
    hero = PictureSetSerializer(help_text="For the width of a page.")
    social = PictureSetSerializer(
        help_text="For previews of links: 1200×630 where it is large enough."
    )
