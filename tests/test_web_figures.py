"""The figures page without a browser: the table, the chart, the downloads, the sizes of its files."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import openpyxl
import pytest
from fastapi.testclient import TestClient

from conftest import ROOT
from lzqa.facts.series import indicators, panels
from lzqa.facts.table import Choice, table_of
from lzqa.service import create_web_app
from lzqa.web.chart import across, axis, panel_html, spread
from lzqa.web.downloads import asked
from lzqa.web.listing import chart_html, found_html, rows_html
from lzqa.web.render import Source

VOID = {"br"}


@pytest.fixture(scope="module")
def table(plan):
    return table_of(plan.facts, plan.passages)


@pytest.fixture(scope="module")
def source(plan):
    return Source.of(plan.text, plan.passages)


@pytest.fixture(scope="module")
def web(assistant):
    with TestClient(create_web_app(assistant)) as client:
        yield client


class Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def balanced(markup):
    parser = Balance()
    parser.feed(markup)
    return not parser.open and not parser.wrong


def plain(markup):
    return re.sub(r"<[^>]+>", "", markup)


# ---- the table


def test_every_line_shows_its_figure_its_place_and_the_verbatim_words(table, source):
    page = rows_html(table.lines, source)
    assert balanced(page)
    rows = page.split('<tbody class="lz-fact"')[1:]
    assert len(rows) == len(table.lines)
    for line, row in zip(table.lines, rows, strict=True):
        assert line.fact.figure.text in plain(row)
        assert line.passage.label in row
        assert len(re.findall("<mark>", row)) == 1, line.fact.id
        if not line.fact.from_table:
            quote = re.search(r"<blockquote>(.*)</blockquote>", row)
            assert quote
            assert plain(quote.group(1)) == line.passage.quote
        assert ("前后不一" in row.split("lz-source")[0]) == bool(line.reasons)


def test_a_figure_without_a_unit_says_what_its_column_counts(table, source):
    for fact, figure, said in (
        ("1.1/T1.4#3", "-12.05", "比2016年，相对增幅，%"),
        ("1.1/T1.3#3", "1.42", "比2016年，相差，个百分点"),
    ):
        row = rows_html([line for line in table.lines if line.fact.id == fact], source)
        assert figure in row
        assert said in row


def test_what_is_written_is_inert(table, source):
    line = table.lines[0]
    sly = replace(line, fact=replace(line.fact, indicator="<img src=x onerror=1>", scope='"><b>', note="<script>"))
    page = rows_html([sly], source)
    assert "<img" not in page
    assert "<script" not in page
    assert balanced(page)
    assert '"><b>' not in found_html(table, Choice(text='"><b>'), 1)


def test_nothing_found_is_said_and_offers_no_files(table, source):
    assert "没有这样的数字" in rows_html([], source)
    said = found_html(table, Choice(text="无"), 0)
    assert "找到" in said
    assert "href" not in said


def test_search_text_is_read_as_questions_are(table):
    assert asked("雙師型", "", "", None).of(table.lines) == Choice(text="双师型").of(table.lines) != ()
    assert asked(None, None, None, None) == Choice()


# ---- the chart


def test_every_indicator_is_drawn_within_its_frame(table, source):
    for name in indicators(table):
        page = chart_html(table, name, source)
        assert balanced(page), name
        for x in re.findall(r'(?:cx|x1|x2|x)="([\d.]+)%"', page):
            assert 0 <= float(x) <= 100, name
        for y in re.findall(r'(?:cy|y1|y2|y)="(-?[\d.]+)"', page):
            assert 0 <= float(y) <= 252, name
        points = [point for panel in panels(table, name) for point in panel.points]
        assert page.count("<circle") == len(points)
        assert all(point.label in page for point in points)


def test_chart_shows_both_sides_of_a_contradiction_and_says_so(table, source):
    page = chart_html(table, "学前三年毛入园率", source)
    assert page.count("lz-point lz-aim lz-disputed") == 2
    assert "规划自己前后不一：2020年 98%、98.03%；2025年 98%以上、98%、99%" in page
    assert "前后不一" not in chart_html(table, "公办幼儿园数", source)
    assert chart_html(table, "没有这个指标", source) == ""


def test_axis_of_counts_begins_at_zero_and_of_shares_ends_at_a_hundred(table):
    for name in indicators(table):
        for panel in panels(table, name):
            low, high, step = axis(panel)
            values = [point.value for point in panel.points]
            assert low <= min(values)
            assert high >= max(values)
            assert step > 0
            assert (high - low) / step <= 6
            if not panel.share:
                assert low == 0
            elif max(values) <= 100:
                assert high <= 100
    (panel,) = panels(table, "高中阶段毛入学率")
    assert "纵轴从 90% 起" in panel_html("x", panel)
    (panel,) = panels(table, "公办幼儿园数")
    assert "单位：所" in panel_html("x", panel)


def test_a_range_is_drawn_from_end_to_end(table):
    (panel,) = panels(table, "公办幼儿园数")
    series = panel.series[0]
    wide = replace(series, points=(replace(series.points[0], high=Decimal(18)), *series.points[1:]))
    assert "lz-bar" in panel_html("x", replace(panel, series=(wide,)))


def test_labels_keep_apart_and_years_in_order():
    places = spread([100, 101, 102, 200], 12, 216)
    assert all(abs(a - b) >= 15 for a, b in pairwise(places))
    crowded = spread([216] * 10, 12, 216)
    assert min(crowded) >= 12
    assert max(crowded) <= 216
    years = across((2015, 2016, 2020, 2025), 15, 87)
    assert list(years.values()) == sorted(years.values())
    assert (years[2015], round(years[2025])) == (15, 87)
    assert min(b - a for a, b in pairwise(years.values())) > 10
    assert across((2025,), 15, 87) == {2025: 51}


# ---- files over the network


def test_downloads_hold_what_is_filtered(web, table):
    response = web.get("/figures.csv", params={"level": "中职", "kind": "target", "year": 2025})
    assert response.headers["content-disposition"] == 'attachment; filename="figures.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    wanted = Choice(level="中职", kind="target", year=2025).of(table.lines)
    assert [row["编号"] for row in rows] == [line.fact.id for line in wanted] != []
    response = web.get("/figures.xlsx", params={"text": "床位"})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book["数字一览"].max_row == len(Choice(text="床位").of(table.lines)) + 1
    assert response.headers["x-content-type-options"] == "nosniff"
    assert web.get("/figures.csv").content.count(b"\n") > len(table.lines)


@pytest.mark.parametrize("query", ["text=" + "长" * 300, "year=x"])
def test_downloads_refuse_what_the_page_never_asks(web, query):
    response = web.get(f"/figures.csv?{query}")
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "U021"


def test_page_carries_neither_the_table_nor_a_library_for_it_until_asked(web, table):
    page = web.get("/").text
    assert "lz-fact" not in re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    program = (
        "import sys, lzqa.service, lzqa.web.page\nprint('LOADED', sorted({'openpyxl', 'plotly', 'altair'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert "LOADED []" in done.stdout, done.stderr


def test_a_plan_without_facts_has_an_empty_page(mini):
    with TestClient(create_web_app(mini)) as client:
        assert client.get("/").status_code == 200
        assert client.get("/figures.csv").content.count(b"\n") == 1
        assert client.get("/figures.xlsx").status_code == 200


@pytest.mark.parametrize("path", sorted((ROOT / "lzqa/web").rglob("*.[cj]s*")), ids=lambda path: path.name)
def test_style_and_script_stay_readable_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
