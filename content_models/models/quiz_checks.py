"""What is wrong with the words of a quiz, beside its scoring."""

from collections.abc import Container, Iterator
from typing import Any

from wagtail_localize.models import Translation

from content_models.blocks.quizzes import items_of_quiz, labels_of, options_of
from content_models.scoring.finding import Finding, error, warning

# Words this short are often the same in two languages, such as “No”.
SHORT = 3
RESULT_TEXTS = ("name", "summary", "share_title", "share_text")


def words(page: Any) -> Iterator[Finding]:
    """Yield what readers would stumble over in the words of a quiz."""
    sets = {child.value["key"]: child.value["options"] for child in page.response_sets}
    for child in items_of_quiz(page):
        value, where = child.value, f"item:{child.value['key']}"
        if _lacks_its_set(value, sets):
            yield error("unknown_reference", where, key=value["response_set"])
            continue
        yield from _own_labels(value, sets, where)
        labels = [(label or "").casefold() for label in labels_of(value, sets).values()]
        if len(set(labels)) < len(labels):
            yield warning("identical_option_labels", where)


def without_consequences(page: Any, findings: list[Finding]) -> list[Finding]:
    """Leave out that a question has no options where the response set it names is not there."""
    sets = {child.value["key"] for child in page.response_sets}
    told = {
        f"item:{child.value['key']}"
        for child in items_of_quiz(page)
        if _lacks_its_set(child.value, sets)
    }
    return [
        finding
        for finding in findings
        if finding.code != "item_without_options" or finding.where not in told
    ]


def _lacks_its_set(value: Any, sets: Container[str]) -> bool:
    return bool(value["response_set"]) and value["response_set"] not in sets


def _own_labels(value: Any, sets: dict[str, Any], where: str) -> Iterator[Finding]:
    """Yield the other labels of a question that have no option, or one that has a label already."""
    left = {option["key"] for option in options_of(value, sets)}
    known = set(left)
    for entry in value["labels"]:
        if entry["key"] not in known:
            yield error("unknown_reference", where, key=entry["key"])
        elif entry["key"] not in left:
            yield error("duplicate_key", where, key=entry["key"])
        left.discard(entry["key"])


def translation(page: Any) -> Iterator[Finding]:
    """Yield the words that a translation shows in the language of its source."""
    source = source_of(page)
    if source is None:
        yield from _missing_results(page)
        return
    original = {child.value["key"]: child.value for child in source.results}
    for child in page.results:
        before = original.get(child.value["key"])
        same = before is not None and any(_same(before[n], child.value[n]) for n in RESULT_TEXTS)
        if same:
            locale = page.locale.get_display_name()
            where = f"result:{child.value['key']}"
            yield warning("result_text_missing_in_locale", where, locale=locale)
    options = _labels(source)
    for where, label in _labels(page).items():
        if _same(options.get(where), label):
            yield warning("untranslated_option", where.rpartition("=")[0], key=label)


def is_translation(page: Any) -> bool:
    return _records(page).exists()


def source_of(page: Any) -> Any | None:
    """Return the newest text that a translation was made from, None for a source."""
    source = source_page(page)
    return source and source.get_latest_revision_as_object()


def source_page(page: Any) -> Any | None:
    """Return the page that a translation was made from, None for a source."""
    record = _records(page).select_related("source").first()
    if record is None:
        return None
    return (
        type(page)
        .objects.filter(translation_key=page.translation_key, locale=record.source.locale_id)
        .first()
    )


def _records(page: Any) -> Any:
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id
    )


def _missing_results(page: Any) -> Iterator[Finding]:
    keys = [child.value["key"] for child in page.results]
    if not page.pk or not keys:
        return
    for other in page.get_translations().select_related("locale"):
        known = {child.value["key"] for child in other.get_latest_revision_as_object().results}
        for key in keys:
            if key not in known:
                locale = other.locale.get_display_name()
                yield warning("result_text_missing_in_locale", f"result:{key}", locale=locale)


def _labels(page: Any) -> dict[str, str]:
    """Return the label of every option, by where it stands."""
    own = {
        f"item:{child.value['key']}={option['key']}": option["label"]
        for child in items_of_quiz(page)
        for option in (*child.value["options"], *child.value["labels"])
    }
    shared = {
        f"set:{child.value['key']}={option['key']}": option["label"]
        for child in page.response_sets
        for option in child.value["options"]
    }
    return own | shared


def _same(before: str | None, after: str | None) -> bool:
    letters = [letter for letter in after or "" if letter.isalpha()]
    return before == after and len(letters) > SHORT
