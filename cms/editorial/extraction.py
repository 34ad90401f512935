"""The texts, links and pictures of a page or snippet, as the checks see them.

Which fields hold text is wagtail-localize's choice, and paths are spelled as it spells them, so a
finding of a page and a segment of its translation name one place alike.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import models
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page
from wagtail_localize.fields import get_translatable_fields

from content_models import deleted, locales
from content_models.blocks.base import BuildableStructBlock, HeadingBlock
from content_models.blocks.lists import HelpLineBlock, PersonBlock
from content_models.blocks.text import QuoteBlock
from content_models.models import Person, WikiImage, WikiPage
from content_models.quality import Content, Defect, Link, Passage, Picture
from content_models.quality.passages import HEADING, LINE, NAME, PROSE, SUMMARY, plain

_SUMMARIES = {"summary", "seo_title", "search_description"}
# Whose names and titles stay as they are in every language.
_NAMES = {
    (Person, "name"),
    (PersonBlock, "name"),
    (HelpLineBlock, "name"),
    (QuoteBlock, "attribution"),
}
_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")


def content_of(instance: models.Model) -> Content:
    """Return everything that can be checked in a page or snippet."""
    reader = _Reader()
    for field in _text_fields(type(instance)):
        reader.field(instance, field)
    for field in _image_fields(type(instance)):
        reader.image(_image(instance, field), field.name)
    return Content(
        locale=locales.canonical(instance.locale.language_code),
        passages=reader.passages,
        links=list(reader.judged()),
        pictures=reader.pictures,
        defects=reader.defects,
    )


@cache
def _text_fields(model: type[models.Model]) -> list[models.Field]:
    translated = (
        translatable.get_field(model)
        for translatable in get_translatable_fields(model)
        if translatable.is_translated(None)
    )
    return [
        field
        for field in translated
        if isinstance(field, models.CharField | models.TextField | StreamField)
        and not getattr(field, "choices", None)
    ]


@cache
def _image_fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if field.related_model is WikiImage]


def _image(instance: models.Model, field: models.Field) -> WikiImage | None:
    try:
        return getattr(instance, field.name)
    except WikiImage.DoesNotExist:
        # A draft may name one that has been deleted since.
        return None


class _Reader:
    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.pictures: list[Picture] = []
        self.defects: list[Defect] = []
        # (path, page id or None, address, words)
        self.links: list[tuple[str, int | None, str, str]] = []

    def field(self, instance: models.Model, field: models.Field) -> None:
        value = field.value_from_object(instance)
        if isinstance(field, StreamField):
            self.stream(value, field.name)
            return
        kind = PROSE if isinstance(field, models.TextField) else LINE
        if field.name in _SUMMARIES:
            kind = SUMMARY
        elif field.name == getattr(instance, "title_field", "title"):
            kind = HEADING if isinstance(instance, WikiPage) else LINE
        if any(isinstance(instance, owner) and name == field.name for owner, name in _NAMES):
            kind = NAME
        is_html = isinstance(field, RichTextField)
        self.text(
            field.name,
            str(value or ""),
            kind=kind,
            html=is_html,
            required=not field.blank,
            limit=None if is_html else field.max_length,
        )

    def text(self, path: str, text: str, **about: Any) -> None:
        passage = Passage(path, text, **about)
        if text or (passage.kind == HEADING and passage.required):
            self.passages.append(passage)
        if passage.html:
            self.anchors(path, text)

    def anchors(self, path: str, html: str) -> None:
        for anchor in _ANCHOR.finditer(html):
            attributes = dict(_ATTRIBUTE.findall(anchor[1]))
            identifier = attributes.get("id", "")
            is_page = attributes.get("linktype") == "page"
            page_id = int(identifier) if is_page and identifier.isdigit() else None
            if is_page or "linktype" not in attributes:
                address = "" if is_page else attributes.get("href", "")
                self.links.append((path, page_id, address, plain(anchor[2])))

    def stream(self, value: StreamValue, path: str) -> None:
        for child in value:
            self.block(child.block, child.value, f"{path}.{child.id}")

    def block(self, block: blocks.Block, value: Any, path: str, owner: Any = None) -> None:
        if isinstance(block, blocks.StreamBlock):
            self.stream(value, path)
        elif isinstance(block, ImageBlock):
            self.picture(value, path)
        elif isinstance(block, blocks.StructBlock):
            defect = block.defect_of(value) if isinstance(block, BuildableStructBlock) else None
            if defect is not None:
                self.defects.append(Defect(path, *defect))
            for name, child in block.child_blocks.items():
                self.block(child, value.get(name), f"{path}.{name}", block)
        elif isinstance(block, blocks.ListBlock):
            for child in value.bound_blocks:
                self.block(child.block, child.value, f"{path}.{child.id}", owner)
        else:
            self.leaf(block, value, path, owner)

    def leaf(self, block: blocks.Block, value: Any, path: str, owner: Any) -> None:
        if isinstance(block, blocks.PageChooserBlock):
            if value is not None or block.required:
                self.links.append((path, value.pk if value else None, "", str(value or "")))
        elif isinstance(block, ImageChooserBlock):
            self.image(value, path)
        elif isinstance(block, blocks.RichTextBlock):
            source = value.source if value else ""
            self.text(path, source, kind=PROSE, html=True, required=block.required)
        elif _holds_words(block):
            self.words(block, str(value or ""), path, owner)

    def words(self, block: Any, text: str, path: str, owner: Any) -> None:
        kind = PROSE if isinstance(block, blocks.TextBlock) else LINE
        if isinstance(block, HeadingBlock):
            kind = HEADING
        if any(isinstance(owner, known) and block.name == name for known, name in _NAMES):
            kind = NAME
        limit = getattr(block.field, "max_length", None)
        self.text(path, text, kind=kind, required=block.required, limit=limit)

    def picture(self, image: Any, path: str) -> None:
        if image is not None:
            alt = image.contextual_alt_text or ""
            self.text(f"{path}.alt_text", alt, kind=LINE)
            decorative = bool(image.decorative)
            self.pictures.append(Picture(path, image.title, alt, decorative, image.is_readable()))

    def image(self, image: WikiImage | None, path: str) -> None:
        """Note the image of a field; what stands for it is that field's own business."""
        if image is not None:
            self.pictures.append(Picture(path, image.title, "", True, image.is_readable()))

    def judged(self) -> Iterator[Link]:
        """Yield the links with whether readers will find what they lead to."""
        states = _states({page_id for _path, page_id, _address, _words in self.links if page_id})
        for path, page_id, address, words in self.links:
            if page_id is None and address:
                state = "fine" if _is_address(address) else "missing"
            else:
                state = states.get(page_id or 0, "missing")
            yield Link(path, address or str(page_id or ""), words, state)


def _holds_words(block: blocks.Block) -> bool:
    """Return whether a block holds words for readers; keys and codes translate to nothing."""
    is_text = isinstance(block, blocks.CharBlock | blocks.TextBlock)
    return is_text and not hasattr(block, "get_translatable_segments")


def _states(page_ids: Iterable[int]) -> dict[int, str]:
    """Return for each page that is there, or was, whether a translation of it is public."""
    wanted = set(page_ids)
    if not wanted:
        return {}
    keys = dict(Page.objects.filter(pk__in=wanted).values_list("pk", "translation_key"))
    gone = wanted - keys.keys()
    keys |= deleted.keys_of(Page, gone) if gone else {}
    members = Page.objects.filter(translation_key__in=set(keys.values())).order_by()
    live: dict[UUID, bool] = {}
    for key, is_live in members.values_list("translation_key", "live"):
        live[key] = live.get(key, False) or is_live
    return {pk: "fine" if live[key] else "unpublished" for pk, key in keys.items() if key in live}


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return "." in parts.netloc or parts.netloc.startswith("localhost")
    if parts.scheme in ("mailto", "tel"):
        return bool(parts.path)
    return (
        not parts.scheme and address not in ("", "#", "None") and bool(parts.path or parts.fragment)
    )
