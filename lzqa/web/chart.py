"""A small chart as SVG: an indicator's figures over the years.

Drawn here and not by a chart library: it needs no script, follows the page's colours and dark mode, prints each figure as
the plan writes it, and stays sharp and readable from a phone's width up, because places are percentages across and pixels
down.  Pure functions; every word goes through :func:`lzqa.web.render.escaped`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise, product

from lzqa.facts.series import Panel, Point, Series
from lzqa.web.render import escaped

COLOURS = 6
"""So many series have a colour of their own; the style sheet says which."""
_NARROW = 320
"""Room for the words is kept on a chart of this many pixels: a phone's."""
_LEFT, _RIGHT = (13.0, 32.0), (72.0, 90.0)
_TOP, _BOTTOM, _HEIGHT = 34.0, 216.0, 252
_APART = 15.0
_ABOVE = 10.0
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_TICKS = 4
_WIDE = 40
_SIDE = 5.0

_Down = Callable[[Decimal], float]


def panel_html(indicator: str, panel: Panel) -> str:
    """Return a panel: legend, chart, and what there is to know about its axis."""
    low, high, step = axis(panel)
    notes = []
    if not panel.share:
        notes.append(f"单位：{escaped(panel.unit)}。")
    elif low:
        notes.append(f"纵轴从 {_plain(low)}{panel.unit} 起。")
    if len(panel.years) > 2:
        notes.append("横轴间隔不按比例。")
    parts = ['<figure class="lz-panel">']
    if len(panel.series) > 1:
        names = "".join(
            f'<li class="lz-s{at % COLOURS}"><i></i>{escaped(one.name)}</li>' for at, one in enumerate(panel.series)
        )
        parts.append(f'<ul class="lz-legend">{names}</ul>')
    parts.append(_svg(indicator, panel, (low, high, step)))
    marks = ['<span class="lz-is">现状</span>'] if any(not point.aim for point in panel.points) else []
    marks += ['<span class="lz-is lz-aim">目标</span>'] if any(point.aim for point in panel.points) else []
    marks += ['<span class="lz-is lz-disputed">前后不一</span>'] if any(point.disputed for point in panel.points) else []
    caption = f'<span class="lz-marks">{"".join(marks)}</span>' + (f"<span>{''.join(notes)}</span>" if notes else "")
    parts.append(f"<figcaption>{caption}</figcaption></figure>")
    return "".join(parts)


def axis(panel: Panel) -> tuple[Decimal, Decimal, Decimal]:
    """Return the axis's ends and step.

    Counts begin at 0.  Shares begin there too unless they lie close together, and end at 100% unless one is above it.
    """
    values = [value for point in panel.points for value in (point.value, point.high) if value is not None]
    least, most = min(values), max(values)
    whole = Decimal(100) if panel.unit == "%" else Decimal(1000)
    close = panel.share and most > least and (most - least) * 100 < _WIDE * whole
    least = least if close or least < 0 else Decimal(0)
    if panel.share and not close and most <= whole:
        most = whole
    if most == least:
        most = least + 1
    raw = (most - least) / _TICKS
    unit = Decimal(10) ** raw.adjusted()
    step = next(factor * unit for factor in _STEPS if factor * unit >= raw)
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = (most / step).to_integral_value(ROUND_CEILING) * step
    if panel.share and close and most <= whole:
        high = min(high, whole)
    return low, high, step


def across(years: Sequence[int], left: float, right: float) -> dict[int, float]:
    """Return each year's place between ``left`` and ``right``: farther apart for more years, never too close to read."""
    if len(years) == 1:
        return {years[0]: (left + right) / 2}
    places, at = {years[0]: left}, left
    for earlier, later in pairwise(years):
        share = 0.65 / (len(years) - 1) + 0.35 * (later - earlier) / (years[-1] - years[0])
        at += share * (right - left)
        places[later] = round(at, 2)
    return places


def spread(wanted: Sequence[float], least: float, most: float) -> list[float]:
    """Return places for labels, in the order of ``wanted``: near where they want to be, :data:`_APART` from each other."""
    order = sorted(range(len(wanted)), key=lambda at: -wanted[at])
    placed = [0.0] * len(wanted)
    floor = most
    for at in order:
        placed[at] = min(wanted[at], floor)
        floor = placed[at] - _APART
    ceiling = least
    for at in reversed(order):
        placed[at] = max(placed[at], ceiling)
        ceiling = placed[at] + _APART
    return [round(place, 1) for place in placed]


