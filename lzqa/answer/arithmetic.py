"""Exact arithmetic over facts, with the expression as a reader sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lzqa.facts import Fact


@dataclass(frozen=True)
class Sum:
    """A calculation over facts.

    Args:
        terms: Its facts, in the order of the expression.
        expression: As shown, such as ``1500－900``.
        result: Rounded to what is shown.
        unit: The result's unit.
        word: What the result is: 合计, 相差 …
    """

    terms: tuple[Fact, ...]
    expression: str
    result: Decimal
    unit: str
    word: str


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros."""
    return f"{value.normalize():f}"


def _rounded(value: Decimal, places: int) -> Decimal:
    return Decimal(plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)))


def added(terms: Sequence[Fact]) -> Sum:
    """Return the sum of the facts' values."""
    total = sum((fact.figure.value for fact in terms), Decimal(0))
    return Sum(
        tuple(terms),
        "＋".join(plain(fact.figure.value) for fact in terms),
        Decimal(plain(total)),
        terms[0].figure.unit,
        "合计",
    )


def subtracted(first: Fact, second: Fact) -> Sum:
    """Return the difference of two facts: by time an increase or decrease, else how far they are apart."""
    a, b = first.figure.value, second.figure.value
    unit = "个百分点" if first.figure.unit == "%" else first.figure.unit
    by_time = first.year is not None and second.year is not None and first.year != second.year
    word = ("增加" if b >= a else "减少") if by_time else "相差"
    high, low = max(a, b), min(a, b)
    return Sum((first, second), f"{plain(high)}－{plain(low)}", Decimal(plain(high - low)), unit, word)


def grown(first: Fact, second: Fact) -> Sum | None:
    """Return the growth from the first to the second in percent, to two decimals; ``None`` from zero."""
    a, b = first.figure.value, second.figure.value
    if a == 0:
        return None
    word = "增长" if b >= a else "下降"
    high, low = max(a, b), min(a, b)
    return Sum(
        (first, second), f"（{plain(high)}－{plain(low)}）÷{plain(a)}×100", _rounded((high - low) / a * 100, 2), "%", word
    )


def divided(first: Fact, second: Fact) -> Sum | None:
    """Return how many times the smaller the larger is, to two decimals; ``None`` for zero."""
    a, b = first.figure.value, second.figure.value
    high, low = max(a, b), min(a, b)
    return None if low == 0 else Sum((first, second), f"{plain(high)}÷{plain(low)}", _rounded(high / low, 2), "倍", "是")


def yearly(first: Fact, second: Fact) -> Sum:
    """Return the mean change a year, to two decimals."""
    a, b = first.figure.value, second.figure.value
    span = (second.year or 0) - (first.year or 0)
    unit = "个百分点" if first.figure.unit == "%" else first.figure.unit
    high, low = max(a, b), min(a, b)
    word = "平均每年增加" if b >= a else "平均每年减少"
    return Sum((first, second), f"（{plain(high)}－{plain(low)}）÷{span}", _rounded((high - low) / span, 2), unit, word)
