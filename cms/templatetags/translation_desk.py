"""What stands at the head and foot of the translation editor: only what the user may do."""

from typing import Any

from django import template
from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.models import Page

from cms.editorial.permissions import may, may_manage, may_publish
from cms.translation import locks

register = template.Library()


@register.inclusion_tag("translation/refusal.html", takes_context=True)
def translation_refusal(context: dict[str, Any]) -> dict[str, Any]:
    """Say why a user may not write here now; hidden while there is nothing to say."""
    return {"lock_message": locks.lock_message(context["request"].user, context["instance"])}


@register.inclusion_tag("translation/footer.html", takes_context=True)
def translation_footer(context: dict[str, Any]) -> dict[str, Any]:
    """Return the actions of a user on the translation of a page or snippet."""
    user = context["request"].user
    instance, translation = context["instance"], context["translation"]
    manages = may_manage(user)
    actions = locks.actions_for(user, instance) if isinstance(instance, Page) else []
    return {
        "request": context["request"],
        "locale": translation.target_locale.get_display_name(),
        "review": actions,
        "asks_comment": "reject" in dict(actions),
        # During a review approving publishes; another way would end it without a decision.
        "can_publish": may_publish(user, instance) and "approve" not in dict(actions),
        "previews": _previews(instance, translation),
        "links": _links(user, instance, translation, manages),
    }


def _previews(instance: Any, translation: Any) -> list[tuple[Any, str]]:
    if not isinstance(instance, Page):
        return []
    name = "wagtail_localize:preview_translation"
    return [
        (words, reverse(name, args=[translation.pk, *([mode] if mode else [])]))
        for mode, words in instance.preview_modes
    ]


def _links(user: Any, instance: Any, translation: Any, manages: bool) -> dict[str, str]:
    """Return the addresses of what a user may do besides; each asks or is confirmed there."""
    links: dict[str, str] = {}
    if manages:
        links["stop"] = reverse("wagtail_localize:stop_translation", args=[translation.pk])
    if not isinstance(instance, Page):
        if manages and may(user, "delete", type(instance), instance.locale_id):
            name = instance.snippet_viewset.get_url_name("delete")
            links["delete"] = reverse(name, args=[quote(instance.pk)])
        return links
    tester = instance.permissions_for_user(user)
    if manages and may_publish(user, instance):
        links["convert"] = reverse("wagtail_localize:convert_to_alias", args=[instance.pk])
    allowed = {
        "lock": tester.can_lock() and not instance.locked,
        "unlock": tester.can_unlock() and instance.locked,
        "unpublish": tester.can_unpublish(),
        "delete": tester.can_delete(),
    }
    for name, may_do in allowed.items():
        if may_do:
            links[name] = reverse(f"wagtailadmin_pages:{name}", args=[instance.pk])
    return links
