"""Template tags of the writers' desk."""

from typing import Any

from django import template

from cms.editorial.checklist import entries_of

register = template.Library()


@register.inclusion_tag("editorial/checklist.html")
def checklist(instance: Any) -> dict[str, Any]:
    """Show what the checks say about the page or snippet that is being edited."""
    return {"saved": instance.pk is not None, "entries": entries_of(instance)}
