"""The table of facts: one for every list, file and page; filters; files that spreadsheets open; figures over the years."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pytest

from conftest import ROOT
from lzqa.cli.facts import _emit
from lzqa.errors import OutputError
from lzqa.facts import FactKind
from lzqa.facts.files import BOM, CONFLICT_COLUMNS, conflict_rows, csv_text, json_text, rows_of, xlsx_bytes
from lzqa.facts.series import indicators, panels
from lzqa.facts.table import COLUMNS, KINDS, NO_YEAR, REASONS, Choice, table_of

TITLES = [column.title for column in COLUMNS]


@pytest.fixture(scope="module")
def table(plan):
    return table_of(plan.facts, plan.passages)


@pytest.fixture(scope="module")
def book(table):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, table.lines, title="规划")))


def run(*arguments, **options):
    command = [sys.executable, "-m", "lzqa", "facts", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, **options)


# ---- the table and its filters


def test_table_has_a_line_for_every_fact_with_its_place_and_words(plan, table):
    assert [line.fact for line in table.lines] == list(plan.facts)
    for line in table.lines:
        assert line.passage.id == line.fact.passage
        assert list(line.values()) == [column.key for column in COLUMNS] == list(line.words())
        assert line.words()["kind"] in KINDS.values()
    assert set(KINDS) == set(FactKind)


def test_lines_say_whether_the_plan_contradicts_them(table):
    for conflict in table.conflicts:
        assert conflict.reason in REASONS
        assert all(conflict.reason in line.reasons for line in table.lines_of(conflict))
    assert sum(bool(line.reasons) for line in table.lines) == len({f.id for c in table.conflicts for f in c.facts})


@pytest.mark.parametrize(
    ("choice", "holds"),
    [
        (Choice(level="中职"), lambda fact: "中职" in fact.levels),
        (Choice(kind="investment"), lambda fact: fact.kind is FactKind.INVESTMENT),
        (Choice(year=2018), lambda fact: 2018 in fact.years),
        (Choice(year=NO_YEAR), lambda fact: fact.year is None and not fact.years),
        (Choice(indicator="毛入园率"), lambda fact: any("毛入园率" in name for name in fact.names)),
        (Choice(level="学前", kind="target", year=2025), lambda fact: (fact.levels[0], fact.kind, fact.year) == ("学前", "target", 2025)),
    ],
)  # fmt: skip
def test_filters_take_exactly_what_they_say(table, choice, holds):
    found = choice.of(table.lines)
    assert found == tuple(line for line in table.lines if holds(line.fact))
    assert found


def test_free_text_needs_every_word_and_reads_all_columns(table):
    both = Choice(text="中职　床位").of(table.lines)
    assert both
    assert all("中职" in line.level and "床位" in line.searched for line in both)
    assert any("连州卫生学校" in line.fact.place for line in Choice(text="卫生学校").of(table.lines))
    assert {line.fact.figure.text for line in Choice(text="９８％以上").of(table.lines)} >= {"98%以上"}
    assert Choice(text="没有这样的字").of(table.lines) == ()
    assert Choice(text="  ").of(table.lines) == table.lines


def test_what_can_be_chosen_is_what_occurs(table):
    assert all(Choice(level=level).of(table.lines) for level in table.levels)
    assert all(Choice(kind=kind).of(table.lines) for kind in table.kinds)
    assert all(Choice(year=year).of(table.lines) for year in table.years)
    assert list(table.years) == sorted(table.years)


# ---- files


def test_workbook_reads_back_with_numbers_as_numbers(table, book):
    sheet = book["数字一览"]
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == TITLES
    assert len(rows) == len(table.lines) + 1
    value, figure, year = (TITLES.index(title) for title in ("数值", "数字", "年份"))
    for line, row in zip(table.lines, rows[1:], strict=True):
        assert isinstance(row[value], int | float)
        assert Decimal(str(row[value])) == line.fact.figure.value
        assert row[figure] == line.fact.figure.text
        assert row[year] == line.fact.year
        assert row[TITLES.index("原文")] == line.passage.quote


def test_workbook_keeps_its_heading_in_view_and_filters(table, book):
    assert book.sheetnames == ["数字一览", "前后不一"]
    for sheet, keep in (("数字一览", "C2"), ("前后不一", "A2")):
        assert book[sheet].freeze_panes == keep
        assert book[sheet].auto_filter.ref == book[sheet].dimensions
        assert all(6 <= dimension.width <= 60 for dimension in book[sheet].column_dimensions.values())
    conflicts = list(book["前后不一"].iter_rows(values_only=True))
    assert list(conflicts[0]) == [column.title for column in CONFLICT_COLUMNS]
    assert len(conflicts) - 1 == sum(len(conflict.facts) for conflict in table.conflicts)
    assert {row[1] for row in conflicts[1:]} <= set(REASONS.values())


def test_workbook_of_some_lines_has_the_conflicts_that_they_are_part_of(table):
    lines = Choice(indicator="双师型").of(table.lines)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, lines)))
    assert book["数字一览"].max_row == len(lines) + 1
    assert {row[2].value for row in book["前后不一"].iter_rows(min_row=2)} == {"双师型教师比例"}


def test_words_that_look_like_a_formula_stay_words(table):
    from dataclasses import replace

    line = table.lines[0]
    sly = replace(line, fact=replace(line.fact, indicator="=1+1", note="\x0b=2"))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, [sly])))["数字一览"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_csv_and_json_hold_the_same_table(table):
    rows = list(csv.DictReader(io.StringIO(csv_text(rows_of(table.lines)))))
    objects = json.loads(json_text(table.lines))
    assert list(rows[0]) == TITLES
    assert list(objects[0]) == [column.key for column in COLUMNS]
    assert len(rows) == len(objects) == len(table.lines)
    for line, row, item in zip(table.lines, rows, objects, strict=True):
        assert (row["编号"], row["类别"], row["位置"]) == (line.fact.id, KINDS[line.fact.kind], line.passage.label)
        assert (item["id"], item["kind"]) == (line.fact.id, line.fact.kind)
        assert Decimal(row["数值"]) == Decimal(str(item["value"])) == line.fact.figure.value
    listed = list(csv.reader(io.StringIO(csv_text(conflict_rows(table, table.conflicts), CONFLICT_COLUMNS))))
    assert listed[1][1] in REASONS.values()


# ---- the command


def test_file_names_choose_the_format_and_csv_files_begin_with_a_mark(tmp_path):
    target = tmp_path / "中职.csv"
    done = run("-o", str(target), "--level", "中职")
    assert (done.returncode, done.stdout) == (0, b"")
    text = target.read_text(encoding="utf-8")
    assert text.startswith(f"{BOM}指标,数字,")
    assert all("中职" in row["学段"] for row in csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    printed = run("--format", "csv", "--level", "中职").stdout.decode()
    assert printed == text.removeprefix(BOM)


def test_workbook_goes_to_a_file_or_a_pipe_but_never_to_a_terminal(tmp_path):
    target = tmp_path / "facts.xlsx"
    assert run("--format", "xlsx", "-o", str(target)).returncode == 0
    assert openpyxl.load_workbook(target).sheetnames == ["数字一览", "前后不一"]
    piped = run("--format", "xlsx", "--conflicts").stdout
    assert openpyxl.load_workbook(io.BytesIO(piped))["数字一览"].max_row > 5
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "lzqa", "facts", "--format", "xlsx"]
    done = subprocess.run(command, cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"U016" in done.stderr
    assert b"-o facts.xlsx" in done.stderr


def test_conflicts_come_in_every_format():
    assert run("--conflicts").stdout.decode().count("（") > 5
    groups = json.loads(run("--conflicts", "--format", "json", "--indicator", "双师型").stdout)
    assert [group["reason"] for group in groups] == ["scope"]
    assert {fact["figure"] for fact in groups[0]["facts"]} == {"60%以上", "超过75%"}


def test_file_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path, capsys):
    with pytest.raises(OutputError, match="cannot write") as caught:
        _emit(b"x", tmp_path / "none" / "facts.csv")
    assert caught.value.code == "O004"
    assert list(tmp_path.iterdir()) == []


def test_plain_facts_load_no_spreadsheet_library():
    program = (
        "import sys\nsys.argv = ['lzqa', 'facts', '--year', '2018']\nfrom lzqa.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint('LOADED', sorted({'openpyxl', 'gradio', 'pandas'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert "LOADED []" in done.stdout


# ---- figures over the years


def test_series_hold_every_dated_figure_once_with_all_its_places(table):
    for name in indicators(table):
        drawn = [line for panel in panels(table, name) for point in panel.points for line in point.lines]
        kinds = (FactKind.STATUS, FactKind.TARGET, FactKind.INVESTMENT)
        wanted = [
            n for n in table.lines if n.fact.indicator == name and n.fact.year and n.fact.kind in kinds and n.fact.figure.unit
        ]
        assert {line.fact.id for line in drawn} == {line.fact.id for line in wanted}, name
        assert len(drawn) == len(wanted), name


def test_contradictory_figures_are_separate_points(table):
    (panel,) = panels(table, "学前三年毛入园率")
    (series,) = panel.series
    assert panel.share
    assert [point.label for point in series.at(2025)] == ["98%以上、98%", "99%"]
    assert all(point.disputed and point.aim for point in series.at(2025))
    assert [point.label for point in series.at(2020)] == ["98%", "98.03%"]
    assert len(series.at(2020)[1].lines) == 2
    assert not any(point.disputed for point in series.at(2016))


def test_counts_written_in_different_scales_share_an_axis(table):
    (panel,) = panels(table, "在园幼儿数")
    assert (panel.unit, panel.share) == ("人", False)
    assert {(point.year, int(point.value), point.label) for point in panel.points} >= {
        (2020, 13000, "1.3万人"),
        (2025, 14000, "1.4万人"),
    }
    (panel,) = panels(table, "在校生数")
    assert panel.unit == "万人"
    assert [series.name for series in panel.series] == ["义务教育", "高中", "中职"]


def test_shares_and_counts_never_share_an_axis(table):
    from dataclasses import replace

    line = next(n for n in table.lines if n.fact.id == "1.1/T1.1#1")
    shares = [
        replace(
            line,
            fact=replace(line.fact, id=f"x#{at}", year=year, figure=replace(line.fact.figure, unit="%", value=Decimal(at))),
        )
        for at, year in ((1, 2016), (2, 2020))
    ]
    mixed = replace(table, lines=(*table.lines, *shares))
    assert [panel.unit for panel in panels(mixed, "幼儿园数")] == ["%", "所"]


def test_changes_requirements_and_undated_figures_are_not_drawn(table):
    assert "教师交流轮岗比例" not in indicators(table)
    assert not any(
        line.fact.kind is FactKind.CHANGE
        for n in indicators(table)
        for p in panels(table, n)
        for q in p.points
        for line in q.lines
    )
