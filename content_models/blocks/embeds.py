"""Case studies and expert advice, chosen once and shown inside many articles."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail import blocks

from content_models.blocks.base import JSON, BuildableStructBlock, PageChooserBlock


class CaseStudiesBlock(BuildableStructBlock):
    """Case studies, whole enough to read in place."""

    introduction = blocks.TextBlock(required=False, label=_("Introduction"))
    cases = blocks.ListBlock(
        PageChooserBlock("content_models.CaseStudyPage", label=_("Case study")),
        min_num=1,
        label=_("Case studies"),
    )

    class Meta:
        icon = "group"
        preview_template = "preview/embedded_block.html"
        label = _("Case studies")
        description = _("Stories from the wiki, shown in full inside the article.")

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON | None:
        label = pgettext("block label", "Case study %(ordinal)s")
        introduction = value["introduction"] or None
        items = _embedded(value["cases"], "case", label, context)
        return {"introduction": introduction, "items": items} if introduction or items else None


class ExpertAdviceBlock(BuildableStructBlock):
    """Entries of expert advice, whole enough to read in place."""

    introduction = blocks.TextBlock(required=False, label=_("Introduction"))
    entries = blocks.ListBlock(
        PageChooserBlock("content_models.ExpertAdvicePage", label=_("Advice")),
        min_num=1,
        label=_("Advice"),
    )

    class Meta:
        icon = "pick"
        preview_template = "preview/embedded_block.html"
        label = _("Expert advice")
        description = _("Advice entries of the wiki, shown in full inside the article.")

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON | None:
        label = pgettext("block label", "Advice %(ordinal)s")
        introduction = value["introduction"] or None
        entries = _embedded(value["entries"], "advice", label, context)
        return (
            {"introduction": introduction, "entries": entries} if introduction or entries else None
        )


def _embedded(pages: Any, part: str, label: str, context: Mapping[str, Any]) -> list[JSON]:
    """Return the public ones of the chosen pages, counted as they are shown."""
    quoting = context["quoting"]
    shown = [quoting.embedded(page, part) for page in pages if page is not None]
    return [
        {**item, "ordinal": ordinal, "label": label % {"ordinal": ordinal}}
        for ordinal, item in enumerate((item for item in shown if item), start=1)
    ]
