"""The table of facts: one line a fact with everything that is said about it; what every list, file and page of facts shows.

Programs get the keys and codes of :data:`COLUMNS` (JSON); people get the titles and the words (spreadsheets, the page).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lzqa.facts.conflicts import Conflict, find_conflicts
from lzqa.facts.model import Fact, FactKind
from lzqa.passages import Passage, PassageSet

KINDS = {
    FactKind.STATUS: "现状",
    FactKind.TARGET: "目标",
    FactKind.PLAN: "任务",
    FactKind.REQUIREMENT: "要求",
    FactKind.INVESTMENT: "投入",
    FactKind.CHANGE: "变化",
}
"""Kinds in words, in the order in which they are offered."""
REASONS = {"values": "数字不同", "scope": "口径不同", "sum": "分项之和不等于总数"}
"""Why facts do not agree, in words."""
QUALIFIERS = {"=": "", ">=": "不低于", "<=": "不超过", ">": "超过", "<": "不足", "~": "约"}
NO_YEAR = 0
"""Asks for facts that hold for no year or period."""
_LEVELS = ("全市", "学前", "义务教育", "小学", "初中", "中学", "高中", "普通高中", "中职", "特殊教育", "教师")

Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Args:
        key: Its name for programs.
        title: Its heading for people.
        width: Its width in a spreadsheet, in characters.
    """

    key: str
    title: str
    width: int


COLUMNS = (
    Column("indicator", "指标", 26),
    Column("figure", "数字", 14),
    Column("value", "数值", 10),
    Column("high", "数值上限", 10),
    Column("unit", "单位", 8),
    Column("comparator", "限定", 8),
    Column("level", "学段", 14),
    Column("place", "学校或地方", 16),
    Column("scope", "口径", 16),
    Column("year", "年份", 8),
    Column("period", "时段", 12),
    Column("base_year", "对比年份", 10),
    Column("change_unit", "变化单位", 10),
    Column("kind", "类别", 8),
    Column("statement", "完整说法", 48),
    Column("label", "位置", 18),
    Column("quote", "原文", 60),
    Column("note", "备注", 30),
    Column("id", "编号", 14),
    Column("start", "起", 8),
    Column("end", "止", 8),
)


@dataclass(frozen=True)
class Line:
    """A fact with the place that states it.

    Args:
        fact: The fact.
        passage: Its passage.
        reasons: Why it does not agree with others of the plan, as keys of :data:`REASONS`; empty when it does.
    """

    fact: Fact
    passage: Passage
    reasons: tuple[str, ...] = ()

    @property
    def when(self) -> str:
        """The year, or the period, or ``""``."""
        return str(self.fact.year or self.fact.period or "")

    @property
    def level(self) -> str:
        """The school levels."""
        return "、".join(self.fact.levels)

    def values(self) -> dict[str, Cell]:
        """Return the cells by column key, as programs take them."""
        fact = self.fact
        return {
            "indicator": fact.indicator,
            "figure": fact.figure.text,
            "value": fact.figure.value,
            "high": fact.figure.high,
            "unit": fact.figure.unit,
            "comparator": fact.figure.comparator,
            "level": self.level,
            "place": fact.place,
            "scope": fact.scope,
            "year": fact.year,
            "period": fact.period,
            "base_year": fact.base_year,
            "change_unit": fact.change_unit,
            "kind": fact.kind.value,
            "statement": fact.statement,
            "label": self.passage.label,
            "quote": self.passage.quote,
            "note": fact.note,
            "id": fact.id,
            "start": fact.span.start,
            "end": fact.span.end,
        }

    def words(self) -> dict[str, Cell]:
        """Return the cells by column key, as people read them."""
        fact = self.fact
        return {**self.values(), "comparator": QUALIFIERS.get(fact.figure.comparator, ""), "kind": KINDS[fact.kind]}

    @cached_property
    def searched(self) -> str:
        """All its words, folded."""
        cells = (cell for key, cell in self.words().items() if key not in ("start", "end"))
        return folded(" ".join(str(cell) for cell in (*cells, *self.fact.names) if cell is not None))


@dataclass(frozen=True)
class Choice:
    """Which facts are wanted; what is empty or ``None`` does not narrow.

    Args:
        indicator: Part of the indicator's name or of another name for it.
        year: A year that the fact holds for; :data:`NO_YEAR` for those that hold for none.
        level: A school level.
        kind: A kind.
        text: Words, apart by spaces; each must stand somewhere in the line.
    """

    indicator: str = ""
    year: int | None = None
    level: str = ""
    kind: str = ""
    text: str = ""

    def takes(self, line: Line) -> bool:
        """Tell whether a line is wanted."""
        fact = line.fact
        return (
            (not self.indicator or any(self.indicator in name for name in fact.names))
            and (self.year is None or (self.year in fact.years if self.year else not fact.years))
            and (not self.level or self.level in fact.levels)
            and (not self.kind or fact.kind == self.kind)
            and all(word in line.searched for word in folded(self.text).split())
        )

    def of(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """Return the lines that are wanted, in their order."""
        return tuple(line for line in lines if self.takes(line))


@dataclass(frozen=True)
class Table:
    """All facts of a plan, and where they do not agree.

    Args:
        lines: One a fact, in the order of the text.
        conflicts: What does not agree.
    """

    lines: tuple[Line, ...]
    conflicts: tuple[Conflict, ...]

    @cached_property
    def by_id(self) -> dict[str, Line]:
        """The lines by their facts' ids."""
        return {line.fact.id: line for line in self.lines}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year that a fact holds for, in order."""
        return tuple(sorted({year for line in self.lines for year in line.fact.years}))

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Every school level, from the youngest on; levels of another plan last."""
        found = dict.fromkeys(level for line in self.lines for level in line.fact.levels)
        return (*(level for level in _LEVELS if level in found), *(level for level in found if level not in _LEVELS))

    @cached_property
    def kinds(self) -> tuple[FactKind, ...]:
        """Every kind that occurs, in the order of :data:`KINDS`."""
        found = {line.fact.kind for line in self.lines}
        return tuple(kind for kind in KINDS if kind in found)

    def among(self, lines: Iterable[Line]) -> tuple[Conflict, ...]:
        """Return the conflicts that at least one of ``lines`` is part of."""
        chosen = {line.fact.id for line in lines}
        return tuple(conflict for conflict in self.conflicts if any(fact.id in chosen for fact in conflict.facts))

    def lines_of(self, conflict: Conflict) -> tuple[Line, ...]:
        """Return the lines of a conflict's facts."""
        return tuple(self.by_id[fact.id] for fact in conflict.facts)


def table_of(facts: Sequence[Fact], passages: PassageSet) -> Table:
    """Return the table of ``facts``, which stand in ``passages``."""
    by_id, conflicts = passages.by_id(), find_conflicts(facts)
    reasons: dict[str, dict[str, None]] = {}
    for conflict in conflicts:
        for fact in conflict.facts:
            reasons.setdefault(fact.id, {})[conflict.reason] = None
    return Table(tuple(Line(fact, by_id[fact.passage], tuple(reasons.get(fact.id, ()))) for fact in facts), conflicts)


def folded(text: str) -> str:
    """Return ``text`` for comparing: full-width forms, case and grouping commas of numbers do not count."""
    return unicodedata.normalize("NFKC", text).casefold().replace(",", "")
