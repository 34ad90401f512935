"""What readers do: steps to practise, questions to reflect on, experiments, scripts."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail import blocks

from content_models.blocks.base import (
    JSON,
    BuildableStructBlock,
    HeadingBlock,
    ProseBlock,
    build_stream,
    items_of,
)
from content_models.blocks.text import CalloutBlock, ListBlock, TextBlock


class ReflectionQuestionsBlock(BuildableStructBlock):
    """Questions a reader answers alone or together."""

    introduction = blocks.TextBlock(required=False, label=_("Introduction"))
    questions = blocks.ListBlock(
        blocks.TextBlock(label=_("Question")), min_num=1, label=_("Questions")
    )

    class Meta:
        icon = "help"
        label = _("Reflection questions")
        description = _("Questions to think about, alone or together.")
        preview_value = {"introduction": "", "questions": ["When did you last feel heard?"]}

    def label_of(self, value: Any, ordinal: int) -> str:
        return pgettext("block label", "Questions to reflect on")

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "introduction": value["introduction"] or None,
            "questions": [
                {"id": item_id, "ordinal": ordinal, "text": text}
                for item_id, ordinal, text in items_of(value["questions"])
            ],
        }


class ExperimentBlock(BuildableStructBlock):
    """A small, low-risk thing to try for a while."""

    numbered = True

    title = HeadingBlock(max_length=160, label=_("What to try"))
    instructions = ProseBlock(label=_("How to try it"))

    class Meta:
        icon = "view"
        label = _("Experiment")
        label_format = "{title}"
        description = _("A small, low-risk thing to try. Its number is its position.")
        preview_value = {
            "title": "One warm minute",
            "instructions": "<p>Put the phones away and sit side by side for a minute.</p>",
        }

    def label_of(self, value: Any, ordinal: int) -> str:
        return pgettext("block label", "Experiment %(ordinal)s") % {"ordinal": ordinal}

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "title": value["title"],
            "instructions_html": context["quoting"].rich_text(value["instructions"].source),
        }


class ScriptLineBlock(blocks.StructBlock):
    """One way to say it."""

    name = HeadingBlock(
        required=False,
        max_length=80,
        label=_("Name"),
        help_text=_("For example “Surface”. Before, after and the layers are named for you."),
    )
    say = blocks.TextBlock(label=_("Words to say"))
    note = blocks.TextBlock(required=False, label=_("What it does"))

    class Meta:
        icon = "comment"
        label = _("Line")
        label_format = "{name} {say}"


class ScriptBlock(BuildableStructBlock):
    """What to say: before and after, layer by layer, or simply line by line."""

    situation = blocks.TextBlock(required=False, label=_("Situation"))
    style = blocks.ChoiceBlock(
        choices=[
            ("before_after", _("Before and after")),
            ("layers", _("Layers, from the surface down")),
            ("lines", _("Lines")),
        ],
        default="before_after",
        label=_("Style"),
    )
    # As many as the style needs that is chosen at first.
    lines = blocks.ListBlock(ScriptLineBlock(), default=[{}, {}], min_num=1, label=_("Lines"))

    class Meta:
        icon = "comment"
        label = _("Script")
        label_format = "{situation}"
        description = _("Words to say: before and after, in layers, or line by line.")
        preview_value = {
            "situation": "You come home late",
            "style": "before_after",
            "lines": [
                {"name": "", "say": "You never call.", "note": ""},
                {"name": "", "say": "I worried. Could you text me next time?", "note": ""},
            ],
        }

    def defect_of(self, value: Any) -> tuple[str, dict[str, str]] | None:
        if value["style"] == "before_after" and len(value["lines"]) != 2:
            return "script_lines", {}
        return None

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and self.defect_of(value):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "lines": blocks.ListBlockValidationError(
                        non_block_errors=[_("Before and after needs exactly two lines.")]
                    )
                }
            )
        return value

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "situation": value["situation"] or None,
            "style": value["style"],
            "lines": [
                {
                    "id": item_id,
                    "ordinal": ordinal,
                    "label": _line_label(value["style"], ordinal),
                    "name": line["name"] or None,
                    "say": line["say"],
                    "note": line["note"] or None,
                }
                for item_id, ordinal, line in items_of(value["lines"])
            ],
        }


def _line_label(style: str, ordinal: int) -> str | None:
    if style == "layers":
        return pgettext("line of a script", "Layer %(ordinal)s") % {"ordinal": ordinal}
    if style == "before_after":
        if ordinal == 1:
            return pgettext("line of a script", "Instead of")
        return pgettext("line of a script", "Try")
    return None


class PracticeStepContentBlock(blocks.StreamBlock):
    """What a practice step is made of."""

    text = TextBlock()
    list = ListBlock()
    reflection_questions = ReflectionQuestionsBlock()
    experiment = ExperimentBlock()
    script = ScriptBlock()
    callout = CalloutBlock()


class PracticeStepBlock(BuildableStructBlock):
    """One practice step. Its number is its position, so writers never type one."""

    numbered = True

    title = HeadingBlock(max_length=160, label=_("What to practise"))
    minutes = blocks.IntegerBlock(
        min_value=1, max_value=240, required=False, label=_("Minutes it takes")
    )
    blocks = PracticeStepContentBlock(label=_("Content"))

    class Meta:
        icon = "tasks"
        label = _("Practice step")
        label_format = "{title}"
        description = _("One step to practise. Its number is its position.")
        preview_value = {
            "title": "Breathe first",
            "minutes": 5,
            "blocks": [("text", "<p>Three slow breaths before you answer.</p>")],
        }

    def label_of(self, value: Any, ordinal: int) -> str:
        return pgettext("block label", "Step %(ordinal)s") % {"ordinal": ordinal}

    def fields_of(self, value: Any, context: Mapping[str, Any]) -> JSON:
        return {
            "title": value["title"],
            "anchor": context["quoting"].anchor(value["title"]),
            "minutes": value["minutes"],
            "blocks": build_stream(value["blocks"], context),
        }
