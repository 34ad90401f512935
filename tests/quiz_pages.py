"""The fields of quiz pages for tests, in the form that Wagtail stores."""

from typing import Any

from tests.conftest import block, item

SIDES = {"high_high": "both", "high_low": "near", "low_high": "far", "low_low": "calm"}


def question(key: str, prompt: str = "", **fields: Any) -> dict[str, Any]:
    values = {
        "key": key,
        "type": "likert",
        "prompt": prompt or f"I often do {key}.",
        "help": "",
        "required": True,
        "response_set": "agree",
        "options": [],
        "minimum": None,
        "maximum": None,
        "min_choices": None,
        "max_choices": None,
        "visible_mode": "all",
        "visible_if": [],
    }
    return block("item", values | fields)


def option(key: str, value: str, label: str) -> dict[str, Any]:
    return item({"key": key, "value": value, "label": label})


def term(key: str, *, weight: str = "1", reverse: bool = False) -> dict[str, Any]:
    return item({"item": key, "weight": weight, "reverse": reverse})


def band(key: str, minimum: str, maximum: str) -> dict[str, Any]:
    values = {"key": key, "minimum": minimum, "maximum": maximum, "label": key, "color": ""}
    return item(values)


def scale(key: str, terms: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    values = {
        "key": key,
        "name": f"Scale of {key}",
        "description": "",
        "low_label": "",
        "high_label": "",
        "items": terms,
        "combines": [],
        "method": "mean",
        "missing": "allow_share",
        "missing_number": "0.2",
        "normalise": "raw",
        "norm_mean": None,
        "norm_deviation": None,
        "norm_source": "",
        "percentiles": [],
        "decimals": 1,
        "bands": [],
    }
    return block("scale", values | fields)


def result(key: str, *, steps: list[Any] = (), **fields: Any) -> dict[str, Any]:
    section = {
        "heading": "What helps",
        "why": "<p>Because it does.</p>",
        "steps": [item({"text": "Go there.", "page": pk}) for pk in steps],
        "advice": [],
        "phrases": [item("Shall we sit down?")],
        "cases": [],
    }
    values = {
        "key": key,
        "name": f"The {key} one",
        "summary": f"You are {key} today.",
        "body": "<p>More words.</p>",
        "strengths": [],
        "cautions": [],
        "share_title": "",
        "share_text": "",
        "report": [block("section", section)],
    }
    return block("result", values | fields)


def condition(key: str, operation: str, value: str = "") -> dict[str, Any]:
    return item({"item": key, "op": operation, "value": value})


def near_and_far() -> dict[str, Any]:
    """Six questions, two scales with a reversed question each, four results: nothing to find."""
    labels = ("Never", "Seldom", "Sometimes", "Often", "Always")
    options = [option(f"o{n}", str(n), label) for n, label in enumerate(labels, start=1)]
    quadrant = {"x": "near", "y": "far", "cut_x": "3.1", "cut_y": "3.1", "boundary": "high"}
    keys = ["a1", "a2", "a3", "b1", "b2", "b3"]
    return {
        "title": "Near or far",
        "response_sets": [block("response_set", {"key": "agree", "options": options})],
        "pages": [block("page", {"title": "", "items": [question(key) for key in keys]})],
        "scales": [
            scale("near", [term("a1"), term("a2"), term("a3", reverse=True)]),
            scale("far", [term("b1"), term("b2"), term("b3", reverse=True)]),
        ],
        "results": [result(key) for key in ("both", "near", "far", "calm")],
        "selector": [block("quadrant", quadrant | SIDES | {"borderline": ""})],
        "fallback": "calm",
        "insufficient": "",
    }


def items(fields: dict[str, Any]) -> list[Any]:
    return fields["pages"][0]["value"]["items"]
