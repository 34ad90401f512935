"""What all blocks share: rich text features, plain headings, choosers that keep their target."""

from collections.abc import Callable, Iterator, Mapping
from threading import RLock
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property, lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from content_models import deleted
from content_models.quality import starts_with_typed_number

JSON = dict[str, Any]

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


def refuse_typed_number(text: str) -> None:
    """Raise ValidationError when a heading starts with a number that its position gives."""
    if starts_with_typed_number(text):
        raise ValidationError(
            _("Leave the number out of “%(text)s”: the position gives it."),
            code="typed_number",
            params={"text": text},
        )


class HeadingBlock(blocks.CharBlock):
    """A one-line heading without a number of its own."""

    def clean(self, value: str) -> str:
        value = super().clean(value)
        refuse_typed_number(value)
        return value


class ProseBlock(blocks.RichTextBlock):
    """Rich text with the features that every frontend can show."""

    def __init__(self, **options: Any) -> None:
        super().__init__(features=RICH_TEXT_FEATURES, **options)

    def get_api_representation(self, value: Any, context: Mapping[str, Any] | None = None) -> str:
        return context["quoting"].rich_text(value.source if value else "") if context else ""


class KeyBlock(blocks.RegexBlock):
    """A name for programs: chosen once, the same in every locale, never offered to translators."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            regex=r"^[a-z][a-z0-9_]{0,31}$",
            error_messages={
                "invalid": _("Use 1 to 32 small letters, digits and _, starting with a letter.")
            },
            **options,
        )

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        return value


class ReferenceBlock(KeyBlock):
    """The key of another part of a quiz; what there is of that `kind` is offered while typing."""

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(**options)
        _offer(self, kind)


class CodeBlock(blocks.CharBlock):
    """A short value for programs, such as a number in a condition; never offered to translators.

    What there is of a `kind` of parts of a quiz is offered while typing.
    """

    def __init__(self, *, kind: str = "", **options: Any) -> None:
        super().__init__(**options)
        if kind:
            _offer(self, kind)

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        return value


def _offer(block: blocks.FieldBlock, kind: str) -> None:
    block.field.widget.attrs |= {"list": f"quiz-{kind}", "autocomplete": "off"}


class _KeepsTarget:
    """A chooser whose target is the same, or found by key, in each locale: nothing to translate."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        return value


class _FollowsKey(_KeepsTarget):
    """A chooser that shows a translation of what was chosen when that has been deleted since."""

    def to_python(self, value: Any) -> Any:
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Any) -> list[Any]:
        values = list(values)
        found = super().bulk_to_python(values)
        gone = {pk for pk, one in zip(values, found, strict=True) if pk is not None and one is None}
        heirs = deleted.heirs_of(self.model_class, gone) if gone else {}
        if not heirs:
            return found
        return super().bulk_to_python([heirs.get(pk, pk) for pk in values])


class PageChooserBlock(_FollowsKey, blocks.PageChooserBlock):
    """A page. Its button speaks the language of who sees it, not of who saw it first."""

    @cached_property
    def widget(self) -> Any:
        widget = super().widget
        if len(widget.target_models) == 1:
            kind = capfirst(widget.model._meta.verbose_name)
            widget.choose_one_text = format_lazy("{} ({})", type(widget).choose_one_text, kind)
        return widget


class SnippetBlock(_FollowsKey, SnippetChooserBlock):
    """A snippet. Its buttons speak the language of who sees them, not of who saw them first."""

    @cached_property
    def widget(self) -> Any:
        widget = super().widget
        kind = {"object": widget.model._meta.verbose_name}
        widget.choose_one_text = _filled(_("Choose %(object)s"), kind)
        widget.choose_another_text = _filled(_("Choose another %(object)s"), kind)
        widget.link_to_chosen_text = _filled(_("Edit this %(object)s"), kind)
        return widget


def _filled(text: Any, values: Mapping[str, Any]) -> Any:
    """Return a text with its values, each time in the language that is active then."""
    return lazy(lambda: str(text) % values, str)()


class SharedImageBlock(_KeepsTarget, ImageChooserBlock):
    """An image that is the same in every locale; words for it stand beside it."""


_CHECKING = RLock()


class RootStreamBlock(blocks.StreamBlock):
    """The stream of a field, of which one request at a time checks a value.

    To check a draft, Wagtail loosens the definition that all requests share and then tightens it
    again: at once, one would be checked by the other's rules.
    """

    def clean(self, value: Any) -> Any:
        with _CHECKING:
            return super().clean(value)

    def clean_deferred(self, value: Any) -> Any:
        with _CHECKING:
            return super().clean_deferred(value)


class BuildableStructBlock(blocks.StructBlock):
    """A struct that prints flat JSON; subclasses say what in `fields_of`."""

    numbered = False
    fields_of: Callable[[Any, Mapping[str, Any]], JSON | None]

    def get_preview_value(self) -> Any:
        """Return the example of the block picker; what it leaves out is empty."""
        empty = {name: child.get_default() for name, child in self.child_blocks.items()}
        return self.normalize({**empty, **getattr(self.meta, "preview_value", {})})

    def defect_of(self, value: Any) -> tuple[str, dict[str, str]] | None:
        """Return why it must not be published though each part is right: a code and its details."""
        return None

    def label_of(self, value: Any, ordinal: int) -> str | None:
        """Return the localised words shown before the block, such as “Step 3”."""
        return None


def describe_block(
    block: blocks.Block, value: Any, context: Mapping[str, Any], *, ordinal: int
) -> JSON | None:
    """Return what readers see of one block; None when all that it quotes is hidden."""
    if isinstance(block, ProseBlock):
        return {
            "type": block.name,
            "ordinal": None,
            "label": None,
            "body_html": block.get_api_representation(value, context),
        }
    fields = block.fields_of(value, context) if isinstance(block, BuildableStructBlock) else None
    if fields is None:
        return None
    return {
        "type": block.name,
        "ordinal": ordinal if block.numbered else None,
        "label": block.label_of(value, ordinal),
        **fields,
    }


def build_stream(stream: StreamValue, context: Mapping[str, Any]) -> list[JSON]:
    """Return the children of a stream as flat JSON, each with id, type, ordinal and label.

    A child that has nothing to show, because all that it quotes is hidden and it has no words of
    its own, is left out. Ordinals count the children of one type that are shown.
    """
    built: list[JSON] = []
    counts: dict[str, int] = {}
    for child in stream:
        ordinal = counts.get(child.block_type, 0) + 1
        described = describe_block(child.block, child.value, context, ordinal=ordinal)
        if described is not None:
            counts[child.block_type] = ordinal
            built.append({"id": child.id, **described})
    return built


def items_of(values: ListValue) -> Iterator[tuple[str, int, Any]]:
    """Yield (id, ordinal, value) of a list's items."""
    for ordinal, child in enumerate(values.bound_blocks, start=1):
        yield child.id, ordinal, child.value
