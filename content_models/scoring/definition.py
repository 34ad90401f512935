"""A quiz as scoring needs it: items, scales, rules, without a single word of text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from content_models.scoring.decimals import DECIMAL

ZERO = Fraction(0)
CHOICES = ("likert", "single_choice", "multi_choice", "yes_no", "forced_pair")
NUMBERS = ("slider", "number")
# What decides a tie where no scale does.
TIES = ("order", "combined")

Condition = Mapping[str, Any]
Table = TypeVar("Table")


class UnreadableDefinition(ValueError):
    """A definition is not of the shape that scoring needs; says what is wrong with it."""


def exact(value: Any) -> Fraction:
    """Return a number exactly as it is written: `"0.1"` is one tenth.

    Raises:
        UnreadableDefinition: naming what is not written in digits with at most a point.
    """
    text = str(value)
    if not DECIMAL.fullmatch(text):
        raise UnreadableDefinition(text)
    return Fraction(text)


@dataclass(frozen=True)
class Option:
    """`points` holds what the option gives to single scales; elsewhere it gives `value`."""

    key: str
    value: Fraction = ZERO
    points: Mapping[str, Fraction] = field(default_factory=dict)
    exclusive: bool = False


@dataclass(frozen=True)
class Item:
    key: str
    type: str
    options: tuple[Option, ...] = ()
    required: bool = True
    minimum: Fraction = ZERO
    maximum: Fraction = ZERO
    min_choices: int = 0
    max_choices: int = 0
    visible_if: Condition | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Option]:
        return {option.key: option for option in self.options}

    def points(self, option: Option, scale: str) -> Fraction:
        """Return what an option gives to a scale.

        When any option of the item names points for the scale, those that do not give nothing.
        """
        return option.points.get(scale, ZERO) if self.names_points(scale) else option.value

    def names_points(self, scale: str) -> bool:
        """Return whether any option names points for a scale."""
        return any(scale in option.points for option in self.options)

    def worth(self, answer: "str | tuple[str, ...] | Fraction") -> Fraction:
        """Return what a condition compares: the number given, or the values of the options."""
        if isinstance(answer, Fraction):
            return answer
        chosen = (answer,) if isinstance(answer, str) else answer
        return sum((option.value for option in self.options if option.key in chosen), ZERO)

    def span(self, scale: str) -> tuple[Fraction, Fraction]:
        """Return the least and most that any accepted answer gives to a scale."""
        if self.type in NUMBERS:
            return self.minimum, self.maximum
        if self.type == "multi_choice":
            return self._span_of_several(scale)
        given = [self.points(option, scale) for option in self.options]
        return (min(given), max(given)) if given else (ZERO, ZERO)

    def _span_of_several(self, scale: str) -> tuple[Fraction, Fraction]:
        free = sorted(self.points(o, scale) for o in self.options if not o.exclusive)
        alone = [self.points(o, scale) for o in self.options if o.exclusive]
        most = min(self.max_choices or len(free), len(free))
        counts = range(min(self.min_choices or 1, most), most + 1)
        low = [sum(free[:count], ZERO) for count in counts]
        high = [sum(free[len(free) - count :], ZERO) for count in counts]
        return min([*low, *alone], default=ZERO), max([*high, *alone], default=ZERO)


@dataclass(frozen=True)
class Term:
    """One item of a scale, or one scale of a composite."""

    key: str
    weight: Fraction = Fraction(1)
    reverse: bool = False


@dataclass(frozen=True)
class Band:
    key: str
    minimum: Fraction
    maximum: Fraction


@dataclass(frozen=True)
class Scale:
    """`missing` is a rule and its number; `norm` is mean and deviation, or a percentile table."""

    key: str
    method: str = "mean"
    terms: tuple[Term, ...] = ()
    combines: tuple[Term, ...] = ()
    missing: tuple[str, Fraction] = ("allow_share", Fraction(1, 5))
    normalise: str = "raw"
    norm_mean: Fraction = ZERO
    norm_deviation: Fraction = Fraction(1)
    percentiles: tuple[tuple[Fraction, Fraction], ...] = ()
    decimals: int = 1
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule of the selector; `results` gives the result of each case it can find.

    `ties` is one of `TIES` or a scale, which stands behind `scale:` where its key is one of them.
    """

    kind: str
    scales: tuple[str, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)
    margin: Fraction = ZERO
    ties: str = "order"
    cuts: tuple[Fraction, ...] = ()
    boundary: str = "high"
    centroids: tuple[tuple[str, tuple[Fraction, ...]], ...] = ()
    condition: Condition | None = None

    @property
    def tie_scale(self) -> str | None:
        """The scale that wins a tie, None where the order or results of pairs decide."""
        return None if self.ties in TIES else self.ties.removeprefix("scale:")


