"""The rule for tables that were flattened to one cell a line, and a typed view of the rows.

Layout in the text: a caption line, then cells, each on a line that begins with a tab.  An empty line ends a row; a line
with a lone tab after it stands for an empty group cell.  A cell may break over several lines, the later ones with or
without a tab.  The number of column heads tells how many of a row's last cells are values; what stands before them is
the group (only on a group's first row) and the label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lzqa.spans import Span
from lzqa.structure.headings import ITEM, is_structural
from lzqa.structure.lines import Line
from lzqa.structure.nodes import CellRole, Kind, Node
from lzqa.structure.state import State
from lzqa.structure.text import DASHES

CAPTION_LIMIT = 60
CONTINUATION_LIMIT = 20
NUMERIC = re.compile(r"[<>≤≥]?[-−]?\d[\d.,]*[%％]?|[/—]+")
UNIT = re.compile(r"[（(]([^（）()]{1,6})[）)]$")


@dataclass
class _RawRow:
    """A row as met: its lines in order, and its cells as lists of lines."""

    lines: list[Line]
    cells: list[list[Line]]
    lone_tab: bool = False


def _is_cell(line: Line) -> bool:
    return line.indented and not line.blank


def _continues(text: str, line: Line, row: _RawRow, values: int) -> bool:
    """Tell whether a line without a tab goes on with the row's last cell: a number in a full row never goes on."""
    if not row.cells or line.prefix or len(line.body) > CONTINUATION_LIMIT or is_structural(text, line):
        return False
    if any(pattern.match(text, line.body.start, line.body.end) for pattern in (ITEM, DASHES)):
        return False
    return len(row.cells) <= values or not NUMERIC.fullmatch(text, row.cells[-1][-1].body.start, row.cells[-1][-1].body.end)


def _raw_rows(state: State, start: int) -> tuple[list[_RawRow], int]:
    """Read rows from line ``start`` on; return them and the index of the first line after the table."""
    rows: list[_RawRow] = []
    row = _RawRow([], [])
    index = start
    while index < len(state.lines):
        line = state.lines[index]
        if _is_cell(line):
            row.cells.append([line])
        elif line.blank:
            following = next((later for later in state.lines[index:] if not later.blank), None)
            if following is None or not _is_cell(following):
                break
            if row.cells:
                rows.append(row)
                row = _RawRow([], [])
            row.lone_tab = row.lone_tab or line.indented
        elif _continues(state.text, line, row, len(rows[0].cells) - 1 if rows else 0):
            row.cells[-1].append(line)
        else:
            break
        row.lines.append(line)
        index += 1
    if row.cells:
        rows.append(row)
    return rows, index


def _cell(lines: list[Line], role: CellRole) -> Node:
    children: list[Node] = []
    for line in lines:
        children.extend((*line.prefix, Node(Kind.FRAGMENT, line.body), *line.suffix))
    return Node(Kind.CELL, Span(children[0].span.start, children[-1].span.end), tuple(children), role=role)


def _row(raw: _RawRow, values: int, kind: Kind) -> Node:
    blanks = [Node(Kind.BLANK, line.span) for line in raw.lines if line.blank]
    if kind is Kind.HEAD_ROW:
        cells = [_cell(lines, CellRole.HEAD) for lines in raw.cells]
    else:
        split = max(1, len(raw.cells) - values)
        names, figures = raw.cells[:split], raw.cells[split:]
        cells = []
        if len(names) > 1 and not raw.lone_tab:
            cells.append(_cell(names[0], CellRole.GROUP))
            names = names[1:]
        cells.append(_cell([line for lines in names for line in lines], CellRole.LABEL))
        cells.extend(_cell(lines, CellRole.VALUE) for lines in figures)
    children = sorted((*blanks, *cells), key=lambda node: node.span.start)
    return Node(kind, Span(children[0].span.start, children[-1].span.end), tuple(children))


def table(state: State) -> list[Node] | None:
    """A caption and a flattened table under it."""
    line = state.line
    if line.blank or line.indented or len(line.body) > CAPTION_LIMIT or is_structural(state.text, line):
        return None
    first = state.at + 1
    while first < len(state.lines) and state.lines[first].blank and not state.lines[first].indented:
        first += 1
    if first >= len(state.lines) or not _is_cell(state.lines[first]):
        return None
    rows, end = _raw_rows(state, first)
    if len(rows) < 2 or len(rows[0].cells) < 2:
        return None
    caption = Node(Kind.CAPTION, line.span, (*line.prefix, Node(Kind.TITLE, line.body), *line.suffix))
    values = len(rows[0].cells) - 1
    children: list[Node] = [caption]
    children.extend(Node(Kind.BLANK, between.span) for between in state.lines[state.at + 1 : first])
    children.append(_row(rows[0], values, Kind.HEAD_ROW))
    children.extend(_row(row, values, Kind.ROW) for row in rows[1:])
    title = line.body.slice(state.text)
    node = Node(Kind.TABLE, Span(line.span.start, children[-1].span.end), tuple(children), title=title)
    state.advance(end - state.at)
    return [node]


@dataclass(frozen=True)
class RowView:
    """A table row as a reader sees it.

    Args:
        node: The ROW node.
        index: Its place in the table, from 1.
        group: The group it belongs to, carried down from the group's first row; may be empty.
        label: The indicator as written, unit included.
        unit: The unit in the label's last brackets, or ``""``.
        heads: The column heads over the values.
        cells: The values as written.
        span: From the label's first to the last cell's last character.
    """

    node: Node
    index: int
    group: str
    label: str
    unit: str
    heads: tuple[str, ...]
    cells: tuple[str, ...]
    span: Span

    @property
    def indicator(self) -> str:
        """The label without its unit."""
        return UNIT.sub("", self.label) if self.unit else self.label

    def with_unit(self, at: int) -> str:
        """Return the value in column ``at`` with the label's unit, unless the cell or its head has one of its own."""
        cell = self.cells[at]
        own = cell.endswith(self.unit) or UNIT.search(self.heads[at]) or not cell[-1:].isdigit()
        return cell if not self.unit or own else f"{cell}{self.unit}"

    @property
    def quote(self) -> str:
        """The row on one line, with its column heads."""
        cells = "，".join(f"{head}：{cell}" for head, cell in zip(self.heads, self.cells, strict=False))
        return f"{self.label}　{cells}" if cells else self.label


def row_views(node: Node, text: str) -> tuple[RowView, ...]:
    """Return the rows of a TABLE node, read."""

    def words(cell: Node) -> str:
        return cell.content(text)

    head_row = node.of(Kind.HEAD_ROW)[0]
    heads = tuple(words(cell) for cell in head_row.of(Kind.CELL))[1:]
    views: list[RowView] = []
    group = ""
    for index, row in enumerate(node.of(Kind.ROW), start=1):
        cells = row.of(Kind.CELL)
        group = next((words(cell) for cell in cells if cell.role is CellRole.GROUP), group)
        label = next(cell for cell in cells if cell.role is CellRole.LABEL)
        values = tuple(cell for cell in cells if cell.role is CellRole.VALUE)
        unit = UNIT.search(words(label))
        span = Span(label.content_span().start, (values or (label,))[-1].content_span().end)
        views.append(
            RowView(row, index, group, words(label), unit.group(1) if unit else "", heads, tuple(map(words, values)), span)
        )
    return tuple(views)
