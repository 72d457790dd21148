"""What an increase that the plan states amounts to: relative growth, or a difference of percentages, worked out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from lzqa.facts.model import Fact, FactKind
from lzqa.figures import Figure

POINTS = "个百分点"
PERCENT = "%"
_WHOLE = frozenset({"所", "人", "名", "位", "个", "台"})
"""Units of things that are counted: their figures are not rounded."""


@dataclass(frozen=True)
class Growth:
    """An increase, worked out from its two figures.

    Args:
        unit: ``%`` for relative growth, ``个百分点`` for a difference of percentages, else the unit of the figures.
        terms: The calculation as a reader sees it.
        value: Its result, rounded to the places of the stated increase.
        stated: The increase that the plan states.
        written: Its words.
        possible: Whether the stated one can come from the same figures before they were rounded.
    """

    unit: str
    terms: str
    value: Decimal
    stated: Decimal
    written: str
    possible: bool

    @property
    def agrees(self) -> bool:
        """Whether the plan states what its figures give."""
        return self.value == self.stated

    @property
    def note(self) -> str:
        """The result in words."""
        what = {POINTS: "，是百分点之差，不是相对增幅", PERCENT: "，是相对增幅"}.get(self.unit, "")
        if self.agrees:
            return f"{self.terms}＝{self.value}{self.unit}{what}。"
        why = "，相差在四舍五入之内" if self.possible else "，与这两个数不符"
        return f"{self.terms}＝{self.value}{self.unit}{what}；原文写{self.written}{why}。"


def _places(number: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(number.as_tuple().exponent))


def _slack(figure: Figure) -> Decimal:
    """Return by how much a figure may differ from what it was before rounding."""
    return Decimal(0) if figure.unit in _WHOLE else _places(figure.value) / 2


def _grown(before: Figure, after: Figure, stated: Figure, unit: str) -> Growth:
    def result(a: Decimal, b: Decimal) -> Decimal:
        return (b - a) / a * 100 if unit == PERCENT else b - a

    places = _places(stated.value)
    value = result(before.value, after.value).quantize(places, ROUND_HALF_UP)
    a, b = _slack(before), _slack(after)
    ends = [result(before.value + i * a, after.value + j * b) for i in (-1, 1) for j in (-1, 1)]
    possible = min(ends) - places / 2 <= stated.value <= max(ends) + places / 2
    terms = f"{after.value}－{before.value}"
    terms = f"（{terms}）÷{before.value}" if unit == PERCENT else terms
    return Growth(unit, terms, value, stated.value, stated.text, possible)


def growth(before: Figure, after: Figure, stated: Figure) -> Growth:
    """Return what an increase from ``before`` to ``after`` amounts to.

    A share grows by percentage points unless only relative growth gives what is stated; a count grows relatively when the
    stated increase is a percentage.

    Args:
        before: The earlier figure; not zero.
        after: The later one, of the same unit.
        stated: The increase as the plan states it.
    """
    if stated.unit not in ("", PERCENT):
        return _grown(before, after, stated, stated.unit)
    relative = _grown(before, after, stated, PERCENT)
    if before.unit != PERCENT:
        return relative
    points = _grown(before, after, stated, POINTS)
    return relative if relative.agrees and not points.possible else points


def growth_of(change: Fact, facts: Sequence[Fact]) -> Growth | None:
    """Return what a stated change amounts to, or ``None`` when the plan does not give both of its figures."""
    if change.kind is not FactKind.CHANGE or change.base_year is None:
        return None

    def end(year: int | None) -> Fact | None:
        same = [
            fact
            for fact in facts
            if fact.kind is not FactKind.CHANGE
            and (fact.indicator, fact.levels[0], fact.place, fact.year)
            == (change.indicator, change.levels[0], change.place, year)
        ]
        return min(same, key=lambda fact: fact.passage != change.passage, default=None)

    before, after = end(change.base_year), end(change.year)
    if before is None or after is None or before.figure.unit != after.figure.unit or not before.figure.value:
        return None
    return growth(before.figure, after.figure, change.figure)


def _unit_alone(change: Fact, facts: Sequence[Fact]) -> str:
    """Return the unit of a change of which a figure is missing: clear for counts and amounts, not for shares."""
    if change.figure.unit != PERCENT:
        return change.figure.unit
    units = {fact.figure.unit for fact in facts if fact.indicator == change.indicator and fact.kind is not FactKind.CHANGE}
    return PERCENT if units and PERCENT not in units else ""


def with_growth(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return ``facts``, each change with its unit and, where both figures are given, a note that works it out."""
    found = []
    for fact in facts:
        if fact.kind is FactKind.CHANGE:
            worked = growth_of(fact, facts)
            if worked is None:
                found.append(replace(fact, change_unit=_unit_alone(fact, facts)))
            else:
                found.append(replace(fact, change_unit=worked.unit, note=f"{worked.note}{fact.note}"))
        else:
            found.append(fact)
    return tuple(found)
