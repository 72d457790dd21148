"""An indicator over the years: which of its figures can stand on one axis, and which follow which.

Shares and counts never share an axis.  Where the plan gives several figures for one year, all of them stand there; none
is chosen and nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lzqa.facts.model import Fact, FactKind
from lzqa.facts.table import Line, Table

SHARES = frozenset({"%", "‰"})
_DRAWN = frozenset({FactKind.STATUS, FactKind.TARGET, FactKind.INVESTMENT})
_SCALES = {"百万": 6, "千万": 7, "万": 4, "亿": 8, "千": 3, "百": 2}
_WHOLE_UNITS = frozenset({"百分点", "千米", "千克", "千瓦"})


@dataclass(frozen=True)
class Point:
    """One figure in one year, with every place that states it.

    Args:
        year: The year.
        value: The value in the panel's unit; of a range, its lower end.
        high: The upper end of a range, in the panel's unit.
        lines: The facts that give it, in the order of the text.
        aim: Whether it is a target.
        disputed: Whether the plan gives another figure for the same thing and year.
    """

    year: int
    value: Decimal
    high: Decimal | None
    lines: tuple[Line, ...]
    aim: bool
    disputed: bool

    @property
    def label(self) -> str:
        """The figure as the plan writes it; differing wordings of the same value joined."""
        return "、".join(dict.fromkeys(line.fact.figure.text for line in self.lines))


@dataclass(frozen=True)
class Series:
    """Points about the same level and place, by year and value.

    Args:
        name: The level, and the place if it is not the whole city.
        points: The points.
    """

    name: str
    points: tuple[Point, ...]

    def at(self, year: int) -> tuple[Point, ...]:
        """Return the points of a year, least first."""
        return tuple(point for point in self.points if point.year == year)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it has points for, in order."""
        return tuple(sorted({point.year for point in self.points}))


@dataclass(frozen=True)
class Panel:
    """Series that share an axis.

    Args:
        unit: The axis's unit.
        series: The series.
    """

    unit: str
    series: tuple[Series, ...]

    @property
    def share(self) -> bool:
        """Whether the axis counts parts of a whole."""
        return self.unit in SHARES

    @property
    def points(self) -> tuple[Point, ...]:
        """All points, series after series."""
        return tuple(point for series in self.series for point in series.points)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it has points for, in order."""
        return tuple(sorted({point.year for point in self.points}))


def indicators(table: Table) -> tuple[str, ...]:
    """Return the indicators that have at least two points to compare, in the order of the text."""
    groups: dict[str, list[Line]] = {}
    for line in table.lines:
        groups.setdefault(line.fact.indicator, []).append(line)
    return tuple(name for name, lines in groups.items() if _panels(table, lines))


def panels(table: Table, indicator: str) -> tuple[Panel, ...]:
    """Return what is to be drawn of ``indicator``: a panel for its shares, one for each kind of count."""
    return _panels(table, [line for line in table.lines if line.fact.indicator == indicator])


def _panels(table: Table, lines: Iterable[Line]) -> tuple[Panel, ...]:
    units: dict[str, list[Line]] = {}
    for line in lines:
        if line.fact.kind in _DRAWN and line.fact.year is not None and line.fact.figure.unit:
            units.setdefault(_scaled(line.fact.figure.unit)[0], []).append(line)
    disputed = {fact.id for conflict in table.conflicts if conflict.reason != "sum" for fact in conflict.facts}
    found = []
    for base, members in units.items():
        written = {line.fact.figure.unit for line in members}
        unit = written.pop() if len(written) == 1 and base != "%" else base
        named: dict[str, list[Line]] = {}
        for line in members:
            named.setdefault(_name(line.fact), []).append(line)
        series = tuple(Series(name, _points(group, unit, disputed)) for name, group in named.items())
        if any(len(one.points) > 1 for one in series):
            found.append(Panel(unit, series))
    return tuple(sorted(found, key=lambda panel: not panel.share))


def _points(lines: Sequence[Line], unit: str, disputed: set[str]) -> tuple[Point, ...]:
    groups: dict[tuple[int, Decimal, Decimal | None], list[Line]] = {}
    for line in lines:
        figure, (_, power) = line.fact.figure, _scaled(line.fact.figure.unit)
        scale = Decimal(10) ** (power - _scaled(unit)[1])
        high = None if figure.high is None else figure.high * scale
        groups.setdefault((line.fact.year or 0, figure.value * scale, high), []).append(line)
    points = (
        Point(
            year,
            value,
            high,
            tuple(group),
            aim=all(line.fact.is_aim for line in group),
            disputed=any(line.fact.id in disputed for line in group),
        )
        for (year, value, high), group in groups.items()
    )
    return tuple(sorted(points, key=lambda point: (point.year, point.value)))


def _name(fact: Fact) -> str:
    return "·".join(part for part in (fact.levels[0], fact.place) if part)


def _scaled(unit: str) -> tuple[str, int]:
    """Return a unit without its 万 or 亿, and the power of ten that it stood for: ``万人`` is ``("人", 4)``."""
    for scale, power in _SCALES.items():
        if unit.startswith(scale) and len(unit) > len(scale) and unit not in _WHOLE_UNITS:
            return unit.removeprefix(scale), power
    return ("%" if unit == "％" else unit), 0
