"""Scores and results in the words of a locale, rounded for people."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from content_models.publishing.quizzes import Version
from content_models.scoring import Definition, ScaleScore

JSON = dict[str, Any]


def rounded(value: Fraction | None, decimals: int) -> str | None:
    """Return a fraction as a decimal, rounded half up; only for display."""
    if value is None:
        return None
    above, below = abs(value.numerator) * 10**decimals, value.denominator
    whole = (2 * above + below) // (2 * below)
    digits = str(whole).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if value < 0 and whole else text


def scores_of(version: Version, definition: Definition, scores: Iterable[ScaleScore]) -> list[JSON]:
    """Return every scale with its name, its exact and its rounded value, and its band."""
    shown = []
    for one in scores:
        words = version.text["scales"][one.scale]
        band = words["bands"].get(one.band) if one.band else None
        shown.append(
            {
                "scale": one.scale,
                "name": words["name"],
                "value": rounded(one.value, definition.scales[one.scale].decimals),
                "exact": None if one.value is None else str(one.value),
                "percent": rounded(one.percent, 1),
                "answered": one.answered,
                "total": one.visible,
                "band": band and {"key": one.band, **band},
                "low_label": words["low_label"],
                "high_label": words["high_label"],
            }
        )
    return shown


def result_of(version: Version, result: str | None) -> JSON | None:
    """Return a result without its report, None when there is none."""
    words = version.text["results"].get(result) if result else None
    if words is None:
        return None
    shown = {name: value for name, value in words.items() if name != "has_image"}
    image = version.images.results.get(str(result)) if words.get("has_image") else None
    return {"key": result, **shown, "image": image}
