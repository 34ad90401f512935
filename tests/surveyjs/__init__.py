"""Holds survey-core, as it is published, to what the server says of the same answers."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from content_models.scoring import Definition, score
from content_models.scoring.definition import NUMBERS

FOLDER = Path(__file__).parent
needs_survey_core = pytest.mark.skipif(
    not (FOLDER / "node_modules").exists() or shutil.which("node") is None,
    reason="Run `make surveyjs` to install survey-core.",
)


def case(
    name: str, survey: Any, definition: Definition, sheets: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """Return a survey with sheets and what the server says of each."""
    return {
        "name": name,
        "survey": survey,
        "sheets": [_sheet(definition, sheet) for sheet in sheets],
    }


def _sheet(definition: Definition, sheet: dict[str, Any]) -> dict[str, Any]:
    outcome = score(definition, sheet)
    return {
        "answers": {
            key: float(value) if definition.items[key].type in NUMBERS else value
            for key, value in sheet.items()
        },
        "scores": {
            one.scale: None if one.value is None else float(one.value) for one in outcome.scores
        },
        "bands": {one.scale: one.band for one in outcome.scores},
        "result": outcome.selected.result,
    }


def compare(cases: list[dict[str, Any]], folder: Path) -> None:
    """Fail with the first sheet that a version of survey-core scores differently."""
    path = folder / "cases.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    done = subprocess.run(
        ["node", "check.mjs", str(path)], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    count = 3 * sum(len(one["sheets"]) for one in cases)
    assert f"{count} answer sheets agree" in done.stdout
