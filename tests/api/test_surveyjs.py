"""The SurveyJS form scores like the server, whatever a quiz is made of."""

import json
import random
import re
from collections import Counter
from uuid import UUID

import pytest

from api.quizzes.surveyjs import survey_of
from content_models.blocks.quizzes import hash_of
from content_models.publishing.quizzes import Version
from content_models.scoring import Definition, parse
from content_models.scoring.definition import NUMBERS
from tests.api_schema import assert_valid
from tests.content_models.scoring.quizzes import (
    JSON,
    likert,
    many_scales,
    quadrant,
    quiz,
    scale,
    sheets,
    two_scales,
)
from tests.surveyjs import case, compare, needs_survey_core

pytestmark = needs_survey_core


def version_of(scoring: JSON, locale: str = "en") -> Version:
    """Return a version with words made up from its keys."""
    text = {
        "title": "A quiz",
        "introduction_html": "<p>Answer quickly.</p>",
        "disclaimer_html": "<p>No diagnosis.</p>",
        "page_titles": {"p": "A page"},
        "asking": {"pages": [{"id": "p", "items": [item["key"] for item in scoring["items"]]}]},
        "items": {
            item["key"]: {
                "prompt": f"Prompt's {item['key']}",
                "help": None,
                "options": {o["key"]: f"Label {o['key']}" for o in item.get("options", ())},
            }
            for item in scoring["items"]
        },
        "results": {key: {"name": key, "summary": f"A {key}."} for key in scoring["results"]},
    }
    return Version(UUID(int=1), 1, hash_of(scoring), text, locale, "/quiz/", None)


