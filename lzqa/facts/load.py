"""Facts from the tables, and from the reviewed annotations beside the plan; all of them verified against the text.

``facts.jsonl`` binds each figure of the running text to its subject; ``rows.jsonl`` names each table row's indicator.
Both lie in the corpus folder.  An annotation points at a figure by passage and number, and repeats it: a plan whose text
or figures have moved is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from lzqa.errors import CorpusError
from lzqa.facts.growth import with_growth
from lzqa.facts.model import Fact, FactKind
from lzqa.facts.remarks import with_remarks
from lzqa.figures import Figure, find_figures
from lzqa.numerals import to_decimal
from lzqa.passages import Passage, PassageKind, PassageSet
from lzqa.spans import Span
from lzqa.structure import CellRole, Kind

ANNOTATIONS = "facts.jsonl"
ROWS = "rows.jsonl"
SUBROW = "其中："
"""Begins the label of a row that is part of the row above it."""
_REMEDY = "mend the annotation, or annotate the figure anew; corpus/README.md tells the fields"


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                message = f"{path.name}, line {number}: not JSON ({error.msg})"
                raise CorpusError(message, code="C006", remedy=_REMEDY) from error


def _annotated(folder: Path, by_id: dict[str, Passage]) -> Iterator[Fact]:
    for number, row in _lines(folder / ANNOTATIONS):
        where = f"{ANNOTATIONS}, line {number}"
        passage = by_id.get(row.get("passage", ""))
        figures = find_figures(passage.quote) if passage is not None else ()
        at = int(row.get("n", 0))
        if passage is None or not 1 <= at <= len(figures) or figures[at - 1].text != row.get("text"):
            message = f"{where}: {row.get('text')!r} is not figure {at} of passage {row.get('passage')!r}"
            raise CorpusError(message, code="C006", remedy=_REMEDY)
        if row["text"] not in row["statement"]:
            message = f"{where}: the statement does not hold {row['text']!r}"
            raise CorpusError(message, code="C006", remedy=_REMEDY)
        figure = figures[at - 1]
        yield Fact(
            id=f"{passage.id}#{at}",
            passage=passage.id,
            indicator=row["indicator"],
            names=(row["indicator"], *row["aliases"]),
            levels=(row["level"],),
            place=row["place"],
            scope=row["scope"],
            year=row["year"],
            period=row["period"],
            base_year=row["base_year"],
            kind=FactKind(row["kind"]),
            figure=figure,
            span=figure.span.shift(passage.span.start),
            statement=row["statement"],
            note=row["note"],
        )


def _cell_figure(text: str) -> Figure | None:
    found = find_figures(text)
    if found:
        return found[0]
    value = to_decimal(text)
    return None if value is None else Figure(text, Span(0, len(text)), Decimal(value), "")


def _row_facts(folder: Path, passages: PassageSet, place: str) -> Iterator[Fact]:
    named = {row["row"]: row for _, row in _lines(folder / ROWS)}
    rows = {passage.id: passage for passage in passages.passages if passage.kind is PassageKind.ROW}
    unknown = sorted(set(named) - set(rows))
    if unknown:
        message = f"{ROWS} names rows that the plan does not have: {', '.join(unknown)}"
        raise CorpusError(message, code="C006", remedy=_REMEDY)
    full_time = False
    for passage in rows.values():
        row = passage.row
        if row is None or passage.id not in named:
            continue
        full_time = "全日制" in row.label or (full_time and row.label.startswith(SUBROW))
        entry = named[passage.id]
        values = [cell for cell in row.node.of(Kind.CELL) if cell.role is CellRole.VALUE]
        for at, head in enumerate(row.heads):
            figure = _cell_figure(row.with_unit(at))
            if figure is None:
                continue
            year = re.search(r"20\d{2}", head)
            kind = FactKind.TARGET if "目标" in head else FactKind.CHANGE if "增幅" in head else FactKind.STATUS
            what = "目标值为" if "目标" in head else "到达值为" if "到达" in head else "为" if year else f"{head}为"
            when = f"{year.group()}年" if year else "2020年比2016年"
            yield Fact(
                id=f"{passage.id}#{at + 1}",
                passage=passage.id,
                indicator=entry["indicator"],
                names=(entry["indicator"], row.indicator, *entry["aliases"]),
                levels=tuple(entry["levels"]),
                place="",
                scope="全日制" if full_time else "",
                year=int(year.group()) if year else 2020,
                period="",
                base_year=None if year else 2016,
                kind=kind,
                figure=figure,
                span=values[at].content_span(),
                statement=f"{when}，{place}{row.indicator.removeprefix(SUBROW)}（{row.group}）{what}{row.with_unit(at)}。",
                from_table=True,
            )


def load_facts(folder: Path, passages: PassageSet, place: str) -> tuple[Fact, ...]:
    """Return all facts of a plan in the order of the text.

    Args:
        folder: The corpus folder.
        passages: The plan's passages.
        place: The place that the plan is for; named in statements made from table cells.

    Raises:
        CorpusError: ``C006`` when an annotation does not fit the text.
    """
    by_id = passages.by_id()
    found = [*_annotated(folder, by_id), *_row_facts(folder, passages, place)]
    seen: set[str] = set()
    for fact in found:
        if fact.id in seen:
            message = f"{ANNOTATIONS} binds figure {fact.id} twice"
            raise CorpusError(message, code="C006", remedy=_REMEDY)
        seen.add(fact.id)
    return with_remarks(with_growth(sorted(found, key=lambda fact: (by_id[fact.passage].position, fact.id))))
