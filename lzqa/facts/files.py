"""The table of facts as files: JSON for programs, CSV and XLSX for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lzqa.facts.conflicts import Conflict
from lzqa.facts.table import COLUMNS, REASONS, Cell, Column, Line, Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

BOM = "\ufeff"
"""Begins a CSV file; without it Excel takes UTF-8 for the machine's old encoding."""
CONFLICT_COLUMNS = (
    Column("group", "组", 6),
    Column("reason", "哪里不一致", 20),
    *(column for column in COLUMNS if column.key not in ("high", "base_year", "change_unit", "start", "end")),
)
_WRAPPED = frozenset({"statement", "quote", "note", "indicator"})
_TEAL = "FF0B6B63"
_ROW_HEIGHT = 15
_MOST_LINES = 12

Row = dict[str, Cell]


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """Return the lines' cells in words, by column key."""
    return [line.words() for line in lines]


def conflict_rows(table: Table, conflicts: Sequence[Conflict]) -> list[Row]:
    """Return the cells of every fact of ``conflicts``, numbered by conflict from 1."""
    return [
        {"group": number, "reason": REASONS[conflict.reason], **line.words()}
        for number, conflict in enumerate(conflicts, start=1)
        for line in table.lines_of(conflict)
    ]


def json_text(lines: Iterable[Line]) -> str:
    """Return the lines as a JSON array of objects with the columns' keys."""
    return _dumped([_plain(line) for line in lines])


def conflict_json(table: Table, conflicts: Sequence[Conflict]) -> str:
    """Return the conflicts as a JSON array: indicator, reason, facts."""
    return _dumped(
        [
            {"indicator": conflict.indicator, "reason": conflict.reason, "facts": list(map(_plain, table.lines_of(conflict)))}
            for conflict in conflicts
        ]
    )


def csv_text(rows: Iterable[Row], columns: Sequence[Column] = COLUMNS) -> str:
    """Return rows under the columns' titles; lines end with a newline.  A file of it begins with :data:`BOM`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.title for column in columns)
    writer.writerows([row[column.key] for column in columns] for row in rows)
    return out.getvalue()


def xlsx_bytes(table: Table, lines: Sequence[Line], *, title: str = "") -> bytes:
    """Return a workbook with a sheet of ``lines`` and one of the conflicts that they are part of.

    Args:
        table: Where the conflicts are from.
        lines: The lines.
        title: The plan's title, for the file's properties.

    Returns:
        An XLSX file; values are numbers, the heading stays in view and can filter.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title, book.properties.creator = title, "lzqa"
    facts = book.active
    facts.title = "数字一览"
    _fill(facts, rows_of(lines), COLUMNS, keep="C2")
    _fill(book.create_sheet("前后不一"), conflict_rows(table, table.among(lines)), CONFLICT_COLUMNS, keep="A2")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Row], columns: Sequence[Column], *, keep: str) -> None:
    """Write a heading and ``rows``; the cells above and before ``keep`` stay in view."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    last = get_column_letter(len(columns))
    for at, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        head = sheet.cell(1, at, column.title)
        head.font, head.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor=_TEAL)
        head.alignment = Alignment(vertical="center")
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate(rows, start=2):
        tall = 1
        for at, column in enumerate(columns, start=1):
            value = row[column.key]
            cell = sheet.cell(number, at)
            cell.alignment = wrapped if column.key in _WRAPPED else top
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value) or None
                if value.startswith("="):
                    cell.data_type = "s"  # words, no formula
            else:
                cell.value = value
            if column.key in _WRAPPED:
                tall = max(tall, -(-2 * len(str(value or "")) // column.width))
        sheet.row_dimensions[number].height = _ROW_HEIGHT * min(tall, _MOST_LINES) + 3
    sheet.row_dimensions[1].height = 22
    sheet.freeze_panes = keep
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _plain(line: Line) -> dict[str, Any]:
    values = line.values()
    return {column.key: _number(values[column.key]) for column in COLUMNS}


def _number(value: Cell) -> str | int | float | None:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
