"""Which result is shown: rules gone through in order, the first that fits decides."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content_models.blocks.base import CodeBlock, ReferenceBlock, RootStreamBlock
from content_models.blocks.quizzes.questions import COMPARISONS, ROW, WRITTEN_OUT


class ScaleResultBlock(blocks.StructBlock):
    scale = ReferenceBlock("scales", label=_("Scale"))
    result = ReferenceBlock("results", label=_("Result"))

    class Meta:
        label_format = "{scale} → {result}"
        form_classname = ROW


class PairResultBlock(blocks.StructBlock):
    first = ReferenceBlock("scales", label=_("Scale"))
    second = ReferenceBlock("scales", label=_("Tied with"))
    result = ReferenceBlock("results", label=_("Result"))

    class Meta:
        label_format = "{first} + {second} → {result}"
        form_classname = ROW


class ExtremeRuleBlock(blocks.StructBlock):
    scales = blocks.ListBlock(ScaleResultBlock(), min_num=2, label=_("Scales and results"))
    margin = blocks.DecimalBlock(
        validators=[WRITTEN_OUT],
        default="0",
        label=_("Margin"),
        help_text=_("Scales this close count as tied."),
    )
    ties = blocks.ChoiceBlock(
        choices=[
            ("order", _("The first in the list wins")),
            ("scale", _("A certain scale wins")),
            ("combined", _("Pairs have results of their own")),
        ],
        default="order",
        label=_("When scales are tied"),
    )
    tie_scale = ReferenceBlock("scales", required=False, label=_("Scale that wins a tie"))
    pairs = blocks.ListBlock(PairResultBlock(), default=[], label=_("Results of pairs"))


class QuadrantRuleBlock(blocks.StructBlock):
    x = ReferenceBlock("scales", label=_("Scale across"))
    y = ReferenceBlock("scales", label=_("Scale upwards"))
    cut_x = blocks.DecimalBlock(validators=[WRITTEN_OUT], label=_("Cut of the scale across"))
    cut_y = blocks.DecimalBlock(validators=[WRITTEN_OUT], label=_("Cut of the scale upwards"))
    boundary = blocks.ChoiceBlock(
        choices=[
            ("high", _("counts as high")),
            ("low", _("counts as low")),
            ("borderline", _("has a result of its own")),
        ],
        default="high",
        label=_("A score exactly on a cut"),
    )
    high_high = ReferenceBlock("results", label=_("High and high"))
    high_low = ReferenceBlock("results", label=_("High across, low upwards"))
    low_high = ReferenceBlock("results", label=_("Low across, high upwards"))
    low_low = ReferenceBlock("results", label=_("Low and low"))
    borderline = ReferenceBlock("results", required=False, label=_("Exactly on a cut"))

    class Meta:
        icon = "table"
        label = _("Quadrant")
        description = _("Two scales, each high or low: four results.")


class BandResultBlock(blocks.StructBlock):
    band = ReferenceBlock("bands", label=_("Band"))
    result = ReferenceBlock("results", label=_("Result"))

    class Meta:
        label_format = "{band} → {result}"
        form_classname = ROW


class BandRuleBlock(blocks.StructBlock):
    scale = ReferenceBlock("scales", label=_("Scale"))
    bands = blocks.ListBlock(BandResultBlock(), min_num=1, label=_("Bands and results"))

    class Meta:
        icon = "minus"
        label = _("Band")
        description = _("The result belongs to the band that the score lies in.")


class CentroidBlock(blocks.StructBlock):
    result = ReferenceBlock("results", label=_("Result"))
    at = CodeBlock(label=_("Scores, separated by commas"))

    class Meta:
        label_format = "{at} → {result}"
        form_classname = ROW


class NearestRuleBlock(blocks.StructBlock):
    scales = blocks.ListBlock(ReferenceBlock("scales"), min_num=1, label=_("Scales"))
    centroids = blocks.ListBlock(CentroidBlock(), min_num=1, label=_("Typical scores"))

    class Meta:
        icon = "pick"
        label = _("Nearest typical scores")
        description = _("The result whose typical scores are closest.")


class ScoreConditionBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("scale", _("Scale")), ("band", _("Band")), ("item", _("Question"))],
        default="scale",
        label=_("What is compared"),
    )
    key = ReferenceBlock("named", label=_("Key"))
    op = blocks.ChoiceBlock(choices=COMPARISONS, default="gte", label=_("Comparison"))
    value = CodeBlock(kind="values", required=False, max_length=160, label=_("Value"))

    class Meta:
        label_format = "{key} {op} {value}"
        form_classname = ROW


class WhenRuleBlock(blocks.StructBlock):
    mode = blocks.ChoiceBlock(
        choices=[("all", _("All conditions hold")), ("any", _("One condition holds"))],
        default="all",
        label=_("When"),
    )
    conditions = blocks.ListBlock(ScoreConditionBlock(), min_num=1, label=_("Conditions"))
    result = ReferenceBlock("results", label=_("Result"))

    class Meta:
        icon = "help"
        label = _("Conditions")
        description = _("A result for certain scores, bands or answers.")


class SelectorBlock(RootStreamBlock):
    highest = ExtremeRuleBlock(
        icon="arrow-up",
        label=_("Highest scale"),
        description=_("The result belongs to the scale with the highest score."),
    )
    lowest = ExtremeRuleBlock(
        icon="arrow-down",
        label=_("Lowest scale"),
        description=_("The result belongs to the scale with the lowest score."),
    )
    quadrant = QuadrantRuleBlock()
    band = BandRuleBlock()
    nearest = NearestRuleBlock()
    when = WhenRuleBlock()