def _svg(indicator: str, panel: Panel, scale: tuple[Decimal, Decimal, Decimal]) -> str:
    low, high, step = scale
    ticks: list[Decimal] = []
    while low + len(ticks) * step <= high:
        ticks.append(low + len(ticks) * step)
    unit = panel.unit if panel.share else ""
    places = across(panel.years, *_ends(panel, [f"{_plain(tick)}{unit}" for tick in ticks]))

    def down(value: Decimal) -> float:
        return round(_BOTTOM - float((value - low) / (high - low)) * (_BOTTOM - _TOP), 1)

    parts = []
    for tick in ticks:
        y = down(tick)
        parts.append(f'<line class="lz-grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="lz-tick" x="0" y="{y - 4}">{_plain(tick)}{unit}</text>')
    parts += [
        f'<text class="lz-year" x="{x:g}%" y="{_HEIGHT - 14}" text-anchor="middle">{year}</text>' for year, x in places.items()
    ]
    shifts = [(at - (len(panel.series) - 1) / 2) * _SIDE for at in range(len(panel.series))]
    for at, (series, shift) in enumerate(zip(panel.series, shifts, strict=True)):
        inner = "".join(_links(series, places, down)) + "".join(_mark(series, point, places, down) for point in series.points)
        parts.append(f'<g class="lz-s{at % COLOURS}" transform="translate({shift:g} 0)">{inner}</g>')
    parts += _labels(panel, places, down)
    said = escaped(f"{indicator}：{_said(panel)}")
    return f'<svg class="lz-chart" role="img" aria-label="{said}" width="100%" height="{_HEIGHT}">{"".join(parts)}</svg>'


def _ends(panel: Panel, ticks: Sequence[str]) -> tuple[float, float]:
    """Return the first and the last year's place in percent: beside the axis's words, and with room for their labels."""
    beside = len(panel.series) > 1
    first, last = (
        max((_wide(point.label) for point in panel.points if point.year == year), default=0.0)
        for year in (panel.years[0], panel.years[-1])
    )
    left = max(map(_wide, ticks)) * 0.9 + (8 if beside else 4 + first / 2)
    right = 14 if beside else last / 2 - 6
    return (
        min(max(100 * left / _NARROW, _LEFT[0]), _LEFT[1]),
        min(max(100 - 100 * right / _NARROW, _RIGHT[0]), _RIGHT[1]),
    )


def _wide(text: str) -> float:
    """Return about how many pixels a label takes."""
    return sum(13.0 if ord(character) > 0x2E80 else 8.0 for character in text)


def _links(series: Series, places: dict[int, float], down: _Down) -> list[str]:
    """Return lines between neighbouring years; where the plan gives several figures they fork, and none is preferred."""
    parts = []
    for earlier, later in pairwise(series.years):
        first, second = series.at(earlier), series.at(later)
        pairs = (
            list(product(first, second)) if 1 in (len(first), len(second)) else [(first[0], second[0]), (first[-1], second[-1])]
        )
        for a, b in pairs:
            soft = a.aim or b.aim or len(pairs) > 1
            parts.append(
                f'<line class="lz-link{" lz-soft" if soft else ""}" x1="{places[a.year]:g}%" y1="{down(a.value)}" '
                f'x2="{places[b.year]:g}%" y2="{down(b.value)}"/>'
            )
    return parts


def _mark(series: Series, point: Point, places: dict[int, float], down: _Down) -> str:
    x, y = f"{places[point.year]:g}%", down(point.value)
    kind = "lz-point" + (" lz-aim" if point.aim else "") + (" lz-disputed" if point.disputed else "")
    said = escaped(f"{point.year}年 {series.name} {point.label}（{'、'.join(line.passage.label for line in point.lines)}）")
    bar = "" if point.high is None else f'<line class="lz-bar" x1="{x}" x2="{x}" y1="{y}" y2="{down(point.high)}"/>'
    return f'{bar}<circle class="{kind}" cx="{x}" cy="{y}" r="5"><title>{said}</title></circle>'


def _labels(panel: Panel, places: dict[int, float], down: _Down) -> list[str]:
    """Return the figures in words: above their points, or beside them where series share a year; never on each other."""
    parts = []
    outer = (len(panel.series) - 1) / 2 * _SIDE + 9
    for year, x in places.items():
        points = [(at, point) for at, series in enumerate(panel.series) for point in series.at(year)]
        points.sort(key=lambda pair: (pair[1].value, -pair[0]))
        tops = [down(point.value if point.high is None else point.high) for _, point in points]
        beside = len(panel.series) > 1
        placed = spread([y + 4 if beside else y - _ABOVE for y in tops], 12.0, _BOTTOM + 4 if beside else _BOTTOM - 4)
        back = beside and year == panel.years[-1] and len(places) > 1
        anchor, aside = ("end", -outer) if back else ("start", outer) if beside else ("middle", 0)
        for (at, point), y in zip(points, placed, strict=True):
            kind = f"lz-label lz-s{at % COLOURS}" + (" lz-disputed" if point.disputed else "")
            parts.append(
                f'<text class="{kind}" x="{x:g}%" dx="{aside:g}" y="{y}" text-anchor="{anchor}">{escaped(point.label)}</text>'
            )
    return parts


def _said(panel: Panel) -> str:
    return "；".join(
        f"{point.year}年{series.name}{'目标' if point.aim else ''}{point.label}"
        for series in panel.series
        for point in series.points
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
