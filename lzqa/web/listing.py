"""The table of facts as HTML: a line a fact, and under it, once opened, the words of the plan that state it.

Pure functions, no gradio.  Every word goes through :func:`lzqa.web.render.escaped`.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from lzqa.facts import FactKind
from lzqa.facts.series import Panel, panels
from lzqa.facts.table import KINDS, REASONS, Choice, Line, Table
from lzqa.web.chart import panel_html
from lzqa.web.render import Source, escaped

_CHANGES = {"%": "相对增幅，%", "个百分点": "相差，个百分点"}
"""What the unit of a change says beside it."""
_HEADS = ("指标", "数字", "年份", "学段", "类别", "出处")


def found_html(table: Table, choice: Choice, count: int) -> str:
    """Return how many facts were found, and the links that download them."""
    whole = count == len(table.lines)
    said = f"共 <b>{count}</b> 个数字" if whole else f"找到 <b>{count}</b> 个，共 {len(table.lines)} 个"
    links = "".join(
        f'<a class="lz-download" href="{_address(name, choice)}" download>{label}</a>'
        for name, label in (("figures.csv", "下载 CSV"), ("figures.xlsx", "下载 Excel"))
    )
    return f'<p class="lz-count">{said}</p>' + (f'<p class="lz-downloads">{links}</p>' if count else "")


def rows_html(lines: Sequence[Line], source: Source, *, group: str = "all") -> str:
    """Return the table of ``lines``; ``group`` keeps the anchors of two tables apart."""
    if not lines:
        return '<p class="lz-none">没有这样的数字。换个说法，或少选一个条件。</p>'
    heads = "".join(f'<th role="columnheader" scope="col">{head}</th>' for head in _HEADS)
    rows = "".join(_row(line, source, f"lz-f-{group}-{at}") for at, line in enumerate(lines))
    return f'<table class="lz-facts" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>{rows}</table>'


def chart_html(table: Table, indicator: str, source: Source) -> str:
    """Return an indicator's charts, what is contradictory in them, and where each of their figures stands."""
    drawn = panels(table, indicator)
    if not drawn:
        return ""
    parts = [panel_html(indicator, panel) for panel in drawn]
    disputes = [said for panel in drawn for said in _disputes(panel)]
    if disputes:
        parts.append(f'<p class="lz-dispute">规划自己前后不一：{escaped("；".join(disputes))}。图上都画出，不作取舍。</p>')
    points = [line for panel in drawn for point in panel.points for line in point.lines]
    parts.append(
        f'<details class="lz-points"><summary>图中 {len(points)} 个数字的出处</summary>'
        f"{rows_html(points, source, group='chart')}</details>"
    )
    return "".join(parts)


def _disputes(panel: Panel) -> list[str]:
    said = []
    for series in panel.series:
        for year in series.years:
            differing = [point.label for point in series.at(year) if point.disputed]
            if len(differing) > 1:
                said.append(f"{year}年{series.name if len(panel.series) > 1 else ''} {'、'.join(differing)}")
    return said


def _row(line: Line, source: Source, anchor: str) -> str:
    fact = line.fact
    beside = "，".join(part for part in (fact.place, fact.scope) if part)
    name = escaped(fact.indicator) + (f"<small>{escaped(beside)}</small>" if beside else "")
    under = _under(line)
    figure = f"<b>{escaped(fact.figure.text)}</b>" + (f"<small>{escaped(under)}</small>" if under else "")
    reasons = "、".join(REASONS[reason] for reason in line.reasons)
    dispute = f'<span class="lz-differs" title="{reasons}">前后不一</span>' if reasons else ""
    return (
        '<tbody class="lz-fact" role="rowgroup"><tr role="row" class="lz-line">'
        f'<th role="rowheader" scope="row">{name}</th><td role="cell" class="lz-figure">{figure}</td>'
        f'<td role="cell" class="lz-when">{escaped(line.when)}</td><td role="cell" class="lz-level">{escaped(line.level)}</td>'
        f'<td role="cell" class="lz-what"><span class="lz-kind lz-k-{fact.kind.value}">{KINDS[fact.kind]}</span>{dispute}</td>'
        f'<td role="cell" class="lz-cited"><button type="button" class="lz-open" aria-expanded="false" aria-controls="{anchor}">'
        f"{escaped(line.passage.label)}</button></td></tr>"
        f'<tr role="row" class="lz-source" id="{anchor}" hidden><td role="cell" colspan="{len(_HEADS)}">{_source(line, source)}</td></tr></tbody>'
    )


def _under(line: Line) -> str:
    """Return what a change is measured against, and what it is in where its figure does not say."""
    fact, row = line.fact, line.passage.row
    if fact.kind is not FactKind.CHANGE:
        return ""
    against = f"比{fact.base_year}年" if fact.base_year else ""
    if row and not fact.change_unit:
        return f"{against} {row.heads[_column(line)]}".strip()
    return "，".join(part for part in (against, _CHANGES.get(fact.change_unit, "")) if part)


def _column(line: Line) -> int:
    return int(line.fact.id.rsplit("#", 1)[1]) - 1


def _source(line: Line, source: Source) -> str:
    """Return the verbatim words around a fact, its figure marked, with their headings and a reader's remark."""
    path = " › ".join(escaped(heading) for heading in line.passage.headings)
    note = f'<p class="lz-note">备注：{escaped(line.fact.note)}</p>' if line.fact.note else ""
    return f'<p class="lz-path">{path}</p>{_cells(line) if line.passage.row else _sentence(line, source)}{note}'


def _sentence(line: Line, source: Source) -> str:
    whole, figure = line.passage.span, line.fact.span
    before, after = source.text[whole.start : figure.start], source.text[figure.end : whole.end]
    return f"<blockquote>{escaped(before)}<mark>{escaped(figure.slice(source.text))}</mark>{escaped(after)}</blockquote>"


def _cells(line: Line) -> str:
    row = line.passage.row
    if row is None:
        return ""
    heads = "".join(f'<th scope="col">{escaped(head)}</th>' for head in row.heads)
    cells = "".join(
        f"<td>{f'<mark>{escaped(cell)}</mark>' if at == _column(line) else escaped(cell)}</td>"
        for at, cell in enumerate(row.cells)
    )
    return (
        f'<div class="lz-table"><table><caption>{escaped(line.passage.lead)}</caption><thead><tr><th scope="col">指标</th>{heads}</tr></thead>'
        f'<tbody><tr><th scope="row">{escaped(row.label)}</th>{cells}</tr></tbody></table></div>'
    )


def _address(name: str, choice: Choice) -> str:
    asked = {"text": choice.text, "level": choice.level, "kind": choice.kind, "year": choice.year}
    query = urlencode({key: value for key, value in asked.items() if value not in ("", None)})
    return escaped(f"{name}?{query}" if query else name)