@dataclass(frozen=True)
class Definition:
    items: Mapping[str, Item]
    scales: Mapping[str, Scale]
    rules: tuple[Rule, ...]
    results: tuple[str, ...]
    fallback: str
    insufficient: str = ""
    # What `worked_out` keeps, by what it is and the scale that it is of.
    tables: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False, repr=False)

    def worked_out(self, what: str, scale: str, work_out: Callable[[], Table]) -> Table:
        """Return what follows from the definition alone, so that it is worked out but once.

        Args:
            scale: the key of the scale that it is of, empty for all of them.
        """
        if (what, scale) not in self.tables:
            self.tables[what, scale] = work_out()
        table: Table = self.tables[what, scale]
        return table


def is_scored(scoring: Mapping[str, Any]) -> bool:
    """Return whether answers come to anything: a score, or a result that rules choose by them."""
    return bool(scoring["scales"] or scoring["results"])


def parse(scoring: Mapping[str, Any]) -> Definition:
    """Return a definition from its canonical JSON form.

    Raises:
        UnreadableDefinition: when a part has not the shape it needs.
    """
    try:
        definition = Definition(
            items={item["key"]: _item(item) for item in scoring["items"]},
            scales={scale["key"]: _scale(scale) for scale in scoring["scales"]},
            rules=tuple(_rule(rule) for rule in scoring["rules"]),
            results=tuple(scoring["results"]),
            fallback=scoring["fallback"],
            insufficient=scoring.get("insufficient", ""),
        )
        conditions = [item.visible_if for item in definition.items.values()]
        for condition in (*conditions, *(rule.condition for rule in definition.rules)):
            _check_condition(definition, condition or {})
        return definition
    except UnreadableDefinition:
        raise
    except (
        KeyError,
        TypeError,
        ValueError,
        ZeroDivisionError,
        AttributeError,
        StopIteration,
    ) as error:
        raise UnreadableDefinition(f"{type(error).__name__}: {error}") from error


def _check_condition(definition: Definition, condition: Condition) -> None:
    """Raise ValueError when a condition compares with what is not a number."""
    for comparison in _comparisons(condition):
        kind = next(name for name in ("item", "scale", "band") if name in comparison)
        item = definition.items.get(comparison[kind]) if kind == "item" else None
        is_number = kind == "scale" or (item is not None and item.type in NUMBERS)
        operation, wanted = comparison["op"], comparison.get("value")
        if operation in ("lt", "gte") and kind == "band":
            raise ValueError(f"{operation} compares numbers, not bands.")
        if operation in ("lt", "gte") or (is_number and operation in ("eq", "ne", "in")):
            for one in wanted if isinstance(wanted, list | tuple) else [wanted]:
                exact(one)


def _comparisons(condition: Condition) -> Iterator[Condition]:
    """Yield every comparison of a condition, however deep."""
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _comparisons(part)
    if "not" in condition:
        yield from _comparisons(condition["not"])
    if "op" in condition:
        yield condition


def _item(item: Mapping[str, Any]) -> Item:
    return Item(
        key=item["key"],
        type=item["type"],
        options=tuple(
            Option(
                key=option["key"],
                value=exact(option.get("value") or 0),
                points={name: exact(number) for name, number in option.get("points", {}).items()},
                exclusive=bool(option.get("exclusive")),
            )
            for option in item.get("options", ())
        ),
        required=bool(item.get("required", True)),
        minimum=exact(item.get("minimum") or 0),
        maximum=exact(item.get("maximum") or 0),
        min_choices=int(item.get("min_choices") or 0),
        max_choices=int(item.get("max_choices") or 0),
        visible_if=item.get("visible_if"),
    )


def _terms(terms: Sequence[Mapping[str, Any]], name: str) -> tuple[Term, ...]:
    return tuple(
        Term(term[name], exact(term.get("weight", 1)), bool(term.get("reverse"))) for term in terms
    )


def _scale(scale: Mapping[str, Any]) -> Scale:
    missing = scale.get("missing") or {"rule": "allow_share", "number": "0.2"}
    norm = scale.get("norm") or {}
    return Scale(
        key=scale["key"],
        method=scale.get("method", "mean"),
        terms=_terms(scale.get("items", ()), "item"),
        combines=_terms(scale.get("combines", ()), "scale"),
        missing=(missing["rule"], exact(missing.get("number") or 0)),
        normalise=scale.get("normalise", "raw"),
        norm_mean=exact(norm.get("mean") or 0),
        norm_deviation=exact(norm.get("deviation") or 1),
        percentiles=tuple(
            sorted((exact(row["from"]), exact(row["percentile"])) for row in norm.get("table", ()))
        ),
        decimals=int(scale.get("decimals", 1)),
        bands=tuple(
            Band(band["key"], exact(band["minimum"]), exact(band["maximum"]))
            for band in scale.get("bands", ())
        ),
    )


def _rule(rule: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=rule["kind"],
        scales=tuple(rule.get("scales", ())),
        results=dict(rule.get("results", {})),
        margin=exact(rule.get("margin") or 0),
        ties=rule.get("ties") or "order",
        cuts=tuple(exact(cut) for cut in rule.get("cuts", ())),
        boundary=rule.get("boundary") or "high",
        centroids=tuple(
            (centroid["result"], tuple(exact(number) for number in centroid["at"]))
            for centroid in rule.get("centroids", ())
        ),
        condition=rule.get("condition"),
    )
