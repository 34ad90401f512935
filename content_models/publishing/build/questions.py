"""The questions of a quiz as a frontend needs them to ask them."""

from typing import Any

from content_models.blocks.base import items_of
from content_models.blocks.quizzes import number
from content_models.models import QuizPage
from content_models.publishing import quizzes
from content_models.publishing.build.built import JSON
from content_models.publishing.quoting import Quoting


def definition(page: QuizPage, quoting: Quoting) -> JSON:
    """Return what a reader is asked, in order, and the version that scores the answers."""
    current = quizzes.current(page.translation_key)
    return {
        "version": current.number if current else None,
        "scoring": current.scoring if current else None,
        "introduction_html": quoting.rich_text(page.introduction) or None,
        "disclaimer_html": quoting.rich_text(page.disclaimer),
        "consent_html": quoting.rich_text(page.consent) or None,
        "consent_required": page.consent_required,
        "item_order": page.item_order,
        "estimated_minutes": page.minutes,
        "source_note": page.source_note or None,
        "licence": page.licence or None,
        "response_sets": [
            {
                "id": child.id,
                "key": child.value["key"],
                "options": [
                    {
                        "id": option_id,
                        "key": option["key"],
                        "value": number(option["value"]),
                        "label": option["label"],
                    }
                    for option_id, _ordinal, option in items_of(child.value["options"])
                ],
            }
            for child in page.response_sets
        ],
        "pages": [
            {
                "id": child.id,
                "ordinal": ordinal,
                "title": child.value["title"] or None,
                "items": [
                    _item(item, position, quoting)
                    for position, item in enumerate(child.value["items"], start=1)
                ],
            }
            for ordinal, child in enumerate(page.pages, start=1)
        ],
        "results": [
            {
                "id": child.id,
                "key": child.value["key"],
                "name": child.value["name"],
                "image": _image(child.value, quoting),
            }
            for child in page.results
        ],
    }


def _item(child: Any, ordinal: int, quoting: Quoting) -> JSON:
    value = child.value
    return {
        "id": child.id,
        "ordinal": ordinal,
        "key": value["key"],
        "type": value["type"],
        "prompt": value["prompt"],
        "help": value["help"] or None,
        "required": value["required"],
        "response_set": value["response_set"] or None,
        "options": [
            {
                "id": option_id,
                "key": option["key"],
                "label": option["label"],
                "exclusive": bool(option["exclusive"]),
                "image": _image(option, quoting),
            }
            for option_id, _ordinal, option in items_of(value["options"])
        ],
        "labels": [
            {"id": label_id, "key": entry["key"], "label": entry["label"]}
            for label_id, _ordinal, entry in items_of(value["labels"])
        ],
        "min_choices": value["min_choices"],
        "max_choices": value["max_choices"],
        "visible_mode": value["visible_mode"],
        "visible_if": [
            {"item": condition["item"], "op": condition["op"], "value": condition["value"] or None}
            for condition in value["visible_if"]
        ],
        "minimum": number(value["minimum"]),
        "maximum": number(value["maximum"]),
    }


def _image(value: Any, quoting: Quoting) -> JSON | None:
    alt = value["image_alt"]
    return quoting.image(value["image"], alt, decorative=not alt)
