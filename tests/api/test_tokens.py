"""Tokens are short, and every changed character makes them strangers."""

import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from api.quizzes import tokens
from content_models.scoring import parse, score, select_from_scales
from tests.api.test_quizzes import fields, path, quiz, sheet  # noqa: F401
from tests.api.test_surveyjs import at_random, mixed
from tests.content_models.scoring.quizzes import many_scales, sheets, two_scales

LETTERS = string.ascii_letters + string.digits + "-_"
SHEETS = 200
LAST_DAY = date.fromordinal(tokens.EPOCH.toordinal() + 65_535)


def minted(definition, sheet, purpose: str) -> str:
    """Return the longest kind of token: highest quiz, version and day, full signature."""
    outcome = score(definition, sheet)
    payload = tokens.pack(definition, outcome.raw, outcome.selected.result)
    form = tokens.form_of(definition)
    return tokens.seal(
        tokens.Head(UUID(int=2**128 - 1), 65_535, LAST_DAY, purpose, payload, form),
    )


def changed(token: str, position: int) -> Iterator[str]:
    for letter in LETTERS:
        if letter != token[position]:
            yield token[:position] + letter + token[position + 1 :]


@pytest.mark.parametrize("purpose", tokens.PURPOSES)
def test_every_other_character_at_every_place_is_refused(purpose):
    definition = parse(two_scales(8))
    [given] = sheets(two_scales(8), 1, seed=1, missing=0)
    token = minted(definition, given, purpose)
    assert tokens.read(token).purpose == purpose
    tried = 0
    for position in range(len(token)):
        for other in changed(token, position):
            with pytest.raises(tokens.BadToken):
                tokens.read(other)
            tried += 1
    assert tried == len(token) * 63 > 2_500


def test_a_changed_character_at_any_place_is_not_found(client, path):  # noqa: F811
    token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]["share"]
    assert client.get(f"/api/v1/results/{token}/").status_code == 200
    for position in range(len(token)):
        other = list(changed(token, position))[position]
        assert client.get(f"/api/v1/results/{other}/").status_code == 404, position


@pytest.mark.parametrize(
    ("scoring", "longest"),
    [(two_scales(36), 64), (many_scales(), 128)],
    ids=["36 questions in 2 scales", "135 questions in 32 scales"],
)
@pytest.mark.parametrize("missing", [0, 0.1, 0.6])
def test_a_token_stays_short_and_holds_every_score(scoring, longest, missing):
    definition = parse(scoring)
    for given in sheets(scoring, SHEETS, seed=5, missing=missing):
        outcome = score(definition, given)
        token = minted(definition, given, "report")
        assert len(token) <= longest
        raw, result = tokens.unpack(definition, tokens.read(token).payload)
        assert select_from_scales(definition, raw)[0] == outcome.scores
        assert result == outcome.selected.result


@pytest.mark.parametrize("most_tallies", [0, tokens.MOST_TALLIES])
def test_a_token_holds_scales_of_every_method_and_rule(monkeypatch, most_tallies):
    monkeypatch.setattr(tokens, "MOST_TALLIES", most_tallies)
    definition = parse(mixed() | {"results": ["unknown", "other"]})
    for given in at_random(definition, SHEETS, seed=6):
        outcome = score(definition, given)
        payload = tokens.read(minted(definition, given, "report")).payload
        raw, _result = tokens.unpack(definition, payload)
        assert select_from_scales(definition, raw)[0] == outcome.scores


def test_a_token_that_held_too_little_is_not_found(client, make_quiz, publish, fields):  # noqa: F811
    fields["scales"][0]["value"]["method"] = "max"
    address = f"/api/v1/quizzes/{publish(make_quiz(**fields)).translation_key}/evaluate/"
    token = client.get(f"{address}?a={sheet()}").json()["tokens"]["share"]
    assert client.get(f"/api/v1/results/{token}/").status_code == 200
    former = tokens.seal(replace(tokens.read(token), form=1))
    assert client.get(f"/api/v1/results/{former}/").status_code == 404
