"""Scores equal an independent computation, over tens of thousands of answer sheets."""

import json
from typing import Any

import numpy as np
import pytest

from content_models.scoring import parse, score
from tests.content_models.scoring.quizzes import JSON, many_scales, sheets, two_scales


def independent(definition: JSON, given: list[JSON]) -> dict[str, Any]:
    """Score all sheets at once with NumPy, written from the specification alone."""
    keys = [item["key"] for item in definition["items"]]
    column = {key: position for position, key in enumerate(keys)}
    answers = np.full((len(given), len(keys)), np.nan)
    for row, sheet in enumerate(given):
        for key, option in sheet.items():
            answers[row, column[key]] = float(option[1:])
    found = {}
    for one in definition["scales"]:
        columns = [column[term["item"]] for term in one["items"]]
        weights = np.array([float(term.get("weight", "1")) for term in one["items"]])
        points = answers[:, columns]
        turned = np.array([bool(term.get("reverse")) for term in one["items"]])
        points = np.where(turned, 6 - points, points)
        there = ~np.isnan(points)
        parts = np.where(there, points, 0) * weights
        answered = there.sum(axis=1)
        missing = len(columns) - answered
        rule = one.get("missing", {"rule": "allow_share", "number": "0.2"})
        number = float(rule.get("number", 0))
        enough = {
            "require_all": missing == 0,
            "allow_count": missing <= number,
            "allow_share": missing <= number * len(columns) + 1e-12,
            "prorate": answered > 0,
            "value": answered > 0,
        }[rule["rule"]] & (answered > 0)
        size = np.abs(weights)
        total, weight = parts.sum(axis=1), (there * size).sum(axis=1)
        low = (there * np.minimum(weights * 1, weights * 5)).sum(axis=1)
        high = (there * np.maximum(weights * 1, weights * 5)).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            reached = total
            if one["method"] in ("min", "max"):
                far, choose = {"min": (np.inf, np.min), "max": (-np.inf, np.max)}[one["method"]]
                ends = (parts, np.minimum(weights, weights * 5), np.maximum(weights, weights * 5))
                reached, low, high = (choose(np.where(there, end, far), axis=1) for end in ends)
            percent = 100 * (reached - low) / (high - low)
            filled, filled_weight, counted = parts, weight, there
            if rule["rule"] == "value":
                filled = np.where(there, parts, np.where(turned, 6 - number, number) * weights)
                filled_weight = np.full(len(given), size.sum())
                counted = np.full_like(there, True)
            mean = filled.sum(axis=1) / filled_weight
        value = {
            "mean": mean,
            "sum": mean * size.sum(),
            "min": np.where(counted, filled, np.inf).min(axis=1),
            "max": np.where(counted, filled, -np.inf).max(axis=1),
            "count": (counted & (filled > 0)).sum(axis=1),
        }[one["method"]]
        z = (value - 3.1) / 0.7
        value = {"raw": value, "percent": percent, "z": z, "t": 50 + 10 * z}[
            one.get("normalise", "raw")
        ]
        found[one["key"]] = np.where(enough, value, np.nan)
    return found


@pytest.mark.parametrize(
    ("definition", "count", "missing"),
    [
        (two_scales(), 20_000, 0.0),
        (two_scales(), 20_000, 0.15),
        (many_scales(), 5_000, 0.0),
        (many_scales(seed=2), 5_000, 0.12),
    ],
    ids=["36x2", "36x2 missing", "135x32", "135x32 missing"],
)
def test_fifty_thousand_sheets_agree_with_numpy(definition, count, missing):
    given = sheets(definition, count, seed=count, missing=missing)
    expected = independent(definition, given)
    parsed = parse(definition)
    differing = 0
    for row, sheet in enumerate(given):
        outcome = score(parsed, sheet)
        for one in outcome.scores:
            wanted = expected[one.scale][row]
            if one.value is None or np.isnan(wanted):
                differing += not (one.value is None and np.isnan(wanted))
            else:
                differing += abs(float(one.value) - wanted) > 1e-9 * max(1, abs(wanted))
    assert differing == 0


def test_ties_and_cuts_are_decided_on_exact_numbers():
    definition = two_scales()
    given = sheets(definition, 20_000, seed=5, missing=0.0)
    parsed = parse(definition)
    on_a_cut = 0
    for sheet in given:
        sums = {}
        for one in definition["scales"]:
            points = [int(sheet[term["item"]][1:]) for term in one["items"]]
            sums[one["key"]] = sum(
                6 - point if term["reverse"] else point
                for point, term in zip(points, one["items"], strict=True)
            )
        cut = 3 * 18
        on_a_cut += cut in sums.values()
        sides = "_".join("high" if sums[key] >= cut else "low" for key in ("near", "far"))
        assert score(parsed, sheet).selected.result == sides
    assert on_a_cut > 100


def test_a_reverse_flag_that_is_lost_changes_scores():
    definition = two_scales()
    given = sheets(definition, 50, seed=3, missing=0.0)
    before = [score(parse(definition), sheet).scores for sheet in given]
    definition["scales"][0]["items"][0]["reverse"] = False
    after = [score(parse(definition), sheet).scores for sheet in given]
    assert before != after


@pytest.mark.parametrize("name", ["order", "ordered", "units", "span of far", "tallies of far"])
def test_a_scale_may_have_any_key(name):
    definition = two_scales()
    [sheet] = sheets(definition, 1, seed=4, missing=0.0)
    before = score(parse(definition), sheet)
    renamed = parse(json.loads(json.dumps(definition).replace('"near"', f'"{name}"')))
    after = [score(renamed, sheet), score(renamed, sheet)]
    assert after[0] == after[1]
    assert [one.value for one in after[0].scores] == [one.value for one in before.scores]
