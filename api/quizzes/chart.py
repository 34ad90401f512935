"""The chart of a result as data and as text; the share picture draws the same data."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from api.quizzes.shown import rounded
from content_models import locales
from content_models.publishing.quizzes import Version
from content_models.scoring import Definition, ScaleScore
from content_models.scoring.scales import value_span

JSON = dict[str, Any]


def chart_of(version: Version, definition: Definition, scores: Sequence[ScaleScore]) -> JSON:
    """Return bars for every scale, a plane when a quadrant decides, and both in words.

    Positions and cuts are percent of the axis, 0.0 to 100.0, as decimals.
    """
    by_key = {one.scale: one for one in scores}
    plane = _plane(version, definition, by_key)
    return {
        "kind": "quadrant" if plane else "bars",
        "bars": [
            {
                "scale": one.scale,
                "name": version.text["scales"][one.scale]["name"],
                "position": rounded(_position(definition, one), 1),
                "color": _band(version, one).get("color"),
            }
            for one in scores
        ],
        "quadrant": plane,
        "text": _in_words(version, definition, scores),
    }


def _band(version: Version, score: ScaleScore) -> JSON:
    bands = version.text["scales"][score.scale]["bands"]
    return bands.get(score.band, {}) if score.band else {}


def _position(definition: Definition, score: ScaleScore) -> Fraction | None:
    """Return where a score lies on its axis, in percent; None when it has none."""
    if score.value is None:
        return None
    placed = _on_axis(definition, score.scale, score.value)
    return score.percent if placed is None else placed


def _on_axis(definition: Definition, scale: str, value: Fraction) -> Fraction | None:
    span = definition.worked_out(
        "span", scale, lambda: value_span(definition, definition.scales[scale])
    )
    if span is None or span[0] == span[1]:
        return None
    return min(max(100 * (value - span[0]) / (span[1] - span[0]), Fraction(0)), Fraction(100))


def _plane(version: Version, definition: Definition, scores: dict[str, ScaleScore]) -> JSON | None:
    rule = next((rule for rule in definition.rules if rule.kind == "quadrant"), None)
    if rule is None:
        return None
    axes = {}
    for axis, key, cut in zip(("x", "y"), rule.scales, rule.cuts, strict=True):
        value = scores[key].value
        at = None if value is None else _on_axis(definition, key, value)
        line = _on_axis(definition, key, cut)
        if at is None or line is None:
            return None
        words = version.text["scales"][key]
        axes[axis] = {
            "scale": key,
            "name": words["name"],
            "position": rounded(at, 1),
            "cut": rounded(line, 1),
            "low_label": words["low_label"],
            "high_label": words["high_label"],
        }
    return axes


def _in_words(version: Version, definition: Definition, scores: Sequence[ScaleScore]) -> list[str]:
    with translation.override(locales.language_code(version.served)):
        return [_sentence(version, definition, one) for one in scores]


def in_a_row(locale: str, sentences: Sequence[str]) -> str:
    """Return sentences as one text in the way of a locale."""
    with translation.override(locales.language_code(locale)):
        return pgettext("between two sentences", ". ").join(sentences)


def _sentence(version: Version, definition: Definition, score: ScaleScore) -> str:
    name = version.text["scales"][score.scale]["name"]
    exact = rounded(score.value, definition.scales[score.scale].decimals)
    value = number_format(exact, use_l10n=True) if exact else None
    if value is None:
        return _("%(name)s: too little was answered") % {"name": name}
    band = _band(version, score).get("label")
    if band:
        return _("%(name)s: %(value)s, %(band)s") % {"name": name, "value": value, "band": band}
    return _("%(name)s: %(value)s") % {"name": name, "value": value}
