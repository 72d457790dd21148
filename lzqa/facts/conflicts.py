"""Where the plan states two figures for one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lzqa.facts.model import Fact, FactKind


@dataclass(frozen=True)
class Conflict:
    """Facts that do not agree.

    Args:
        indicator: What they are about.
        reason: ``values`` (different figures), ``scope`` (different figures, differently scoped) or ``sum`` (the parts do
            not add up to the whole).
        facts: The facts, in the order of the text.
    """

    indicator: str
    reason: str
    facts: tuple[Fact, ...]


def refines(a: Fact, b: Fact) -> bool:
    """Tell whether two facts say the same, one of them perhaps more precisely: 98 beside 98%以上."""
    return a.figure.value == b.figure.value and a.figure.high == b.figure.high


def _key(fact: Fact) -> tuple[str, str, str, int | None, bool]:
    return (fact.indicator, fact.levels[0], fact.place, fact.year, fact.is_aim)


def _unit(fact: Fact) -> str:
    return fact.figure.unit


def find_conflicts(facts: Sequence[Fact]) -> tuple[Conflict, ...]:
    """Return every group of facts that differ about the same indicator, level, place and year, in the order of the text."""
    groups: dict[tuple[str, str, str, int | None, bool], list[Fact]] = {}
    for fact in facts:
        if fact.kind in (FactKind.CHANGE, FactKind.REQUIREMENT) or fact.period not in ("", "2021-2025"):
            continue
        groups.setdefault(_key(fact), []).append(fact)
    found = []
    for (indicator, *_), members in groups.items():
        units = {_unit(fact) for fact in members}
        differing = [fact for fact in members if not all(refines(fact, other) for other in members)]
        if len(differing) < 2 or len(units) > 1 or len({fact.passage for fact in differing}) < 2:
            continue
        scopes = {fact.scope for fact in differing}
        dated = members[0].year is not None
        if len(scopes) > 1 and not dated and members[0].indicator not in _same_thing(members):
            continue
        found.append(Conflict(indicator, "scope" if len(scopes) > 1 else "values", tuple(differing)))
    return (*found, *_sums(facts))


def _same_thing(members: Sequence[Fact]) -> frozenset[str]:
    """Return the indicator when its facts are shares: shares of one thing differ by scope, counts of things just add."""
    return frozenset(fact.indicator for fact in members if fact.figure.unit == "%")


def _sums(facts: Sequence[Fact]) -> tuple[Conflict, ...]:
    """Return wholes whose parts, one a place, do not add up to them."""
    found = []
    for whole in facts:
        if whole.place or whole.kind is not FactKind.PLAN:
            continue
        parts = [
            fact
            for fact in facts
            if fact.place
            and fact.kind is FactKind.PLAN
            and (fact.indicator, fact.levels[0], fact.year, fact.figure.unit)
            == (whole.indicator, whole.levels[0], whole.year, whole.figure.unit)
        ]
        total = sum((part.figure.value for part in parts), Decimal(0))
        if len(parts) > 1 and total != whole.figure.value:
            found.append(Conflict(whole.indicator, "sum", (whole, *parts)))
    return tuple(found)
