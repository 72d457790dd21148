"""What a careful reader remarks on the plan's figures beside open contradictions; found by arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from lzqa.facts.growth import growth_of
from lzqa.facts.model import Fact, FactKind

REASONS = {"growth": "增幅与两数不符", "below": "目标不及现状", "sum": "各年之和不等于总数"}
"""Why a remark is made, in words."""
LOWER_IS_BETTER = ("辍学率", "辞职", "流失", "平均年龄", "缺口")
"""Words of indicators whose fall is progress."""


@dataclass(frozen=True)
class Remark:
    """Facts that a reader should see together.

    Args:
        indicator: What they are about.
        reason: A key of :data:`REASONS`.
        facts: The fact remarked on, and behind it those it is compared with.
        detail: The finding in words.
    """

    indicator: str
    reason: str
    facts: tuple[Fact, ...]
    detail: str


def _growths(facts: Sequence[Fact]) -> list[Remark]:
    """Return the stated increases that do not come out."""
    found = []
    for fact in facts:
        worked = growth_of(fact, facts)
        if worked is not None and not worked.agrees:
            found.append(Remark(fact.indicator, "growth", (fact,), worked.note))
    return found


def _present(target: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """Return how the target's indicator stands now: its latest status facts, and those without a year."""
    same = [
        fact
        for fact in facts
        if fact.kind is FactKind.STATUS
        and not fact.period
        and (fact.indicator, fact.levels[0], fact.place, fact.figure.unit)
        == (target.indicator, target.levels[0], target.place, target.figure.unit)
        and (fact.year is None or fact.year < (target.year or 0))
    ]
    latest = max((fact.year for fact in same if fact.year), default=None)
    return [fact for fact in same if fact.year in (None, latest)]


def _falls_short(target: Fact, status: Fact) -> bool:
    lower = any(word in target.indicator for word in LOWER_IS_BETTER)
    aim, now = target.figure.value, status.figure.value
    places = Decimal(1).scaleb(int(aim.as_tuple().exponent))
    if now.quantize(places, ROUND_HALF_UP) == aim:
        return False
    return now < aim if lower else now > aim


def _belows(facts: Sequence[Fact]) -> list[Remark]:
    """Return the targets that every figure of the present has reached and passed already."""
    found = []
    for target in facts:
        if target.kind is not FactKind.TARGET:
            continue
        present = _present(target, facts)
        if present and all(_falls_short(target, status) for status in present):
            now = "、".join(
                dict.fromkeys(
                    f"{status.year}年{status.figure.text}" if status.year else status.figure.text for status in present
                )
            )
            lower = any(word in target.indicator for word in LOWER_IS_BETTER)
            floor = "；写的是底线" if target.figure.comparator in (">", ">=") else ""
            detail = f"{target.year}年目标{target.figure.text}，{'高' if lower else '低'}于已有的{now}{floor}。"
            found.append(Remark(target.indicator, "below", (target, *present), detail))
    return found


def _sums(facts: Sequence[Fact]) -> list[Remark]:
    """Return the totals of a period that are not the sum of its years, where each of its years is given."""
    found = []
    for whole in facts:
        first, _, last = whole.period.partition("-")
        if whole.year is not None or not (first.isdigit() and last.isdigit()) or whole.kind is FactKind.CHANGE:
            continue
        parts = [
            fact
            for fact in facts
            if fact.kind is whole.kind
            and fact.year is not None
            and not fact.period
            and int(first) <= fact.year <= int(last)
            and (fact.indicator, fact.figure.unit) == (whole.indicator, whole.figure.unit)
        ]
        total = sum((part.figure.value for part in parts), Decimal(0))
        if len(parts) == len({part.year for part in parts}) == int(last) - int(first) + 1 and total != whole.figure.value:
            detail = f"{'＋'.join(str(part.figure.value) for part in parts)}＝{total}，不等于{whole.figure.text}。"
            found.append(Remark(whole.indicator, "sum", (whole, *parts), detail))
    return found


def find_remarks(facts: Sequence[Fact]) -> tuple[Remark, ...]:
    """Return the stated increases that do not come out, the targets below the present, and the sums that do not add up."""
    return (*_growths(facts), *_belows(facts), *_sums(facts))


def with_remarks(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return ``facts``, each one that a remark is about with the finding in its note; growth notes itself."""
    details = {remark.facts[0].id: remark.detail for remark in find_remarks(facts) if remark.reason != "growth"}
    return tuple(replace(fact, note=f"{details[fact.id]}{fact.note}") if fact.id in details else fact for fact in facts)
