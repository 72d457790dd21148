"""The files behind the figures page: the facts that are shown, made when asked for and kept nowhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import Response

from lzqa.facts.table import Choice, Table

MAX_TEXT = 200
"""Longest search text, in characters."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_Word = Annotated[str, Query(max_length=MAX_TEXT)]


def add_downloads(app: FastAPI, table: Table, title: str) -> None:
    """Add ``/figures.csv`` and ``/figures.xlsx`` to ``app``.

    Args:
        app: The application.
        table: The facts.
        title: The plan's title.
    """

    @app.get("/figures.csv", include_in_schema=False)
    def as_csv(text: _Word = "", level: _Word = "", kind: _Word = "", year: int | None = None) -> Response:
        """Send the facts that are asked for as CSV that spreadsheets open."""
        from lzqa.facts.files import BOM, csv_text, rows_of

        rows = rows_of(asked(text, level, kind, year).of(table.lines))
        return _file((BOM + csv_text(rows)).encode(), "text/csv; charset=utf-8", "figures.csv")

    @app.get("/figures.xlsx", include_in_schema=False)
    def as_xlsx(text: _Word = "", level: _Word = "", kind: _Word = "", year: int | None = None) -> Response:
        """Send the facts that are asked for as a workbook."""
        from lzqa.facts.files import xlsx_bytes

        lines = asked(text, level, kind, year).of(table.lines)
        return _file(xlsx_bytes(table, lines, title=title), XLSX, "figures.xlsx")


def asked(text: str | None, level: str | None, kind: str | None, year: int | None) -> Choice:
    """Return the choice that a person made; the text is read as questions are: simplified, half-width."""
    from lzqa.normalise import normalise

    words = normalise((text or "")[:MAX_TEXT]) if text and text.strip() else ""
    return Choice(year=year, level=level or "", kind=kind or "", text=words)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
