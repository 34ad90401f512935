"""What is true of every quiz and every answer sheet."""

import random
import re
from copy import deepcopy
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_models.scoring import UnscorableAnswers, parse, score
from content_models.scoring.attainable import TooManyAnswers, are_attainable
from content_models.scoring.decimals import written
from content_models.scoring.definition import exact
from content_models.scoring.findings import check
from content_models.scoring.reachability import reach
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

HIGHEST = {
    "kind": "highest",
    "scales": ["a", "b"],
    "results": {"a": "first", "b": "second", "a+b": "both"},
    "ties": "combined",
}


@st.composite
def small_quizzes(draw: Any) -> JSON:
    """Up to six items with two to three options, two scales, branching, any selector."""
    count = draw(st.integers(2, 6))
    items = []
    for number in range(count):
        item = likert(f"i{number}", high=draw(st.integers(2, 3)), required=draw(st.booleans()))
        if number and draw(st.booleans()):
            earlier = draw(st.integers(0, number - 1))
            item["visible_if"] = draw(
                st.sampled_from(
                    [
                        {"item": f"i{earlier}", "op": "eq", "value": "o1"},
                        {"item": f"i{earlier}", "op": "answered"},
                        {"not": {"item": f"i{earlier}", "op": "in", "value": ["o1", "o2"]}},
                    ]
                )
            )
        items.append(item)
    keys = [item["key"] for item in items]
    terms = st.lists(
        st.builds(
            lambda key, reverse, weight: {"item": key, "reverse": reverse, "weight": weight},
            st.sampled_from(keys),
            st.booleans(),
            st.sampled_from(["1", "2", "0.5", "-1"]),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda term: term["item"],
    )
    missing = st.sampled_from([{"rule": "prorate"}, {"rule": "require_all"}, None])
    scales = [
        scale(
            name,
            draw(terms),
            missing=draw(missing),
            method=draw(st.sampled_from(["mean", "sum", "max", "count"])),
        )
        for name in ("a", "b")
    ]
    rule = draw(
        st.sampled_from(
            [
                HIGHEST,
                quadrant("a", "b", "1.5", boundary="low"),
                {
                    "kind": "when",
                    "condition": {"scale": "a", "op": "gte", "value": "2"},
                    "results": {"then": "much"},
                },
            ]
        )
    )
    return quiz(items, scales, [rule], insufficient="unknown")


def every_sheet(definition: JSON) -> list[dict[str, str]]:
    choices = [
        [option["key"] for option in item["options"]] + ([] if item["required"] else [None])
        for item in definition["items"]
    ]
    keys = [item["key"] for item in definition["items"]]
    return [
        {key: option for key, option in zip(keys, chosen, strict=True) if option}
        for chosen in product(*choices)
    ]


@settings(max_examples=60, deadline=None)
@given(small_quizzes())
def test_reachability_equals_trying_every_sheet(definition):
    definition["results"] = sorted({*definition["results"], "unknown"})
    parsed = parse(definition)
    by_trying = {score(parsed, sheet).selected.result for sheet in every_sheet(definition)}
    found = reach(parsed)
    assert found.complete
    assert set(found.witnesses) - {"unknown"} == by_trying - {"unknown"}
    for result, witness in found.witnesses.items():
        assert score(parsed, witness).selected.result == result


@settings(max_examples=50, deadline=None)
@given(small_quizzes(), st.randoms())
def test_the_order_of_answers_never_changes_a_result(definition, chance):
    parsed = parse(definition)
    [sheet] = sheets(definition, 1, seed=chance.randint(0, 10**6), missing=0.2)
    shuffled = list(sheet.items())
    chance.shuffle(shuffled)
    assert score(parsed, dict(shuffled)) == score(parsed, sheet)


@settings(max_examples=50, deadline=None)
@given(small_quizzes(), st.integers(0, 10**6))
def test_answers_to_hidden_items_never_count(definition, seed):
    parsed = parse(definition)
    [sheet] = sheets(definition, 1, seed=seed, missing=0.1)
    outcome = score(parsed, sheet)
    without = {key: value for key, value in sheet.items() if key not in outcome.ignored}
    again = score(parsed, without)
    assert again.scores == outcome.scores
    assert again.selected == outcome.selected
    assert again.ignored == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 134))
