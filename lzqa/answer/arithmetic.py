"""Calculations over facts, with their terms and rounding: sums, differences, growth, ratios, shares, means.

Every result keeps its expression, so that the checker can work it out again and a reader can follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from lzqa.facts import Fact

WORKED_OUT, OWN_WORKED_OUT = "（由规划的数字算出", "（由问题里的数字算出"
"""What a calculation that an answer shows begins with, and one over nothing but numbers of the question's."""
SIGNS = str.maketrans("（）＋－×÷", "()+-*/")
"""The signs of an expression as shown, and those of arithmetic."""
AS_SHOWN = {sign: shown for shown, sign in SIGNS.items()}
"""The signs of arithmetic, and those that are shown."""

SCALES = {"亿": Decimal(100_000_000), "万": Decimal(10_000), "": Decimal(1)}
"""How many a unit that begins so stands for; ``""`` for one that begins otherwise."""

HIGH_OR_LOW = frozenset({"%", "个百分点", "岁"})
"""Of what is counted in these one figure is higher or lower than another, not more or less."""
APART = "相差"
"""What tells how far two figures are apart which are not of one thing over time."""
SUMMED_UP = "合计"
"""What figures that are added come to is called so."""
LEFT = "还有"
"""What is left of a whole without its parts is called so."""
SMALL = Decimal("0.5")
"""A mean below this in 万元 or 亿元 reads better in 元."""


def scale_of(unit: str) -> str:
    """Return the 万 or 亿 that ``unit`` begins with, ``""`` when it begins with neither."""
    return unit[:1] if unit[:1] in SCALES else ""


def in_ones(value: Decimal, unit: str) -> Decimal:
    """Return ``value`` without the 万 or 亿 of its unit: 1.3 in 万人 is 13000."""
    return value * SCALES[scale_of(unit)]


def said_in(value: Decimal, unit: str, scale: str) -> Decimal:
    """Return ``value`` of ``unit`` in that unit with ``scale``, 万, 亿 or ``""``, before it instead of its own."""
    return in_ones(value, unit) / SCALES[scale]


def times(unit: str, other: str) -> Decimal | None:
    """Return how many of ``other`` one of ``unit`` is, 10000 万元 in 亿元; ``None`` when they are not scales of the same."""
    scale, into = scale_of(unit), scale_of(other)
    same = unit.removeprefix(scale) == other.removeprefix(into)
    return SCALES[scale] / SCALES[into] if same else None


@dataclass(frozen=True)
class Sum:
    """A calculation over facts.

    Args:
        terms: Its facts, in the order of the expression.
        expression: As shown, such as ``1500－900``.
        result: Rounded to what is shown.
        unit: The result's unit.
        word: What the result is: 合计, 相差 …
        exact: Whether ``result`` is not rounded.
        rough: The result as one would say it: shares to one decimal, other long fractions to whole numbers; else ``None``.
        value: The result before it is rounded.
        at_least: Whether ``rough`` is the next whole number: of people or rooms it takes so many at least.
    """

    terms: tuple[Fact, ...]
    expression: str
    result: Decimal
    unit: str
    word: str
    exact: bool
    rough: Decimal | None
    value: Decimal
    at_least: bool = False


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros."""
    return f"{value.normalize():f}"


def term(value: Decimal) -> str:
    """Return a number as a term of a shown calculation, a negative one in brackets."""
    return plain(value) if value >= 0 else f"（－{plain(-value)}）"


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Return ``value`` rounded half up to ``places`` decimals, without trailing zeros."""
    return Decimal(plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)))


def finished(terms: Sequence[Fact], expression: str, value: Decimal, unit: str, word: str) -> Sum:
    """Return the calculation with its result rounded for showing: two decimals, and as one would say it.

    Args:
        terms: Its facts, in the order of the expression.
        expression: As shown.
        value: Its exact value.
        unit: The value's unit.
        word: What the value is.
    """
    result = rounded(value)
    places = 1 if unit in ("%", "倍", "个百分点") or abs(value) < 10 else 0
    rough = None if result == result.to_integral_value() else rounded(value, places)
    exact = result == value
    return Sum(tuple(terms), expression, result, unit, word, exact, None if exact or rough == result else rough, value)


def in_whole_ones(made: Sum) -> Sum:
    """Return a calculation of how many people or rooms something takes with the next whole number beside a result that is none."""
    whole = made.value.to_integral_value(ROUND_CEILING)
    return made if made.value == whole else replace(made, rough=whole, at_least=True)


def points(unit: str) -> str:
    """Return the unit of a difference of two figures in ``unit``."""
    return "个百分点" if unit == "%" else unit


def _counted_in(fact: Fact) -> str:
    """Return the unit of a fact's figure; a table's change tells its own in the column's head."""
    return fact.figure.unit or ("%" if fact.change_unit in ("%", "个百分点") else "")


def moved(fact: Fact, *, up: bool) -> str:
    """Return the word for what a fact's figure did between two years: a share rises or falls, a count grows or shrinks."""
    if fact.figure.unit == "%":
        return "提高" if up else "降低"
    return "增加" if up else "减少"


def _by_time(first: Fact, second: Fact) -> bool:
    return first.year is not None and second.year is not None and first.year != second.year


def added(terms: Sequence[Fact]) -> Sum:
    """Return the sum of the facts' values."""
    total = sum((fact.figure.value for fact in terms), Decimal(0))
    expression = "＋".join(plain(fact.figure.value) for fact in terms)
    return finished(terms, expression, total, terms[0].figure.unit, SUMMED_UP)


