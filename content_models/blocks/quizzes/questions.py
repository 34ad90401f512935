"""The questions of a quiz. Keys name items and options in every locale."""

from django.core.validators import DecimalValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from content_models.blocks.base import (
    CodeBlock,
    HeadingBlock,
    KeyBlock,
    ReferenceBlock,
    RootStreamBlock,
    SharedImageBlock,
)

KEY_HELP = _(
    "Made from the words when left empty. It is the same in every language and stays as it is once "
    "the quiz is published."
)
ROW = "quiz-row"
# Not `max_digits` of the block: the arrows of its field would then go by millionths.
WRITTEN_OUT = DecimalValidator(max_digits=15, decimal_places=6)
# Answers have 12 digits at most, see `scoring.answers`.
ANSWERABLE = DecimalValidator(max_digits=12, decimal_places=3)

ITEM_TYPES = [
    ("likert", _("Agreement scale")),
    ("single_choice", _("One of several")),
    ("multi_choice", _("Several of several")),
    ("yes_no", _("Yes or no")),
    ("forced_pair", _("One of two")),
    ("slider", _("Slider")),
    ("number", _("Number")),
    ("info", _("Text without a question")),
]


COMPARISONS = [
    ("eq", _("is")),
    ("ne", _("is not")),
    ("in", _("is one of (separated by commas)")),
    ("lt", _("is less than")),
    ("gte", _("is at least")),
    ("answered", _("has a value")),
    ("unanswered", _("has no value")),
]


class ResponseOptionBlock(blocks.StructBlock):
    key = KeyBlock(required=False, label=_("Key"), help_text=KEY_HELP)
    value = blocks.DecimalBlock(validators=[WRITTEN_OUT], label=_("Value"))
    label = blocks.CharBlock(max_length=120, label=_("Label"))

    class Meta:
        icon = "radio-full"
        label = _("Option")
        label_format = "{label} = {value}"
        form_classname = ROW
        form_layout = BlockGroup(children=["label", "value"], settings=["key"])


class ResponseSetBlock(blocks.StructBlock):
    """Options shared by many items, such as “never” to “always”."""

    key = KeyBlock(
        required=False, label=_("Key"), help_text=_("A short name to choose it by in questions.")
    )
    options = blocks.ListBlock(ResponseOptionBlock(), min_num=2, label=_("Options"))

    class Meta:
        icon = "list-ol"
        label = _("Response set")
        label_format = "{key}"


class PointsBlock(blocks.StructBlock):
    """What an option gives to one scale."""

    scale = ReferenceBlock("scales", label=_("Scale"))
    points = blocks.DecimalBlock(validators=[WRITTEN_OUT], label=_("Points"))

    class Meta:
        icon = "decimal"
        label = _("Points")
        label_format = "{scale}: {points}"


class ItemOptionBlock(blocks.StructBlock):
    key = KeyBlock(required=False, label=_("Key"), help_text=KEY_HELP)
    label = blocks.CharBlock(max_length=255, label=_("Label"))
    value = blocks.DecimalBlock(required=False, validators=[WRITTEN_OUT], label=_("Value"))
    image = SharedImageBlock(required=False, label=_("Image"))
    image_alt = blocks.CharBlock(
        required=False,
        default="",
        max_length=255,
        label=_("Alternative text of the image"),
        help_text=_("What the image adds to the label. Leave empty when the label says it all."),
    )
    points = blocks.ListBlock(
        PointsBlock(),
        default=[],
        label=_("Points"),
        help_text=_("Only when the option gives different points to different scales."),
    )
    exclusive = blocks.BooleanBlock(
        required=False, label=_("Stands alone, such as “none of these”")
    )

    class Meta:
        icon = "radio-full"
        label = _("Option")
        label_format = "{label}"
        form_layout = BlockGroup(
            children=["label", "value", "image", "image_alt", "points"],
            settings=["key", "exclusive"],
        )