def test_reversing_twice_changes_nothing(seed, position):
    definition = many_scales(seed=seed % 5)
    [sheet] = sheets(definition, 1, seed=seed, missing=0.05)
    before = score(parse(definition), sheet).scores
    turned = f"i{position}"
    for item in definition["items"]:
        if item["key"] == turned:
            for option in item["options"]:
                option["value"] = str(6 - int(option["value"]))
    for one in definition["scales"]:
        for term in one["items"]:
            if term["item"] == turned:
                term["reverse"] = not term["reverse"]
    assert score(parse(definition), sheet).scores == before


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 35))
def test_a_higher_answer_never_lowers_a_scale_of_positive_weights(seed, position):
    definition = two_scales()
    for one in definition["scales"]:
        for term in one["items"]:
            term["reverse"] = False
    parsed = parse(definition)
    [sheet] = sheets(definition, 1, seed=seed, missing=0.0)
    before = {one.scale: one.value for one in score(parsed, sheet).scores}
    sheet[f"i{position}"] = "o5"
    after = {one.scale: one.value for one in score(parsed, sheet).scores}
    assert all(after[key] >= before[key] for key in before)


def test_attainable_sums_are_all_and_only_the_real_ones():
    definition = parse(
        quiz(
            [likert("i0", high=3), likert("i1", high=2)],
            [scale("a", [{"item": "i0", "weight": "2"}, {"item": "i1", "reverse": True}])],
            [HIGHEST | {"scales": ["a"]}],
        )
    )
    real = {2 * first + (3 - second) for first in (1, 2, 3) for second in (1, 2)}
    found = {
        total for total in range(-20, 20) if are_attainable(definition, {"a": (2, Fraction(total))})
    }
    assert found == real


def test_sums_of_scales_that_share_a_question_are_attained_together():
    points = [{"key": name, "points": {name: "1"}} for name in ("a", "b")]
    items = [likert(f"i{number}") | {"options": points} for number in range(3)]
    keys = [item["key"] for item in items]
    definition = parse(
        quiz(items, [scale("a", keys), scale("b", keys)], [HIGHEST | {"scales": ["a", "b"]}])
    )
    for first, second in product(range(4), repeat=2):
        sums = {"a": (3, Fraction(first)), "b": (3, Fraction(second))}
        assert are_attainable(definition, sums) == (first + second == 3)


def test_what_is_too_much_to_try_is_said():
    slider = {"key": "i0", "type": "slider", "minimum": "0", "maximum": "10"}
    definition = parse(quiz([slider], [scale("a", ["i0"])], [HIGHEST | {"scales": ["a"]}]))
    with pytest.raises(TooManyAnswers):
        are_attainable(definition, {"a": (1, Fraction(3))})
    bands = {"kind": "band", "scales": ["a"], "results": {"narrow": "narrow"}}
    narrow = {"key": "narrow", "minimum": "6", "maximum": "7"}
    definition = parse(quiz([slider], [scale("a", ["i0"], bands=[narrow])], [bands]))
    assert not reach(definition).complete
    options = [{"key": f"o{number}", "value": "1"} for number in range(20)]
    many = {"key": "i0", "type": "multi_choice", "options": options}
    definition = parse(quiz([many], [scale("a", ["i0"])], [HIGHEST | {"scales": ["a"]}]))
    assert not reach(definition).complete


@pytest.mark.parametrize("operation", ["lt", "gte"])
def test_a_condition_compares_what_an_option_is_worth(operation):
    hidden = likert("i1", visible_if={"item": "i0", "op": operation, "value": "3"})
    definition = parse(
        quiz([likert("i0"), hidden], [scale("a", ["i0", "i1"])], [HIGHEST | {"scales": ["a"]}])
    )
    for value in range(1, 6):
        outcome = score(definition, {"i0": f"o{value}", "i1": "o1"})
        assert (outcome.ignored == ()) == ((value < 3) == (operation == "lt"))


def test_a_condition_that_compares_with_no_number_is_found():
    broken = likert("i1", visible_if={"item": "i0", "op": "lt", "value": "much"})
    findings, _found = check(
        quiz([likert("i0"), broken], [scale("a", ["i0", "i1"])], [HIGHEST | {"scales": ["a"]}])
    )
    assert [finding.code for finding in findings] == ["not_a_number"]


UNREADABLE = ["1e999999999", "3e0", "３", "1_0", "1/3", "+3", " 3", "3.", ".5", "", "9" * 21]