def subtracted(first: Fact, second: Fact) -> Sum:
    """Return the difference of two facts: by time an increase or decrease, else how far they are apart."""
    if _by_time(first, second) and (first.year or 0) > (second.year or 0):
        first, second = second, first
    a, b = first.figure.value, second.figure.value
    word = moved(first, up=b >= a) if _by_time(first, second) else APART
    return _difference(first, second, word)


def apart(first: Fact, second: Fact) -> Sum:
    """Return how far two facts are apart, whatever their years, the greater first."""
    high, low = sorted((first, second), key=lambda fact: -fact.figure.value)
    return _difference(high, low, APART)


def _difference(first: Fact, second: Fact, word: str) -> Sum:
    high, low = sorted((first.figure.value, second.figure.value), reverse=True)
    return finished((first, second), f"{term(high)}－{term(low)}", high - low, points(_counted_in(first)), word)


def taken_away(whole: Fact, parts: Sequence[Fact]) -> Sum:
    """Return what is left of ``whole`` without ``parts``."""
    left = whole.figure.value - sum((part.figure.value for part in parts), Decimal(0))
    expression = "－".join(plain(fact.figure.value) for fact in (whole, *parts))
    return finished((whole, *parts), expression, left, whole.figure.unit, LEFT)


def grown(first: Fact, second: Fact) -> Sum | None:
    """Return the growth from the first to the second in percent, to two decimals; ``None`` from zero."""
    a, b = first.figure.value, second.figure.value
    if a == 0:
        return None
    word = "增长" if b >= a else "下降"
    high, low = max(a, b), min(a, b)
    expression = f"（{plain(high)}－{plain(low)}）÷{plain(a)}×100"
    return finished((first, second), expression, (high - low) / a * 100, "%", word)


def compounded(first: Fact, last: Fact) -> Sum | None:
    """Return the growth a year in percent, compounded, from an earlier to a later fact, to two decimals; ``None`` from or to nothing.

    The n-th root of how many times the first the last is, n the years between them.
    """
    a, b, years = first.figure.value, last.figure.value, (last.year or 0) - (first.year or 0)
    if a <= 0 or b <= 0 or years < 1:
        return None
    grew = b >= a
    rate = ((b / a) ** (Decimal(1) / years) - 1) * 100
    root = f"（{plain(b)}÷{plain(a)}）^（1÷{years}）×100"
    word = "平均每年增长" if grew else "平均每年下降"
    return finished((first, last), f"{root}－100" if grew else f"100－{root}", abs(rate), "%", word)


def divided(first: Fact, second: Fact) -> Sum | None:
    """Return how many times the smaller the larger is, to two decimals; ``None`` for zero."""
    high, low = sorted((first, second), key=lambda fact: fact.figure.value, reverse=True)
    a, b = high.figure.value, low.figure.value
    return None if b == 0 else finished((high, low), f"{plain(a)}÷{plain(b)}", a / b, "倍", "前者是后者的")


def shared(part: Fact, whole: Fact) -> Sum | None:
    """Return the share of ``part`` in ``whole`` in percent, to two decimals; ``None`` of nothing."""
    a, b = part.figure.value, whole.figure.value
    return None if b == 0 else finished((part, whole), f"{plain(a)}÷{plain(b)}×100", a / b * 100, "%", "占")


def apiece(total: Fact, count: Fact) -> Sum | None:
    """Return how much of ``total`` there is for one of ``count``, to two decimals; ``None`` for none of them.

    万 in both units cancels; a mean of less than :data:`SMALL` of a scaled unit is given in the unit itself.
    """
    a, b = total.figure.value, count.figure.value
    if b == 0:
        return None
    unit, each = total.figure.unit, count.figure.unit
    scale, own = scale_of(unit), scale_of(each)
    if own and scale == own:
        return finished((total, count), f"{plain(a)}÷{plain(b)}", a / b, unit[1:], f"平均每{each[1:]}")
    if scale and not own and a / b < SMALL:
        factor = SCALES[scale]
        expression = f"{plain(a)}×{plain(factor)}÷{plain(b)}"
        return finished((total, count), expression, a * factor / b, unit[1:], f"平均每{each}")
    return finished((total, count), f"{plain(a)}÷{plain(b)}", a / b, unit, f"平均每{each}")


def yearly(first: Fact, second: Fact) -> Sum:
    """Return the mean change a year, to two decimals."""
    if (first.year or 0) > (second.year or 0):
        first, second = second, first
    a, b = first.figure.value, second.figure.value
    span = abs((second.year or 0) - (first.year or 0)) or 1
    high, low = max(a, b), min(a, b)
    word = f"平均每年{moved(first, up=b >= a)}"
    expression = f"（{plain(high)}－{plain(low)}）÷{span}"
    return finished((first, second), expression, (high - low) / span, points(first.figure.unit), word)


def spread(whole: Fact, years: int) -> Sum:
    """Return the mean a year of a figure that sums over ``years`` years, to two decimals."""
    value = whole.figure.value
    return finished((whole,), f"{plain(value)}÷{years}", value / years, whole.figure.unit, "平均每年")


def left_of_all(share: Fact) -> Sum:
    """Return what is left of all beside a share in percent."""
    value = share.figure.value
    return finished((share,), f"100－{plain(value)}", 100 - value, "%", LEFT)
