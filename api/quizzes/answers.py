"""Answers as a client writes them: `keep_asking:4,leave_open:2`, several as `a:x+y`."""

from fractions import Fraction

from content_models.scoring.answers import MAX_ANSWERS, MAX_LENGTH
from content_models.scoring.attainable import TooManyAnswers, are_attainable
from content_models.scoring.conditions import references
from content_models.scoring.definition import Definition, Rule
from content_models.scoring.scales import Raw, compiled


class UnreadableAnswers(ValueError):
    """What was sent is not a list of answers."""


def parse(text: str, form: str = "question:answer") -> dict[str, str | list[str]]:
    """Return the answers by item key; values are option keys, lists of them, or numbers as text.

    Raises:
        UnreadableAnswers: on a wrong form, a repeated item, or too much of it.
    """
    if len(text) > MAX_LENGTH:
        raise UnreadableAnswers(f"The answers are longer than {MAX_LENGTH} characters.")
    given: dict[str, str | list[str]] = {}
    parts = [part for part in text.split(",") if part.strip()]
    if len(parts) > MAX_ANSWERS:
        raise UnreadableAnswers(f"There are more than {MAX_ANSWERS} answers.")
    for part in parts:
        key, colon, value = (piece.strip() for piece in part.partition(":"))
        if not colon or not key or not value:
            raise UnreadableAnswers(f"“{part[:40]}” is not of the form {form}.")
        if key in given:
            raise UnreadableAnswers(f"“{key[:40]}” is given twice.")
        given[key] = value.split("+") if "+" in value else value
    return given


def parse_scores(definition: Definition, text: str) -> dict[str, Raw]:
    """Return what the scales add up to, from sums and counts such as `pursue:13/4`.

    Only scales whose questions all weigh and range alike and are always shown can be minted like
    this, and only sums that one answer sheet gives to all of them.

    Raises:
        UnreadableAnswers: naming the scale and what is wrong with it.
    """
    given = parse(text, "scale:sum/count")
    unknown = next((key for key in given if key not in definition.scales), None)
    if unknown is not None:
        raise UnreadableAnswers(f"There is no scale “{unknown[:40]}”.")
    raw: dict[str, Raw] = {}
    if any(_looks_at_answers(rule) for rule in definition.rules):
        raise UnreadableAnswers("The result depends on single answers; use evaluate.")
    for scale in definition.scales.values():
        if scale.combines:
            continue
        units, rows = compiled(definition, scale)
        alike = len({(row.weight, row.low, row.high, row.filled) for row in rows}) == 1
        always = not any(definition.items[row.key].visible_if for row in rows)
        if not alike or not always or scale.method not in ("mean", "sum"):
            raise UnreadableAnswers(f"“{scale.key}” cannot be shared from sums; use evaluate.")
        total, answered = _sum_and_count(scale.key, given.pop(scale.key, None))
        row, missing = rows[0], len(rows) - answered
        raw[scale.key] = Raw(
            units=units,
            answered=answered,
            visible=len(rows),
            total=total * units,
            weight=row.weight * answered,
            low=row.low * answered,
            high=row.high * answered,
            missing_weight=row.weight * missing,
            filled=row.filled * missing if row.filled is not None and missing else None,
        )
    if given:
        raise UnreadableAnswers(f"“{next(iter(given))}” is worked out from the other scales.")
    try:
        wanted = {key: (one.answered, Fraction(one.total, one.units)) for key, one in raw.items()}
        if not are_attainable(definition, wanted):
            raise UnreadableAnswers("No answers give these scores.")
    except TooManyAnswers:
        raise UnreadableAnswers("These scales cannot be shared from sums; use evaluate.") from None
    return raw


def _looks_at_answers(rule: Rule) -> bool:
    looked_at = references(rule.condition or {})
    return any(kind == "item" for kind, _key, _comparison in looked_at)


def _sum_and_count(key: str, text: str | list[str] | None) -> tuple[Fraction, int]:
    total, slash, count = str(text or "").partition("/")
    plain = total.removeprefix("-").replace(".", "", 1)
    for digits in (plain, count):
        if not digits.isascii() or not digits.isdigit() or len(digits) > 6:
            raise UnreadableAnswers(f"Give “{key}” as sum/count, such as 13/4.")
    return Fraction(total), int(count) if slash else 0