@pytest.mark.parametrize("number", UNREADABLE)
@pytest.mark.parametrize("place", ["condition", "typical scores"])
def test_a_number_that_not_every_client_can_read_is_found(number, place):
    rules = {
        "condition": {
            "kind": "when",
            "condition": {"scale": "a", "op": "gte", "value": number},
            "results": {"then": "first"},
        },
        "typical scores": {
            "kind": "nearest",
            "scales": ["a"],
            "centroids": [{"result": "first", "at": [number]}],
        },
    }
    findings, _found = check(planted(lambda definition: definition["rules"].append(rules[place])))
    assert [(one.code, one.details["key"]) for one in findings] == [("not_a_number", number)]


@pytest.mark.parametrize("number", ["3", "-0.5", "007", "1.10", "123456789.123456", 3, 0.5])
def test_a_number_written_in_digits_is_taken_exactly(number):
    assert exact(number) == Fraction(str(number))


@pytest.mark.parametrize(
    ("sheet", "item", "reason"),
    [
        ({"nothing": "o1"}, "nothing", "no such question"),
        ({"i0": "o9"}, "i0", "not one of its options"),
        ({"i0": ["o1", "o2"]}, "i0", "Exactly one"),
        ({"i0": []}, "i0", "Exactly one"),
    ],
)
def test_answers_that_nobody_can_give_are_named(sheet, item, reason):
    definition = parse(quiz([likert("i0")], [scale("a", ["i0"])], [HIGHEST | {"scales": ["a"]}]))
    with pytest.raises(UnscorableAnswers) as refusal:
        score(definition, sheet)
    assert reason in refusal.value.problems[item]


@pytest.mark.parametrize(
    ("ties", "winner"),
    [("order", "first"), ("combined", "first"), ("scale:order", "second")],
)
def test_a_scale_may_be_called_like_a_way_to_decide_ties(ties, winner):
    results = {"a": "first", "order": "second", "combined": "third"}
    rule = {"kind": "highest", "scales": list(results), "results": results, "ties": ties}
    items = [likert("i0"), likert("i1")]
    definition = quiz(items, [scale(key, ["i0", "i1"]) for key in results], [rule])
    assert [one.code for one in check(definition)[0] if one.severity == "error"] == [
        "result_unreachable"
    ] * 3
    assert score(parse(definition), {"i0": "o2", "i1": "o2"}).selected.result == winner


@pytest.mark.parametrize(
    ("method", "value", "expected"),
    [
        ("sum", "2", 5 - 2 + 2 * 4),
        ("mean", "2", Fraction(5 - 2 + 2 * 4, 4)),
        ("min", "2", -2),
        ("max", "2", 8),
        ("count", "2", 2),
        ("count", "6", 1),
        ("max", "0.5", 11),
    ],
)
def test_a_missing_answer_that_counts_as_a_value_counts_as_an_answer_would(method, value, expected):
    terms = [
        {"item": "i0"},
        {"item": "i1", "weight": "-1"},
        {"item": "i2", "weight": "2", "reverse": True},
    ]
    missing = {"rule": "value", "number": value}
    items = [likert(f"i{number}") for number in range(3)]
    definition = parse(
        quiz(items, [scale("a", terms, method=method, missing=missing)], [HIGHEST])
        | {"rules": [], "results": ["other"]}
    )
    [found] = score(definition, {"i0": "o5"}).scores
    assert (found.value, found.answered) == (expected, 1)


@pytest.mark.parametrize(
    ("method", "sheet", "percent"),
    [
        ("min", {"i0": "o3", "i1": "o3"}, 100),
        ("min", {"i0": "o2", "i1": "o3"}, 50),
        ("min", {"i0": "o4"}, 75),
        ("max", {"i0": "o3", "i1": "o1"}, 50),
        ("max", {"i0": "o5", "i1": "o1"}, 100),
        ("max", {"i1": "o3"}, 100),
    ],
)
def test_percent_says_how_far_the_lowest_or_highest_answer_reaches(method, sheet, percent):
    one = scale("a", ["i0", "i1"], method=method, missing={"rule": "prorate"}, normalise="percent")
    definition = parse(quiz([likert("i0"), likert("i1", high=3)], [one], [], fallback="first"))
    [found] = score(definition, sheet).scores
    assert (found.percent, found.value) == (percent, percent)


