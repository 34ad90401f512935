"""An image as frontends need it: named sets of sizes and formats, made when a page is published.

Making the set of one image takes seconds, so whoever publishes makes them before anything is
locked; what is still missing when a document is built is made then.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter
from willow.image import UnrecognisedImageFormatError
from willow.registry import UnavailableOperationError

from content_models.models.images import UNREADABLE as DAMAGED
from content_models.models.images import WikiImage, WikiRendition
from content_models.publishing.references import references_of
from content_models.publishing.visibility import private_collection_ids

logger = logging.getLogger(__name__)

FORMATS = (("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", "image/jpeg"))
WIDTHS = {"card": (320, 640), "hero": (960, 1600)}
SOCIAL_FILTER = "fill-1200x630|format-jpeg"

# What a missing, truncated or hostile file makes Pillow and Willow raise.
UNREADABLE = (
    *DAMAGED,
    UnrecognisedImageFormatError,
    UnavailableOperationError,
    InvalidFilterSpecError,
)


def media_url(url: str) -> str:
    """Return the absolute address of a stored file."""
    return url if "://" in url else f"{settings.WIKI_API_URL}{url}"


_left_out: ContextVar[frozenset[int] | None] = ContextVar("left_out", default=None)


def left_out() -> frozenset[int] | None:
    """Return the numbers of the images that are left out now, None where nobody has decided."""
    return _left_out.get()


@contextmanager
def leaving_out(images: Collection[WikiImage]) -> Iterator[None]:
    """Build documents without some images meanwhile; whoever does builds them again later."""
    token = _left_out.set(frozenset(image.pk for image in images))
    try:
        yield
    finally:
        _left_out.reset(token)


def shown_in(instance: Any) -> list[int]:
    """Return the numbers of the images that a page or snippet refers to, in its order."""
    image_type = ContentType.objects.get_for_model(WikiImage).pk
    shown = [int(pk) for kind, pk in references_of(instance) if kind == image_type]
    return list(dict.fromkeys(shown))


def unmade(numbers: Collection[int]) -> list[WikiImage]:
    """Return those of some images that readers may see and that lack sizes, in the same order."""
    if not numbers:
        return []
    # The desk's own thumbnails name no format.
    ours = Count("renditions", filter=Q(renditions__filter_spec__contains="|format-"))
    images = WikiImage.objects.filter(pk__in=numbers).exclude(dominant_color="").annotate(made=ours)
    lacking = [image for image in images if image.made < len(_filters(image))]
    private = private_collection_ids() if lacking else set()
    order = {number: place for place, number in enumerate(numbers)}
    return sorted(
        (image for image in lacking if image.collection_id not in private),
        key=lambda image: order[image.pk],
    )


def make(image: WikiImage) -> dict[str, Any] | None:
    """Return the renditions of an image by filter, None when its file cannot be read.

    Which there are is asked of the database: Wagtail's cache belongs to one process, so it would
    go on naming files that another one has removed.
    """
    image.prefetched_renditions = list(image.renditions.all())
    try:
        return image.get_renditions(*map(_filter, _filters(image)))
    except UNREADABLE:
        logger.exception("Image %s cannot be read; its pages are published without it.", image.pk)
        return None


def forget_private(numbers: Collection[int]) -> None:
    """Delete the sizes of those of some images that readers may not see, once that is committed.

    Whoever knows the name of an image can guess where they lie. They are made again when a page
    that shows one is built after readers may see it; what cannot be deleted is logged.
    """
    transaction.on_commit(partial(_delete_private, numbers), robust=True)


def _delete_private(numbers: Collection[int]) -> None:
    hidden = WikiRendition.objects.filter(image__collection__in=private_collection_ids())
    hidden.filter(image__in=numbers).delete()


def describe(image: WikiImage) -> dict[str, Any] | None:
    """Return an image with all its renditions, None when it cannot be read or is left out.

    Widths are unique and never above the original. What stands for it is its page's to say.
    """
    renditions = None if image.pk in (_left_out.get() or ()) else make(image)
    if renditions is None:
        return None
    specs = _specs(image)
    sets = {name: _picture_set(kinds, renditions) for name, kinds in specs.items()}
    social = renditions[SOCIAL_FILTER]
    focal_point = image.get_focal_point()
    return {
        "src": sets["hero"]["src"],
        "width": sets["hero"]["width"],
        "height": sets["hero"]["height"],
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


def _specs(image: WikiImage) -> dict[str, dict[str, list[str]]]:
    """Return the filters of an image by set and format."""
    return {
        name: {
            kind: [f"width-{width}|format-{kind}" for width in _widths(image, widths)]
            for kind, _type in FORMATS
        }
        for name, widths in WIDTHS.items()
    }


def _filters(image: WikiImage) -> list[str]:
    sets = _specs(image).values()
    found = [spec for kinds in sets for filters in kinds.values() for spec in filters]
    return list(dict.fromkeys([*found, SOCIAL_FILTER]))


@lru_cache(maxsize=256)
def _filter(spec: str) -> Filter:
    """Return a filter that remembers its operations; taking them apart is half of finding it."""
    return Filter(spec=spec)


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
