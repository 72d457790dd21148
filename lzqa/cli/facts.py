"""``lzqa facts``: every figure of the plan with what it is about, and where the plan disagrees with itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lzqa.errors import UserError

if TYPE_CHECKING:
    from lzqa.facts import Conflict, Fact
    from lzqa.indexing import Plan

COLUMNS = (
    "id",
    "indicator",
    "figure",
    "unit",
    "comparator",
    "level",
    "place",
    "scope",
    "year",
    "period",
    "kind",
    "start",
    "end",
    "statement",
)
REASONS = {"values": "数字不同", "scope": "口径不同", "sum": "分项之和不等于总数"}


class Format(StrEnum):
    """How facts are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def facts(
    context: typer.Context,
    indicator: Annotated[str | None, typer.Option(help="只列名称或别名含有这些字的。")] = None,
    year: Annotated[int | None, typer.Option(help="只列这一年的。")] = None,
    level: Annotated[str | None, typer.Option(help="只列这个学段的，例如 学前、小学、中职。")] = None,
    kind: Annotated[
        str | None, typer.Option(help="只列这一类：status、target、requirement、investment、change、plan。")
    ] = None,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="只列规划自己前后不一的数字。")] = False,  # noqa: FBT002
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """Print facts."""
    from lzqa.facts import FactKind, find_conflicts
    from lzqa.indexing import load_plan

    if kind is not None and kind not in set(FactKind):
        message = f"unknown kind {kind!r}"
        raise UserError(message, code="U015", remedy=f"choose one of {', '.join(FactKind)}")
    plan = load_plan(context.obj.corpus)
    if conflicts:
        typer.echo("\n".join(_conflict_lines(plan, find_conflicts(plan.facts))))
        return
    chosen = [
        fact
        for fact in plan.facts
        if (indicator is None or any(indicator in name for name in fact.names))
        and (year is None or year in fact.years)
        and (level is None or level in fact.levels)
        and (kind is None or fact.kind == kind)
    ]
    typer.echo(_printed(plan, chosen, form))


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "indicator": fact.indicator,
        "figure": fact.figure.text,
        "unit": fact.figure.unit,
        "comparator": fact.figure.comparator,
        "level": "、".join(fact.levels),
        "place": fact.place,
        "scope": fact.scope,
        "year": fact.year,
        "period": fact.period,
        "kind": fact.kind.value,
        "start": fact.span.start,
        "end": fact.span.end,
        "statement": fact.statement,
    }


def _printed(plan: Plan, chosen: Sequence[Fact], form: Format) -> str:
    if form is Format.JSON:
        return json.dumps([_row(fact) for fact in chosen], ensure_ascii=False, indent=1)
    if form is Format.CSV:
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_row(fact) for fact in chosen)
        return out.getvalue().rstrip("\n")
    labels = {passage.id: passage.label for passage in plan.passages.passages}
    if form is Format.MARKDOWN:
        return _markdown(plan, chosen, labels)
    return "\n".join(f"{fact.id:14} {fact.figure.text}　{fact.statement}" for fact in chosen)


def _markdown(plan: Plan, chosen: Sequence[Fact], labels: dict[str, str]) -> str:
    lines = [
        f"# {plan.corpus.info.title}：数字与所指",
        "",
        "由 `lzqa facts --format markdown > docs/facts.md` 生成，请勿手改。每行一个数字，“出处”可用 `lzqa show` 查看。",
        f"共 {len(chosen)} 个：正文 {sum(not f.from_table for f in chosen)} 个（逐条标注在语料文件夹的 `facts.jsonl`），表格 {sum(f.from_table for f in chosen)} 个。",
        "",
        "| 出处 | 位置 | 指标 | 学段 | 年份 | 类别 | 数字 | 完整说法 | 备注 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for fact in chosen:
        when = str(fact.year or fact.period or "")
        cells = (
            f"`{fact.passage}`", labels[fact.passage], fact.indicator, "、".join(fact.levels), when, fact.kind.value,
            fact.figure.text, fact.statement, fact.note,
        )  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "／") for cell in cells) + " |")
    return "\n".join(lines)


def _conflict_lines(plan: Plan, conflicts: Sequence[Conflict]) -> list[str]:
    labels = {passage.id: passage.label for passage in plan.passages.passages}
    lines = []
    for conflict in conflicts:
        lines.append(f"{conflict.indicator}（{REASONS[conflict.reason]}）")
        lines.extend(f"  {labels[fact.passage]} · {fact.passage}：{fact.statement}" for fact in conflict.facts)
    return lines or ["没有发现前后不一的数字。"]