def test_too_little_answered_gives_no_result_and_the_reason():
    outcome = score(parse(two_scales()), {"i0": "o1"})
    assert outcome.selected.result is None
    assert outcome.selected.reason == "insufficient"


def planted(change: Any) -> JSON:
    bands = [
        {"key": "low", "minimum": "1", "maximum": "3"},
        {"key": "high", "minimum": "3", "maximum": "5"},
    ]
    items = [likert(f"i{number}", required=True) for number in range(4)]
    scales = [
        scale("a", ["i0", "i1"], bands=bands),
        scale("b", ["i2", {"item": "i3", "reverse": True}]),
    ]
    definition = quiz(items, scales, [deepcopy(HIGHEST)], fallback="first")
    change(definition)
    return definition


def band(definition: JSON, position: int, **values: str) -> None:
    definition["scales"][0]["bands"][position].update(values)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("duplicate_key", lambda d: d["items"].append(likert("i0"))),
        ("unknown_reference", lambda d: d["scales"][0]["items"].append({"item": "nothing"})),
        ("unknown_reference", lambda d: d["rules"][0]["scales"].append("nothing")),
        ("no_fallback", lambda d: d.update(fallback="")),
        ("band_overlap", lambda d: band(d, 0, maximum="3.5")),
        ("band_gap", lambda d: band(d, 0, maximum="2.5")),
        ("band_outside_attainable_range", lambda d: band(d, 1, minimum="6", maximum="9")),
        ("result_unreachable", lambda d: d["results"].append("never")),
        ("scale_without_items", lambda d: d["scales"][1].update(items=[])),
        (
            "weight_zero_everywhere",
            lambda d: d["scales"][1].update(items=[{"item": "i2", "weight": "0"}]),
        ),
        (
            "forward_reference",
            lambda d: d["items"][0].update(visible_if={"item": "i2", "op": "eq", "value": "o1"}),
        ),
        (
            "branch_cycle",
            lambda d: d["items"][0].update(visible_if={"item": "i0", "op": "answered"}),
        ),
        (
            "item_never_visible",
            lambda d: d["items"][1].update(
                visible_if={
                    "all": [
                        {"item": "i0", "op": "eq", "value": "o1"},
                        {"item": "i0", "op": "eq", "value": "o2"},
                    ]
                }
            ),
        ),
    ],
)
def test_a_planted_defect_is_found(code, change):
    findings, _found = check(planted(change))
    assert code in {finding.code for finding in findings if finding.severity == "error"}


def test_a_sound_quiz_has_no_errors():
    findings, found = check(planted(lambda definition: None))
    assert [finding for finding in findings if finding.severity == "error"] == []
    assert set(found.witnesses) == {"first", "second", "both"}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("unscored_item", lambda d: d["items"].append(likert("i9"))),
        ("single_item_scale", lambda d: d["scales"][0].update(items=[{"item": "i0"}])),
        ("double_keyed_item", lambda d: d["scales"][0]["items"].append({"item": "i0"})),
        ("unequal_ranges", lambda d: d["items"][0]["options"].pop()),
        ("identical_option_values", lambda d: d["items"][0]["options"][0].update(value="2")),
    ],
)
def test_what_is_unwise_is_a_warning(code, change):
    findings, _found = check(planted(change))
    assert code in {finding.code for finding in findings if finding.severity == "warning"}


def test_a_quiz_too_big_to_search_is_never_called_sound():
    findings, found = check(many_scales())
    assert not found.complete
    assert "reachability_unknown" in {finding.code for finding in findings}


def test_chance_is_not_part_of_a_score():
    definition = parse(many_scales())
    [sheet] = sheets(many_scales(), 1, seed=random.Random(1).randint(0, 9), missing=0.1)
    assert score(definition, sheet) == score(definition, sheet)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.randoms())
def test_shuffled_questions_score_as_those_in_order(seed, chance):
    definition = many_scales(seed=seed % 5)
    [sheet] = sheets(definition, 1, seed=seed, missing=0.1)
    before = score(parse(definition), sheet)
    chance.shuffle(definition["items"])
    after = score(parse(definition), sheet)
    assert (after.scores, after.selected) == (before.scores, before.selected)


