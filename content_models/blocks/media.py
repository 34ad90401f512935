"""Pictures and tables."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from content_models.blocks.base import JSON, BuildableStructBlock


class PictureBlock(BuildableStructBlock):
    """An image with the words that stand for it and under it."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, max_length=255, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"
        description = _("An image with its alternative text and a caption.")
        preview_template = "preview/picture_block.html"

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON | None:
        image = value["image"]
        if image is None:
            return None
        shown = context["quoting"].image(
            image, image.contextual_alt_text or "", decorative=bool(image.decorative)
        )
        return shown and {"image": shown, "caption": value["caption"] or None}


class TableBlock(BuildableStructBlock):
    """Rows and columns of short plain text."""

    caption = blocks.CharBlock(required=False, max_length=255, label=_("Caption"))
    header = blocks.ListBlock(
        blocks.CharBlock(max_length=160, label=_("Column")), min_num=1, label=_("Column headings")
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, label=_("Cell")), label=_("Row")),
        min_num=1,
        label=_("Rows"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        label_format = "{caption}"
        description = _("Rows and columns of short text.")
        preview_value = {
            "caption": "",
            "header": ["Heard", "Meant"],
            "rows": [["You are late", "I missed you"]],
        }

    def defect_of(self, value: Any) -> tuple[str, dict[str, str]] | None:
        columns = len(value["header"])
        for position, row in enumerate(value["rows"], start=1):
            if len(row) != columns:
                counts = {"row": position, "cells": len(row), "columns": columns}
                return "table_cells", {name: str(count) for name, count in counts.items()}
        return None

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        defect = None if self.is_deferred_validation else self.defect_of(value)
        if defect is not None:
            message = _("Row %(row)s has %(cells)s cells, the heading has %(columns)s.")
            raise blocks.StructBlockValidationError(
                block_errors={
                    "rows": blocks.ListBlockValidationError(non_block_errors=[message % defect[1]])
                }
            )
        return value

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "caption": value["caption"] or None,
            "header": list(value["header"]),
            "rows": [list(row) for row in value["rows"]],
        }