class OwnLabelBlock(blocks.StructBlock):
    """Other words for an option of the response set that a question uses."""

    key = ReferenceBlock("options", label=_("Key of the option"))
    label = blocks.CharBlock(max_length=120, label=_("Label"))

    class Meta:
        icon = "edit"
        label = _("Other label")
        label_format = "{key}: {label}"
        form_classname = ROW


class AnswerConditionBlock(blocks.StructBlock):
    """A comparison with the answer to an earlier question."""

    item = ReferenceBlock("items", label=_("Earlier question"))
    op = blocks.ChoiceBlock(choices=COMPARISONS, default="eq", label=_("Comparison"))
    value = CodeBlock(kind="options", required=False, max_length=160, label=_("Option or number"))

    class Meta:
        icon = "help"
        label = _("Condition")
        label_format = "{item} {op} {value}"
        form_classname = ROW


class ItemBlock(blocks.StructBlock):
    """One question of a quiz."""

    key = KeyBlock(required=False, label=_("Key"), help_text=KEY_HELP)
    type = blocks.ChoiceBlock(choices=ITEM_TYPES, default="likert", label=_("Type"))
    prompt = blocks.TextBlock(label=_("Question"))
    help = blocks.TextBlock(required=False, label=_("Help"))
    required = blocks.BooleanBlock(required=False, default=True, label=_("Needs an answer"))
    response_set = ReferenceBlock(
        "sets",
        required=False,
        label=_("Response set"),
        help_text=_("The key of a response set above. Leave empty to give options below."),
    )
    options = blocks.ListBlock(ItemOptionBlock(), default=[], label=_("Options"))
    labels = blocks.ListBlock(
        OwnLabelBlock(),
        default=[],
        label=_("Other labels"),
        help_text=_("What options of the response set are called in this question only."),
    )
    minimum = blocks.DecimalBlock(required=False, validators=[ANSWERABLE], label=_("Lowest number"))
    maximum = blocks.DecimalBlock(
        required=False, validators=[ANSWERABLE], label=_("Highest number")
    )
    min_choices = blocks.IntegerBlock(required=False, min_value=0, label=_("Fewest choices"))
    max_choices = blocks.IntegerBlock(required=False, min_value=1, label=_("Most choices"))
    visible_mode = blocks.ChoiceBlock(
        choices=[("all", _("All conditions hold")), ("any", _("One condition holds"))],
        default="all",
        label=_("Shown when"),
    )
    visible_if = blocks.ListBlock(
        AnswerConditionBlock(),
        default=[],
        label=_("Conditions"),
        help_text=_("Without conditions the question is always shown."),
    )

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{prompt}"
        form_layout = BlockGroup(
            children=[
                "type",
                "prompt",
                "response_set",
                "options",
                "labels",
                BlockGroup(
                    children=["minimum", "maximum", "min_choices", "max_choices"],
                    heading=_("Limits of the answer"),
                    help_text=_("For sliders, numbers and several choices."),
                    icon="sliders",
                    classname="collapsed quiz-row",
                ),
                BlockGroup(
                    children=["visible_mode", "visible_if"],
                    heading=_("Shown only to some"),
                    icon="view",
                    classname="collapsed",
                ),
            ],
            settings=["key", "required", "help"],
        )


class QuizItemsBlock(blocks.StreamBlock):
    item = ItemBlock()


class QuizPageBlock(blocks.StructBlock):
    """The questions shown together."""

    title = HeadingBlock(required=False, max_length=160, label=_("Title"))
    items = QuizItemsBlock(label=_("Questions"))

    class Meta:
        icon = "doc-full"
        label = _("Page of questions")
        label_format = "{title}"


class ResponseSetsBlock(RootStreamBlock):
    response_set = ResponseSetBlock()


class QuizPagesBlock(RootStreamBlock):
    page = QuizPageBlock()