@settings(max_examples=40, deadline=None)
@given(small_quizzes())
def test_every_result_that_is_reported_as_reachable_has_answers_that_reach_it(definition):
    findings, found = check(definition)
    unreachable = {one.where for one in findings if one.code == "result_unreachable"}
    parsed = parse(definition)
    for result in definition["results"]:
        if result in found.witnesses:
            assert score(parsed, found.witnesses[result]).selected.result == result
        elif found.complete and not {one.code for one in findings} & {"reachability_unknown"}:
            assert f"result:{result}" in unreachable or any(
                one.severity == "error" for one in findings
            )


def cut_off(definition: JSON) -> None:
    definition["rules"][0] = quadrant("a", "b", "3", results={"high_high": "first"})


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("incomplete", lambda d: d["scales"][0]["items"][0].update(weight=None)),
        ("incomplete", lambda d: d["scales"][0].update(normalise="t")),
        ("incomplete", lambda d: d["items"].append({"key": "n", "type": "number"})),
        ("not_a_number", lambda d: d["scales"][0]["items"][0].update(weight="many")),
        ("item_without_options", lambda d: d["items"][0].update(options=[])),
        (
            "empty_range",
            lambda d: d["items"].append(
                {"key": "n", "type": "slider", "minimum": "5", "maximum": "1"}
            ),
        ),
        ("unknown_reference", lambda d: d["rules"][0].update(ties="nothing")),
        (
            "unknown_reference",
            lambda d: d["items"][0]["options"][0].update(points={"nothing": "1"}),
        ),
        (
            "unknown_reference",
            lambda d: d["rules"].append(
                {"kind": "band", "scales": ["a"], "results": {"nothing": "first"}}
            ),
        ),
        (
            "wrong_number_of_scores",
            lambda d: d["rules"].append(
                {
                    "kind": "nearest",
                    "scales": ["a", "b"],
                    "centroids": [{"result": "first", "at": ["1"]}],
                }
            ),
        ),
        (
            "not_comparable",
            lambda d: d["items"][1].update(visible_if={"item": "i0", "op": "gte", "value": "2"}),
        ),
        (
            "not_a_number",
            lambda d: d["rules"][0].update(
                kind="when",
                scales=[],
                condition={"scale": "a", "op": "gte", "value": "much"},
                results={"then": "first"},
            ),
        ),
        (
            "branch_cycle",
            lambda d: [
                d["items"][position].update(visible_if={"item": other, "op": "answered"})
                for position, other in ((0, "i1"), (1, "i2"), (2, "i0"))
            ],
        ),
    ],
)
def test_what_scoring_could_not_bear_is_an_error_and_never_a_crash(code, change):
    definition = planted(lambda definition: None)
    change(definition)
    findings, _found = check(definition)
    assert code in {finding.code for finding in findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("code", "change"),
    [("tie_probability", lambda d: None), ("boundary_mass", cut_off)],
)
def test_ties_and_cuts_that_are_common_are_told(code, change):
    findings, _found = check(planted(change))
    [share] = [finding.details["share"] for finding in findings if finding.code == code]
    assert share.endswith("%")


def test_where_not_every_number_was_tried_nothing_is_called_unreachable():
    definition = planted(lambda definition: None)
    definition["items"].append(
        {"key": "years", "type": "number", "minimum": "0", "maximum": "90", "required": True}
    )
    definition["rules"].insert(
        0,
        {
            "kind": "when",
            "condition": {"item": "years", "op": "eq", "value": "7"},
            "results": {"then": "rare"},
        },
    )
    definition["results"].append("rare")
    codes = {finding.code for finding in check(definition)[0]}
    assert "reachability_unknown" in codes
    assert "result_unreachable" not in codes


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_number_is_written_exactly_in_digits(number):
    digits = written(Fraction(number))
    assert Fraction(digits) == Fraction(number)
    assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", digits)


@settings(max_examples=40, deadline=None)
@given(st.decimals(1, 10**9, places=3))
def test_answers_that_reach_a_result_are_scored_whatever_the_range(most):
    item = {"key": "n", "type": "number", "minimum": "0", "maximum": str(most), "required": True}
    rule = {
        "kind": "when",
        "condition": {"scale": "s", "op": "gte", "value": str(most)},
        "results": {"then": "all"},
    }
    definition = quiz([item], [scale("s", ["n"], method="sum")], [rule])
    parsed = parse(definition)
    witnesses = reach(parsed).witnesses
    assert set(witnesses) == {"all", "other"}
    for result, sheet in witnesses.items():
        assert score(parsed, sheet).selected.result == result
