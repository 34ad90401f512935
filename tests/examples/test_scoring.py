"""The example scores in the browser exactly as the server does."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from content_models.scoring import parse, score
from tests.api.test_surveyjs import RULES, at_random, mixed
from tests.content_models.scoring.quizzes import JSON, many_scales, sheets, two_scales

NODE = shutil.which("node")
FOLDER = Path(__file__).parent


def canonical(scoring: JSON) -> JSON:
    """Return a quiz with everything that the API always prints."""
    items = [
        {"options": [], "minimum": None, "maximum": None, "min_choices": None, "max_choices": None}
        | {"visible_if": None}
        | item
        | {
            "options": [
                {"points": {}, "exclusive": False} | option for option in item.get("options", ())
            ]
        }
        for item in scoring["items"]
    ]
    norm = {"mean": None, "deviation": None, "table": []}
    scales = [
        {
            "method": "mean",
            "combines": [],
            "missing": {"rule": "allow_share", "number": "0.2"},
            "normalise": "raw",
            "bands": [],
        }
        | {name: value for name, value in one.items() if value is not None}
        | {
            "items": [{"weight": "1", "reverse": False} | term for term in one.get("items", ())],
            "norm": norm | one.get("norm", {}),
        }
        for one in scoring["scales"]
    ]
    rules = [{"boundary": "high", "margin": "0", "ties": "order"} | one for one in scoring["rules"]]
    return scoring | {
        "rules": rules,
        "items": items,
        "scales": scales,
        "insufficient": scoring.get("insufficient", ""),
    }


def quizzes() -> list[tuple[JSON, list[JSON]]]:
    found = []
    for place, rule in enumerate(RULES):
        scoring = mixed() | {"rules": [rule, RULES[-1]]}
        found.append((scoring, at_random(parse(scoring), 60, place)))
    found.append((two_scales(), sheets(two_scales(), 300, seed=4, missing=0.1)))
    found.append((many_scales(), sheets(many_scales(), 60, seed=4, missing=0.1)))
    return found


@pytest.mark.skipif(NODE is None, reason="Install Node to run the example's module.")
def test_the_example_scores_exactly_like_the_server(tmp_path):
    given = quizzes()
    path = tmp_path / "cases.json"
    cases = [{"scoring": canonical(scoring), "sheets": answers} for scoring, answers in given]
    path.write_text(json.dumps(cases), encoding="utf-8")
    done = subprocess.run(
        [str(NODE), "check.mjs", str(path)], cwd=FOLDER, capture_output=True, text=True, check=True
    )
    for (scoring, answers), outcomes in zip(given, json.loads(done.stdout), strict=True):
        definition = parse(scoring)
        for sheet, found in zip(answers, outcomes, strict=True):
            outcome = score(definition, sheet)
            exact = {o.scale: None if o.value is None else str(o.value) for o in outcome.scores}
            assert found["scores"] == exact, sheet
            assert found["result"] == outcome.selected.result, sheet
