"""What a quiz measures: scales with their items, directions and bands."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from content_models.blocks.base import KeyBlock, ReferenceBlock, RootStreamBlock
from content_models.blocks.quizzes.questions import KEY_HELP, ROW, WRITTEN_OUT

METHODS = [
    ("mean", _("Mean of the answers")),
    ("sum", _("Sum of the answers")),
    ("min", _("Lowest answer")),
    ("max", _("Highest answer")),
    ("count", _("How many answers give points")),
]
MISSING = [
    ("allow_share", _("Some may be missing: share from 0 to 1")),
    ("allow_count", _("Some may be missing: how many")),
    ("require_all", _("None may be missing")),
    ("prorate", _("Any may be missing but all")),
    ("value", _("A missing answer counts as a value")),
]
NORMALISE = [
    ("raw", _("As it is")),
    ("percent", _("Percent of the possible range")),
    ("z", _("z: distance from the mean of a norm group")),
    ("t", _("T: 50 is the mean of a norm group")),
    ("percentile", _("Percentile by a table")),
]


class ScaleItemBlock(blocks.StructBlock):
    item = ReferenceBlock("items", label=_("Question"))
    weight = blocks.DecimalBlock(validators=[WRITTEN_OUT], default="1", label=_("Weight"))
    reverse = blocks.BooleanBlock(required=False, label=_("Reversed"))

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{item} × {weight}"
        form_classname = ROW


class CombinedScaleBlock(blocks.StructBlock):
    scale = ReferenceBlock("scales", label=_("Scale"))
    weight = blocks.DecimalBlock(validators=[WRITTEN_OUT], default="1", label=_("Weight"))

    class Meta:
        icon = "plus"
        label = _("Scale")
        label_format = "{scale} × {weight}"
        form_classname = ROW


class BandBlock(blocks.StructBlock):
    """A part of a scale's range: from the lowest value up to, not including, the highest."""

    key = KeyBlock(required=False, label=_("Key"), help_text=KEY_HELP)
    minimum = blocks.DecimalBlock(validators=[WRITTEN_OUT], label=_("From"))
    maximum = blocks.DecimalBlock(validators=[WRITTEN_OUT], label=_("Up to"))
    label = blocks.CharBlock(max_length=120, label=_("Label"))
    color = blocks.RegexBlock(
        regex=r"^#[0-9a-fA-F]{6}$",
        required=False,
        label=_("Colour"),
        error_messages={"invalid": _("Write it as # and six digits or letters a to f.")},
    )

    class Meta:
        icon = "minus"
        label = _("Band")
        label_format = "{label}: {minimum}–{maximum}"
        form_classname = ROW
        form_layout = BlockGroup(
            children=["label", "minimum", "maximum", "color"], settings=["key"]
        )


class PercentileBlock(blocks.StructBlock):
    minimum = blocks.DecimalBlock(validators=[WRITTEN_OUT], label=_("From"))
    percentile = blocks.DecimalBlock(
        validators=[WRITTEN_OUT], min_value=0, max_value=100, label=_("Percentile")
    )

    class Meta:
        icon = "table"
        label = _("Row")
        form_classname = ROW


class ScaleBlock(blocks.StructBlock):
    """One thing that is measured."""

    key = KeyBlock(required=False, label=_("Key"), help_text=KEY_HELP)
    name = blocks.CharBlock(max_length=120, label=_("Name"))
    description = blocks.TextBlock(required=False, label=_("Description"))
    low_label = blocks.CharBlock(required=False, max_length=80, label=_("What a low score means"))
    high_label = blocks.CharBlock(required=False, max_length=80, label=_("What a high score means"))
    items = blocks.ListBlock(
        ScaleItemBlock(),
        default=[],
        label=_("Questions"),
        help_text=_("Reversed: the more somebody agrees, the lower the score."),
    )
    combines = blocks.ListBlock(
        CombinedScaleBlock(),
        default=[],
        label=_("Combined from scales"),
        help_text=_("Instead of questions: a weighted sum of other scales."),
    )
    method = blocks.ChoiceBlock(choices=METHODS, default="mean", label=_("Method"))
    missing = blocks.ChoiceBlock(choices=MISSING, default="allow_share", label=_("Missing answers"))
    missing_number = blocks.DecimalBlock(
        validators=[WRITTEN_OUT],
        required=False,
        default="0.2",
        label=_("Number for the rule of missing answers"),
        help_text=_("A share such as 0.2, a count such as 2, or a value, as the rule says."),
    )
    normalise = blocks.ChoiceBlock(choices=NORMALISE, default="raw", label=_("Shown and compared"))
    norm_mean = blocks.DecimalBlock(
        validators=[WRITTEN_OUT], required=False, label=_("Mean of the norm group")
    )
    norm_deviation = blocks.DecimalBlock(
        validators=[WRITTEN_OUT], required=False, label=_("Deviation of the norm group")
    )
    norm_source = blocks.CharBlock(required=False, max_length=255, label=_("Source of the norm"))
    percentiles = blocks.ListBlock(PercentileBlock(), default=[], label=_("Percentile table"))
    decimals = blocks.IntegerBlock(default=1, min_value=0, max_value=4, label=_("Decimals"))
    bands = blocks.ListBlock(
        BandBlock(),
        default=[],
        label=_("Bands"),
        help_text=_("From the lowest to the highest; each begins where the one before it ends."),
    )

    class Meta:
        icon = "resubmit"
        label = _("Scale")
        label_format = "{name}"
        form_layout = BlockGroup(
            children=[
                "name",
                "items",
                BlockGroup(
                    children=["method", "missing", "missing_number", "combines"],
                    heading=_("How it is counted"),
                    icon="decimal",
                    classname="collapsed",
                ),
                BlockGroup(
                    children=["description", "low_label", "high_label", "decimals", "bands"],
                    heading=_("What readers see of it"),
                    icon="view",
                    classname="collapsed",
                ),
                BlockGroup(
                    children=[
                        "normalise",
                        "norm_mean",
                        "norm_deviation",
                        "norm_source",
                        "percentiles",
                    ],
                    heading=_("Percent and norms"),
                    icon="table",
                    classname="collapsed",
                ),
            ],
            settings=["key"],
        )


class ScalesBlock(RootStreamBlock):
    scale = ScaleBlock()
