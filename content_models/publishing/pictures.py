"""An image as frontends need it: named sets of sizes and formats, made when a page is published."""

import logging
from typing import Any

from django.conf import settings
from wagtail.images.exceptions import InvalidFilterSpecError
from willow.image import UnrecognisedImageFormatError
from willow.registry import UnavailableOperationError

from content_models.models import images
from content_models.models.images import WikiImage

logger = logging.getLogger(__name__)

FORMATS = (("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", "image/jpeg"))
WIDTHS = {"card": (320, 640), "hero": (960, 1600)}
SOCIAL_FILTER = "fill-1200x630|format-jpeg"

# What a missing, truncated or hostile file makes Pillow and Willow raise.
UNREADABLE = (
    *images.UNREADABLE,
    UnrecognisedImageFormatError,
    UnavailableOperationError,
    InvalidFilterSpecError,
)


def media_url(url: str) -> str:
    """Return the absolute address of a stored file."""
    return url if "://" in url else f"{settings.WIKI_API_URL}{url}"


def describe(image: WikiImage, alt: str, *, decorative: bool) -> dict[str, Any] | None:
    """Return an image with all its renditions, None when the file cannot be read.

    `alt` is null when the writer gave none, and empty when the image is only decoration.
    Widths are unique and never above the original.
    """
    specs = {
        name: {
            kind: [f"width-{width}|format-{kind}" for width in _widths(image, widths)]
            for kind, _type in FORMATS
        }
        for name, widths in WIDTHS.items()
    }
    wanted = [spec for kinds in specs.values() for filters in kinds.values() for spec in filters]
    try:
        renditions = image.get_renditions(*wanted, SOCIAL_FILTER)
    except UNREADABLE:
        logger.exception("Image %s cannot be read; its pages are published without it.", image.pk)
        return None
    sets = {name: _picture_set(kinds, renditions) for name, kinds in specs.items()}
    social = renditions[SOCIAL_FILTER]
    focal_point = image.get_focal_point()
    return {
        "src": sets["hero"]["src"],
        "width": sets["hero"]["width"],
        "height": sets["hero"]["height"],
        "alt": "" if decorative else (alt or None),
        "credit": image.credit or None,
        "focal": focal_point
        and {
            "x": round(focal_point.centroid.x / image.width, 4),
            "y": round(focal_point.centroid.y / image.height, 4),
        },
        "dominant_color": image.dominant_color or None,
        **sets,
        "social": {
            "src": media_url(social.url),
            "width": social.width,
            "height": social.height,
            "sources": [],
        },
    }


def _widths(image: WikiImage, wanted: tuple[int, ...]) -> list[int]:
    return sorted({min(width, image.width) for width in wanted})


def _picture_set(kinds: dict[str, list[str]], renditions: dict[str, Any]) -> dict[str, Any]:
    largest = renditions[kinds["jpeg"][-1]]
    return {
        "src": media_url(largest.url),
        "width": largest.width,
        "height": largest.height,
        "sources": [
            {
                "type": media_type,
                "srcset": [
                    {"src": media_url(renditions[spec].url), "w": renditions[spec].width}
                    for spec in kinds[kind]
                ],
            }
            for kind, media_type in FORMATS
        ],
    }