def at_random(definition: Definition, count: int, seed: int) -> list[JSON]:
    """Return sheets with answers of every kind, also to hidden questions, and with gaps."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        sheet: JSON = {}
        for item in definition.items.values():
            if item.type == "info" or (number % 3 and chance.random() < 0.15):
                continue
            keys = [option.key for option in item.options]
            if item.type in NUMBERS:
                low, high = int(item.minimum), int(item.maximum)
                sheet[item.key] = str(chance.choice([low, high, chance.randint(low, high), 2.5]))
            elif item.type == "multi_choice":
                free = [option.key for option in item.options if not option.exclusive]
                alone = [key for key in keys if key not in free]
                several = sorted(chance.sample(free, chance.randint(1, len(free))))
                sheet[item.key] = chance.choice([several, alone or several])
            else:
                sheet[item.key] = chance.choice(keys)
        found.append(sheet)
    return found


def mixed() -> JSON:
    """Every type of question, branching on branching, every method and normalisation."""
    options = [
        {"key": "love's", "value": "1", "points": {"sum": "2"}},
        {"key": "no", "value": "0.5", "points": {"sum": "-1"}},
        {"key": "none", "value": "0", "exclusive": True},
    ]
    first = {"item": "i0", "op": "ne", "value": "o1"}
    items = [
        *(likert(f"i{number}") for number in range(4)),
        likert("i4", visible_if=first),
        likert("i5", visible_if={"all": [{"item": "i4", "op": "gte", "value": "3"}]}),
        likert("i6", visible_if={"not": {"any": [first, {"item": "i5", "op": "answered"}]}}),
        {"key": "i7", "type": "multi_choice", "options": options},
        {"key": "i8", "type": "slider", "minimum": "0", "maximum": "10"},
        {"key": "i9", "type": "info"},
        likert("i10", visible_if={"item": "i7", "op": "in", "value": ["love's", "none"]}),
        likert("i11", visible_if={"item": "i8", "op": "lt", "value": "2.6"}),
    ]
    keys = ["i0", "i1", "i2", "i3", "i4", "i5", "i6", "i10", "i11"]
    turned = [{"item": key, "reverse": number % 2 == 0} for number, key in enumerate(keys)]
    weights = ["1", "2", "0.5", "-1", "1", "1", "3", "1", "1"]
    weighed = [{"item": key, "weight": w} for key, w in zip(keys, weights, strict=True)]
    bands = [
        {"key": "low", "minimum": "1", "maximum": "2.5"},
        {"key": "high", "minimum": "2.5", "maximum": "5"},
    ]
    table = [{"from": "1", "percentile": "10"}, {"from": "3", "percentile": "62.5"}]
    share = {"rule": "allow_share", "number": "0.4"}
    scales = [
        scale("mean", turned, bands=bands, missing=share),
        scale("sum", [*weighed, {"item": "i7"}, {"item": "i8", "reverse": True}], method="sum"),
        scale("prorated", turned, method="sum", missing={"rule": "prorate"}),
        scale("valued", turned, missing={"rule": "value", "number": "2.5"}),
        *(
            scale(
                f"valued_{method}",
                [{"item": "i0", "reverse": True}, *weighed[1:]],
                method=method,
                missing={"rule": "value", "number": value},
            )
            for method, value in (("sum", "0"), ("min", "0.7"), ("max", "-0.3"), ("count", "1"))
        ),
        scale("percent_least", weighed, method="min", normalise="percent", missing=share),
        scale("percent_most", turned, method="max", normalise="percent", missing=share),
        scale(
            "percent_valued",
            weighed,
            method="min",
            normalise="percent",
            missing={"rule": "value", "number": "2.5"},
        ),
        scale("least", turned, method="min", missing={"rule": "prorate"}),
        scale("most", weighed, method="max", missing={"rule": "allow_count", "number": "3"}),
        scale("count", [{"item": "i7"}, *weighed], method="count", missing=share),
        scale("percent", weighed, normalise="percent", missing={"rule": "prorate"}),
        scale("z", turned, normalise="z", norm={"mean": "3.1", "deviation": "0.7"}, missing=share),
        scale("t", turned, normalise="t", norm={"mean": "2.9", "deviation": "1.3"}, missing=share),
        scale("rank", turned, normalise="percentile", norm={"table": table}, missing=share),
        scale("order", turned, missing={"rule": "prorate"}),
        scale("combined", turned, missing=share),
        {
            "key": "both",
            "combines": [
                {"scale": "mean", "weight": "0.5"},
                {"scale": "valued", "weight": "-2"},
            ],
        },
    ]
    return quiz(items, scales, [], insufficient="unknown", results=["unknown"])


RULES: list[JSON] = [
    quadrant("mean", "valued", "3"),
    quadrant("mean", "valued", "2.5", boundary="low"),
    quadrant(
        "mean",
        "percent",
        "3",
        boundary="borderline",
        results={"high_high": "a", "low_low": "b", "borderline": "edge"},
    ),
    {
        "kind": "highest",
        "scales": ["mean", "valued", "both"],
        "results": {"mean": "m", "valued": "v", "both": "b", "mean+valued": "pair"},
        "ties": "combined",
        "margin": "0.25",
    },
    {
        "kind": "lowest",
        "scales": ["mean", "least", "valued"],
        "results": {"mean": "m", "least": "l", "valued": "v"},
        "ties": "valued",
        "margin": "0.5",
    },
    {"kind": "highest", "scales": ["mean", "z"], "results": {"mean": "m", "z": "z"}},
    *(
        {
            "kind": "highest",
            "scales": ["mean", "order", "combined"],
            "results": {"mean": "m", "order": "o", "combined": "c"},
            "ties": ties,
            "margin": "0.5",
        }
        for ties in ("order", "scale:combined")
    ),
    {"kind": "band", "scales": ["mean"], "results": {"low": "low", "high": "high"}},
    {
        "kind": "nearest",
        "scales": ["mean", "valued"],
        "centroids": [{"result": "near", "at": ["2", "2.5"]}, {"result": "far", "at": ["4", "4"]}],
    },
    {
        "kind": "when",
        "condition": {
            "all": [
                {"scale": "mean", "op": "gte", "value": "3"},
                {"not": {"item": "i1", "op": "eq", "value": "o2"}},
                {"any": [{"band": "mean", "op": "eq", "value": "high"}]},
            ]
        },
        "results": {"then": "much"},
    },
]


def asked(rules: list[JSON]) -> JSON:
    """Return the mixed quiz with some rules, and of its scales those that these name."""
    scoring = mixed()
    named = json.dumps(rules)
    scoring["scales"] = [one for one in scoring["scales"] if json.dumps(one["key"]) in named]
    return scoring | {"rules": rules, "results": results_of(rules)}


def results_of(rules: list[JSON]) -> list[str]:
    named = {result for rule in rules for result in rule.get("results", {}).values()}
    return sorted(named | {"other", "unknown", "near", "far"})


@pytest.mark.parametrize("seed", range(3))
def test_every_scale_scores_alike(tmp_path, seed):
    scoring = mixed() | {"rules": [RULES[-1]], "results": results_of([RULES[-1]])}
    definition = parse(scoring)
    survey = survey_of(version_of(scoring), definition, {})
    assert_valid(survey, "Survey")
    compare([case("every scale", survey, definition, at_random(definition, 60, seed))], tmp_path)


def test_every_rule_selects_alike(tmp_path):
    cases = []
    for place, rule in enumerate(RULES):
        scoring = asked([rule, RULES[-1]])
        definition = parse(scoring)
        survey = survey_of(version_of(scoring), definition, {})
        assert_valid(survey, "Survey")
        cases.append(case(f"rule {place}", survey, definition, at_random(definition, 60, place)))
    compare(cases, tmp_path)


@pytest.mark.parametrize("scoring", [mixed(), two_scales(), many_scales()])
def test_a_form_works_nothing_out_for_nothing(scoring):
    survey = survey_of(version_of(scoring), parse(scoring), {})
    shown = json.dumps(survey["pages"])
    values = {value["name"]: value for value in survey["calculatedValues"]}
    asked = Counter(re.findall(r"{(_\w+)}", "".join(v["expression"] for v in values.values())))
    assert asked.keys() <= values.keys()
    for name, value in values.items():
        assert "includeIntoResult" in value or asked[name] > 1 or f"{{{name}}}" in shown


def test_a_question_of_images_scores_alike(tmp_path):
    scoring = asked([RULES[-1]])
    scoring["scales"] += [one for one in mixed()["scales"] if one["key"] == "sum"]
    definition = parse(scoring)
    shown = {"card": {"src": "https://wiki.example/media/door.jpg"}}
    images = {key: {o.key: shown for o in definition.items[key].options} for key in ("i0", "i7")}
    images["i1"] = {"o1": shown}
    survey = survey_of(version_of(scoring), definition, images)
    assert_valid(survey, "Survey")
    types = [element["type"] for element in survey["pages"][0]["elements"]]
    assert types[:2] == ["imagepicker", "radiogroup"]
    assert types[7] == "checkbox"
    compare([case("images", survey, definition, at_random(definition, 60, 5))], tmp_path)


def test_a_quadrant_of_36_questions_scores_alike_on_200_sheets(tmp_path):
    scoring = two_scales()
    definition = parse(scoring)
    survey = survey_of(version_of(scoring), definition, {})
    given = sheets(scoring, 100, seed=1, missing=0.0) + sheets(scoring, 100, seed=2, missing=0.12)
    compare([case("36x2", survey, definition, given)], tmp_path)


def test_135_questions_in_32_scales_score_alike(tmp_path):
    scoring = many_scales()
    definition = parse(scoring)
    survey = survey_of(version_of(scoring, "zh-Hans"), definition, {})
    assert survey["locale"] == "zh-cn"
    given = sheets(scoring, 5, seed=1, missing=0.1)
    compare([case("135x32", survey, definition, given)], tmp_path)
