"""Keys of quizzes: made from words, kept for ever once they were published."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from django.utils.text import slugify

from content_models.blocks.quizzes import items_of_quiz
from content_models.models.published import QuizText

KEY_LENGTH = 28


def fill(page: Any) -> None:
    """Make a key from the words of everything in a quiz that has none."""
    sets = [child.value for child in page.response_sets]
    items = [child.value for child in items_of_quiz(page)]
    scales = [child.value for child in page.scales]
    _fill(sets, "", "answers")
    _fill(items, "prompt", "question")
    for value in (*sets, *items):
        _fill(list(value["options"]), "label", "option")
    _fill(scales, "name", "scale")
    for value in scales:
        _fill(list(value["bands"]), "label", "band")
    _fill([child.value for child in page.results], "name", "result")


def _fill(values: Iterable[Any], words: str, otherwise: str) -> None:
    values = list(values)
    taken = {value["key"] for value in values if value["key"]}
    for value in values:
        if not value["key"]:
            text = slugify(value[words] or "") if words else ""
            base = text.replace("-", "_").strip("_0123456789")[:KEY_LENGTH].strip("_") or otherwise
            numbered = (f"{base}_{number}" for number in count(2))
            value["key"] = (
                base if base not in taken else next(k for k in numbered if k not in taken)
            )
            taken.add(value["key"])


def by_block(page: Any) -> dict[str, str]:
    """Return the key of every block of a quiz that has one, by the id of the block."""
    return {identifier: key for identifier, _where, key in _keyed(page) if identifier}


def changed(page: Any) -> Iterator[tuple[str, str]]:
    """Yield where a key differs from what was published first, and the published key."""
    texts = QuizText.objects.filter(version__key=page.translation_key)
    published = texts.order_by("-version__number", "pk").values_list("text", flat=True).first()
    before = published["ids"] if published else _live(page)
    for identifier, where, key in _keyed(page):
        if before.get(identifier, key) != key:
            yield where, before[identifier]


def _live(page: Any) -> dict[str, str]:
    """Return the published keys of a quiz that scores nothing and so has no versions."""
    live = (
        type(page)
        .objects.filter(translation_key=page.translation_key, locale_id=page.locale_id)
        .exclude(live_revision=None)
        .select_related("live_revision")
        .first()
    )
    return by_block(live.live_revision.as_object()) if live else {}


def _keyed(page: Any) -> Iterator[tuple[str, str, str]]:
    """Yield block id, where it is for an editor, and key."""
    for child in page.response_sets:
        where = f"set:{child.value['key']}"
        yield child.id, where, child.value["key"]
        yield from _members(child.value["options"], where)
    for child in items_of_quiz(page):
        where = f"item:{child.value['key']}"
        yield child.id, where, child.value["key"]
        yield from _members(child.value["options"], where)
    for kind, stream in (("scale", page.scales), ("result", page.results)):
        for child in stream:
            where = f"{kind}:{child.value['key']}"
            yield child.id, where, child.value["key"]
            if kind == "scale":
                yield from _members(child.value["bands"], where)


def _members(values: Any, where: str) -> Iterator[tuple[str, str, str]]:
    for member in values.bound_blocks:
        yield member.id, where, member.value["key"]
