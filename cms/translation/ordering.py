"""Translated pages stand in the order of their sources: part two of a series is that everywhere."""

from typing import Any

from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.texts import targets


def follow_order(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Give the translations of a page the place among theirs that it has just been given."""
    if parent_page_before.pk != parent_page_after.pk:
        return
    source = Page.objects.get(pk=instance.pk)
    found = Translation.objects.filter(
        source__object_id=instance.translation_key, source__locale=instance.locale_id, enabled=True
    )
    for translation in found.select_related("source", "target_locale"):
        target = targets.target_of(translation)
        if target is not None:
            take_place(target, source)


def take_place(target: Page, source: Page, user: Any = None) -> None:
    """Move a translation between those whose sources stand before and after its own.

    It stays where it is when that is between them, whatever else stands there, and when the page
    above it translates another one than that above its source.
    """
    above, source_above = target.get_parent(), source.get_parent()
    if above.pk == source_above.pk or above.translation_key != source_above.translation_key:
        return
    order = [*source.get_siblings().values_list("translation_key", flat=True)]
    place = order.index(source.translation_key)
    others = target.get_siblings(inclusive=False)
    paths = dict(others.values_list("translation_key", "path"))
    before = [paths[key] for key in order[:place] if key in paths]
    after = [paths[key] for key in order[place + 1 :] if key in paths]
    if all(path < target.path for path in before) and all(path > target.path for path in after):
        return
    neighbour, side = (before[-1], "right") if before else (after[0], "left")
    target.move(others.get(path=neighbour), pos=side, user=user)
    target.refresh_from_db(fields=["path"])
