"""Which result is shown: rules gone through in order, the first that fits decides."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content_models.blocks.base import CodeBlock, KeyBlock
from content_models.blocks.quizzes.questions import COMPARISONS


class ScaleResultBlock(blocks.StructBlock):
    scale = KeyBlock(label=_("Scale"))
    result = KeyBlock(label=_("Result"))

    class Meta:
        label_format = "{scale} → {result}"


class PairResultBlock(blocks.StructBlock):
    first = KeyBlock(label=_("Scale"))
    second = KeyBlock(label=_("Tied with"))
    result = KeyBlock(label=_("Result"))

    class Meta:
        label_format = "{first} + {second} → {result}"


class ExtremeRuleBlock(blocks.StructBlock):
    scales = blocks.ListBlock(ScaleResultBlock(), min_num=2, label=_("Scales and results"))
    margin = blocks.DecimalBlock(
        default="0", label=_("Margin"), help_text=_("Scales this close count as tied.")
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
    tie_scale = KeyBlock(required=False, label=_("Scale that wins a tie"))
    pairs = blocks.ListBlock(PairResultBlock(), default=[], label=_("Results of pairs"))


class QuadrantRuleBlock(blocks.StructBlock):
    x = KeyBlock(label=_("Scale across"))
    y = KeyBlock(label=_("Scale upwards"))
    cut_x = blocks.DecimalBlock(label=_("Cut of the scale across"))
    cut_y = blocks.DecimalBlock(label=_("Cut of the scale upwards"))
    boundary = blocks.ChoiceBlock(
        choices=[
            ("high", _("counts as high")),
            ("low", _("counts as low")),
            ("borderline", _("has a result of its own")),
        ],
        default="high",
        label=_("A score exactly on a cut"),
    )
    high_high = KeyBlock(label=_("High and high"))
    high_low = KeyBlock(label=_("High across, low upwards"))
    low_high = KeyBlock(label=_("Low across, high upwards"))
    low_low = KeyBlock(label=_("Low and low"))
    borderline = KeyBlock(required=False, label=_("Exactly on a cut"))

    class Meta:
        icon = "table"
        label = _("Quadrant")


class BandResultBlock(blocks.StructBlock):
    band = KeyBlock(label=_("Band"))
    result = KeyBlock(label=_("Result"))

    class Meta:
        label_format = "{band} → {result}"


class BandRuleBlock(blocks.StructBlock):
    scale = KeyBlock(label=_("Scale"))
    bands = blocks.ListBlock(BandResultBlock(), min_num=1, label=_("Bands and results"))

    class Meta:
        icon = "minus"
        label = _("Band")


class CentroidBlock(blocks.StructBlock):
    result = KeyBlock(label=_("Result"))
    at = CodeBlock(label=_("Scores, separated by commas"))

    class Meta:
        label_format = "{at} → {result}"


class NearestRuleBlock(blocks.StructBlock):
    scales = blocks.ListBlock(KeyBlock(), min_num=1, label=_("Scales"))
    centroids = blocks.ListBlock(CentroidBlock(), min_num=1, label=_("Typical scores"))

    class Meta:
        icon = "pick"
        label = _("Nearest typical scores")


class ScoreConditionBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("scale", _("Scale")), ("band", _("Band")), ("item", _("Question"))],
        default="scale",
        label=_("What is compared"),
    )
    key = KeyBlock(label=_("Key"))
    op = blocks.ChoiceBlock(choices=COMPARISONS, default="gte", label=_("Comparison"))
    value = CodeBlock(required=False, max_length=160, label=_("Value"))

    class Meta:
        label_format = "{key} {op} {value}"


class WhenRuleBlock(blocks.StructBlock):
    mode = blocks.ChoiceBlock(
        choices=[("all", _("All conditions hold")), ("any", _("One condition holds"))],
        default="all",
        label=_("When"),
    )
    conditions = blocks.ListBlock(ScoreConditionBlock(), min_num=1, label=_("Conditions"))
    result = KeyBlock(label=_("Result"))

    class Meta:
        icon = "help"
        label = _("Conditions")


class SelectorBlock(blocks.StreamBlock):
    highest = ExtremeRuleBlock(icon="arrow-up", label=_("Highest scale"))
    lowest = ExtremeRuleBlock(icon="arrow-down", label=_("Lowest scale"))
    quadrant = QuadrantRuleBlock()
    band = BandRuleBlock()
    nearest = NearestRuleBlock()
    when = WhenRuleBlock()
