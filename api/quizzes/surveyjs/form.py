"""The pages of a quiz as a SurveyJS form, with what scores it."""

from collections.abc import Mapping
from html import escape
from typing import Any

from api.quizzes.surveyjs.calculated import KEPT, calculated
from api.quizzes.surveyjs.expressions import Conditions, text
from content_models.publishing.quizzes import Version
from content_models.richtext import plain
from content_models.scoring.definition import NUMBERS, Definition, Item

JSON = dict[str, Any]
# The images of options, by question and option.
OptionImages = Mapping[str, Mapping[str, JSON]]

# SurveyJS names Chinese by region; English is what it speaks without being told.
LOCALES = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw"}


def survey_of(version: Version, definition: Definition, images: OptionImages) -> JSON:
    """Return a version of a quiz for SurveyJS: `_score_…`, `_band_…` and `_result` are its data.

    Only questions with one answer and an image for every option show images: SurveyJS has no image
    for an option of other questions.
    """
    words, asking = version.text, version.text["asking"]
    pages = [
        {
            "name": f"page{place}",
            **_named("title", words["page_titles"].get(page["id"])),
            "elements": [
                _element(version, definition, key, images.get(key, {})) for key in page["items"]
            ],
        }
        for place, page in enumerate(asking["pages"], start=1)
    ]
    conditions = [
        one["visibleIf"] for page in pages for one in page["elements"] if "visibleIf" in one
    ]
    survey: JSON = {
        "title": words["title"],
        "description": plain(words["introduction_html"] or ""),
        "completedHtml": words["disclaimer_html"],
        "completedHtmlOnCondition": [
            {
                "expression": f"{{_result}} = {text(key)}",
                "html": f"<h3>{escape(result['name'])}</h3><p>{escape(result['summary'])}</p>"
                f"{words['disclaimer_html']}",
            }
            for key, result in words["results"].items()
        ],
        "clearInvisibleValues": "onHidden",
        "pages": pages,
        "calculatedValues": [
            {
                "name": name,
                "expression": expression,
                **({"includeIntoResult": True} if name.startswith(KEPT) else {}),
            }
            for name, expression in calculated(definition, conditions).items()
        ],
    }
    language = LOCALES.get(version.served, version.served.lower())
    return survey if language == "en" else {"locale": language, **survey}


def _named(name: str, value: str | None) -> JSON:
    return {name: value} if value else {}


def _element(
    version: Version, definition: Definition, key: str, images: Mapping[str, JSON]
) -> JSON:
    item, words = definition.items[key], version.text["items"][key]
    element: JSON = {"type": _type(item), "name": key}
    if item.type == "info":
        element["html"] = f"<p>{escape(words['prompt'])}</p>"
    else:
        element |= {"title": words["prompt"], **_named("description", words["help"])}
        element |= {"isRequired": True} if item.required else {}
        element |= _answers(item, words["options"])
    if element["type"] == "radiogroup" and images.keys() >= {option.key for option in item.options}:
        element |= {"type": "imagepicker", "showLabel": True}
        for choice in element["choices"]:
            choice["imageLink"] = images[choice["value"]]["card"]["src"]
    if item.visible_if is not None:
        element["visibleIf"] = Conditions(definition).of(item.visible_if)
    return element


def _type(item: Item) -> str:
    if item.type in NUMBERS:
        return "text"
    return {"multi_choice": "checkbox", "info": "html"}.get(item.type, "radiogroup")


def _answers(item: Item, labels: dict[str, str]) -> JSON:
    if item.type in NUMBERS:
        return {
            "inputType": "number",
            "min": float(item.minimum),
            "max": float(item.maximum),
            "step": "any",
        }
    choices = [
        {
            "value": option.key,
            "text": labels[option.key],
            **({"isExclusive": True} if option.exclusive else {}),
        }
        for option in item.options
    ]
    found: JSON = {"choices": choices}
    if item.type == "multi_choice":
        found |= {"minSelectedChoices": item.min_choices} if item.min_choices else {}
        found |= {"maxSelectedChoices": item.max_choices} if item.max_choices else {}
    return found
