"""``lzqa facts``: every figure of the plan with what it is about, and where the plan disagrees with itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lzqa.errors import OutputError, UserError

if TYPE_CHECKING:
    from lzqa.facts import Conflict
    from lzqa.facts.table import Line, Table


class Format(StrEnum):
    """How facts are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    XLSX = "xlsx"


_SUFFIXES = {".csv": Format.CSV, ".json": Format.JSON, ".md": Format.MARKDOWN, ".xlsx": Format.XLSX}


def facts(
    context: typer.Context,
    indicator: Annotated[str | None, typer.Option(help="只列名称或别名含有这些字的。")] = None,
    year: Annotated[int | None, typer.Option(help="只列这一年的。")] = None,
    level: Annotated[str | None, typer.Option(help="只列这个学段的，例如 学前、小学、中职。")] = None,
    kind: Annotated[
        str | None, typer.Option(help="只列这一类：status、target、requirement、investment、change、plan。")
    ] = None,
    text: Annotated[str | None, typer.Option(help="只列任何一栏含有这些字的；几个词用空格隔开。")] = None,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="只列规划自己前后不一的数字。")] = False,  # noqa: FBT002
    form: Annotated[Format | None, typer.Option("--format", help="输出格式；不给时看 -o 的后缀，再不然是 table。")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写到这个文件；xlsx 要给。")] = None,
) -> None:
    """Print facts, or write them to a file."""
    from lzqa.facts import FactKind
    from lzqa.facts.table import Choice, table_of
    from lzqa.indexing import load_plan

    if kind is not None and kind not in set(FactKind):
        message = f"unknown kind {kind!r}"
        raise UserError(message, code="U015", remedy=f"choose one of {', '.join(FactKind)}")
    form = form or (_SUFFIXES.get(output.suffix.lower()) if output else None) or Format.TABLE
    if form is Format.XLSX and output is None and sys.stdout.isatty():
        message = "xlsx is binary, and standard output is a terminal"
        raise UserError(message, code="U016", remedy="write it to a file: `lzqa facts --format xlsx -o facts.xlsx`")
    plan = load_plan(context.obj.corpus)
    table = table_of(plan.facts, plan.passages)
    choice = Choice(indicator=indicator or "", year=year, level=level or "", kind=kind or "", text=text or "")
    chosen = choice.of(table.lines)
    if conflicts:
        differing = table.among(chosen)
        chosen = tuple(dict.fromkeys(line for conflict in differing for line in table.lines_of(conflict)))
    if form is Format.XLSX:
        from lzqa.facts.files import xlsx_bytes

        _emit(xlsx_bytes(table, chosen, title=plan.corpus.info.title), output)
        return
    printed = _conflicting(table, differing, form) if conflicts else _printed(plan.corpus.info.title, chosen, form)
    _emit(_encoded(printed, form, to_file=output is not None), output)


def _encoded(printed: str, form: Format, *, to_file: bool) -> bytes:
    from lzqa.facts.files import BOM

    mark = BOM if to_file and form is Format.CSV else ""
    return f"{mark}{printed.rstrip(chr(10))}\n".encode()


def _emit(content: bytes, output: Path | None) -> None:
    """Write to ``output``, whole or not at all, or to standard output.

    Raises:
        OutputError: ``O004`` when ``output`` cannot be written.
    """
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    aside = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(content)
        aside.replace(output)
    except OSError as error:
        message = f"cannot write {output}: {error.strerror or error}"
        raise OutputError(message, code="O004", remedy="name a file in a folder that exists and may be written") from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _printed(title: str, chosen: Sequence[Line], form: Format) -> str:
    from lzqa.facts.files import csv_text, json_text, rows_of

    if form is Format.JSON:
        return json_text(chosen)
    if form is Format.CSV:
        return csv_text(rows_of(chosen))
    if form is Format.MARKDOWN:
        return _markdown(title, chosen)
    return "\n".join(f"{line.fact.id:14} {line.fact.figure.text}　{line.fact.statement}" for line in chosen)


def _markdown(title: str, chosen: Sequence[Line]) -> str:
    from_table = sum(line.fact.from_table for line in chosen)
    lines = [
        f"# {title}：数字与所指",
        "",
        "由 `lzqa facts --format markdown > docs/facts.md` 生成，请勿手改。每行一个数字，“出处”可用 `lzqa show` 查看。",
        f"共 {len(chosen)} 个：正文 {len(chosen) - from_table} 个（逐条标注在语料文件夹的 `facts.jsonl`），表格 {from_table} 个。",
        "",
        "| 出处 | 位置 | 指标 | 学段 | 年份 | 类别 | 数字 | 完整说法 | 备注 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for line in chosen:
        values = line.values()
        named = (str(values[key]) for key in ("label", "indicator", "level"))
        rest = (str(values[key]) for key in ("kind", "figure", "statement", "note"))
        cells = (f"`{line.passage.id}`", *named, line.when, *rest)
        lines.append("| " + " | ".join(cell.replace("|", "／") for cell in cells) + " |")
    return "\n".join(lines)


def _conflicting(table: Table, conflicts: Sequence[Conflict], form: Format) -> str:
    from lzqa.facts.files import CONFLICT_COLUMNS, conflict_json, conflict_rows, csv_text
    from lzqa.facts.table import REASONS

    if form is Format.JSON:
        return conflict_json(table, conflicts)
    if form is Format.CSV:
        return csv_text(conflict_rows(table, conflicts), CONFLICT_COLUMNS)
    bullet, indent = ("- ", "  - ") if form is Format.MARKDOWN else ("", "  ")
    lines = []
    for conflict in conflicts:
        lines.append(f"{bullet}{conflict.indicator}（{REASONS[conflict.reason]}）")
        lines += [
            f"{indent}{line.passage.label} · {line.passage.id}：{line.fact.statement}" for line in table.lines_of(conflict)
        ]
    return "\n".join(lines) or "没有发现前后不一的数字。"
