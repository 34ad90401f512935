"""Fills the admin's forms as a browser does that opens a page and sends it unchanged."""

from collections.abc import Iterator
from typing import Any

from django.forms import BaseModelForm
from wagtail import blocks
from wagtail.admin.panels import get_edit_handler
from wagtail.models import Page


def edit_data(instance: Any, user: Any) -> dict[str, Any]:
    """Return what the edit form of a page or snippet posts when nobody changed anything."""
    if isinstance(instance, Page):
        instance = instance.specific
    form_class = get_edit_handler(type(instance)).get_form_class()
    return form_data(form_class(instance=instance, for_user=user))


def form_data(form: BaseModelForm) -> dict[str, Any]:
    data = dict(_fields(form))
    for formset in getattr(form, "formsets", {}).values():
        data.update(_fields(formset.management_form))
        for child in formset.forms:
            data.update(form_data(child))
    return {name: value for name, value in data.items() if value is not None}


def _fields(form: Any) -> Iterator[tuple[str, Any]]:
    for bound in form:
        value = bound.value()
        block = getattr(bound.field, "block", None)
        if block is not None:
            yield from _block(block, bound.html_name, value)
        else:
            yield from _widget(bound.field.widget, bound.html_name, value)


def _widget(widget: Any, name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if value is True:
        yield name, "on"
    elif value is not None and value is not False:
        shown = widget.format_value(value)
        yield name, shown[0] if isinstance(shown, list) and len(shown) == 1 else shown


def _block(block: blocks.Block, name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(block, blocks.StreamBlock):
        children = list(value or [])
        yield f"{name}-count", len(children)
        for order, child in enumerate(children):
            yield from _member(f"{name}-{order}", order, child.id)
            yield f"{name}-{order}-type", child.block_type
            yield from _block(child.block, f"{name}-{order}-value", child.value)
    elif isinstance(block, blocks.ListBlock):
        yield f"{name}-count", len(value)
        for order, child in enumerate(value.bound_blocks):
            yield from _member(f"{name}-{order}", order, child.id)
            yield from _block(child.block, f"{name}-{order}-value", child.value)
    elif isinstance(block, blocks.StructBlock):
        for child_name, child in block.child_blocks.items():
            yield from _block(child, f"{name}-{child_name}", _child_value(value, child_name))
    else:
        shown = block.value_for_form(value)
        key = getattr(shown, "pk", shown)
        yield from _widget(block.field.widget, name, key)


def _child_value(value: Any, name: str) -> Any:
    if isinstance(value, dict) or hasattr(value, "bound_blocks"):
        return value.get(name)
    # An image with its alternative text is one value with three fields.
    return {
        "image": value,
        "decorative": getattr(value, "decorative", False),
        "alt_text": getattr(value, "contextual_alt_text", ""),
    }[name]


def _member(prefix: str, order: int, identifier: str | None) -> Iterator[tuple[str, Any]]:
    yield f"{prefix}-deleted", ""
    yield f"{prefix}-order", order
    yield f"{prefix}-id", identifier or ""


def refusals(response: Any) -> Any:
    """Return why a form was not accepted."""
    form = (response.context or {}).get("form")
    formsets = getattr(form, "formsets", {}).values()
    found = [(name.errors, name.non_form_errors()) for name in formsets]
    return form and (form.errors.as_text(), found, [str(m) for m in response.context["messages"]])
