"""Facts: each figure of the plan bound to what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from lzqa.figures import Figure
from lzqa.spans import Span


class FactKind(StrEnum):
    """What sort of statement a figure makes."""

    STATUS = "status"
    TARGET = "target"
    REQUIREMENT = "requirement"
    INVESTMENT = "investment"
    CHANGE = "change"
    PLAN = "plan"


@dataclass(frozen=True)
class Fact:
    """One figure with its subject.

    Args:
        id: The passage's id, and after ``#`` the figure's number in it, from 1 (for a row, the column's).
        passage: The passage's id.
        indicator: Canonical name in the plan's words.
        names: The indicator's name and other names for it.
        levels: School levels that it is about; ``全市`` when none.
        place: School, town or body; ``""`` for the whole city.
        scope: What narrows it; may be empty.
        year: The year it holds for, if any.
        period: The period it sums over, such as ``2016-2020``; may be empty.
        base_year: For a change, the year compared with.
        kind: The sort of statement.
        figure: The figure; its span is relative to the passage's quote (for a row, to the cell).
        span: Where the figure stands in the plan's text.
        statement: A sentence that says it all, with the figure as the plan writes it.
        note: A reader's remark, what arithmetic found before what people wrote; may be empty.
        from_table: Whether it is a table's cell.
        change_unit: Of a change, what it is in: ``%`` for relative growth, ``个百分点`` for a difference of percentages, the
            unit of an amount; ``""`` when the plan does not tell, and for all other facts.
    """

    id: str
    passage: str
    indicator: str
    names: tuple[str, ...]
    levels: tuple[str, ...]
    place: str
    scope: str
    year: int | None
    period: str
    base_year: int | None
    kind: FactKind
    figure: Figure
    span: Span
    statement: str
    note: str = ""
    from_table: bool = False
    change_unit: str = ""

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def subject(self) -> tuple[str, tuple[str, ...], str]:
        """What it is a figure of, whichever year's: indicator, levels and place."""
        return self.indicator, self.levels, self.place

    @cached_property
    def is_aim(self) -> bool:
        """Whether it is of what is aimed at, and so not yet so."""
        return self.kind in (FactKind.TARGET, FactKind.PLAN)

    @cached_property
    def period_ends(self) -> tuple[int, int] | None:
        """The first and the last year of its period; ``None`` without one in years."""
        first, _, last = self.period.partition("-")
        return (int(first), int(last)) if first.isdigit() and last.isdigit() else None

    @cached_property
    def years(self) -> frozenset[int]:
        """The years it may answer for: its own, or those of its period."""
        if self.year is not None:
            return frozenset({self.year})
        ends = self.period_ends
        return frozenset(range(ends[0], ends[1] + 1)) if ends else frozenset()
