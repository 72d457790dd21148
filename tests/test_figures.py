"""Figures: the golden cases of tests/spec/figures, years, number tokens, and the plan's own figures."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lzqa.figures import Figure, find_figures, number_tokens, year_spans
from lzqa.indexing import Plan
from lzqa.passages import PassageKind
from lzqa.spans import Span

SPEC = Path(__file__).parent / "spec" / "figures"
NUMBERS = Path(__file__).parent / "data" / "plan_numbers.tsv"
CLASSES = {
    "quantity": 245,  # 38所, 两所, 半年至三年; each end of a range counts
    "year": 55,  # 2020年, 二〇三五年
    "period": 11,  # “十四五”, 近五年
    "ordinal": 48,  # 第一节, 一级, 一等奖
    "name": 128,  # “5080”, 5G, 三通两平台, 学前三年, 十二年一贯制
    "list": 104,  # 1. before a heading, 一是
    "word": 123,  # 进一步, 统一, 一批, and the article: 一支队伍
    "scale": 14,  # 万 and 亿 behind digits
    "bookmark": 44,  # _Toc124060244
}
"""What a number of the plan may be, and how many there are."""


def cases() -> list[Any]:
    """Return every golden case, named by its file and its place there."""
    return [
        pytest.param(case, id=f"{path.stem}-{number}")
        for path in sorted(SPEC.glob("*.json"))
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))["cases"], start=1)
    ]


def as_case(figure: Figure) -> dict[str, Any]:
    """Return a figure as a golden case writes it."""
    written: dict[str, Any] = {
        "text": figure.text,
        "start": figure.span.start,
        "end": figure.span.end,
        "value": str(figure.value),
        "unit": figure.unit,
        "comparator": figure.comparator,
    }
    return written if figure.high is None else {**written, "high": str(figure.high)}


@pytest.mark.parametrize("case", cases())
def test_figures_golden_case(case: dict[str, Any]):
    assert [as_case(figure) for figure in find_figures(case["text"])] == case["figures"]


@pytest.mark.parametrize("case", cases())
def test_figures_golden_case_states_positions_that_slice(case: dict[str, Any]):
    for figure in case["figures"]:
        assert case["text"][figure["start"] : figure["end"]] == figure["text"]


def test_figures_golden_cases_are_many_and_no_text_stands_twice():
    texts = [case.values[0]["text"] for case in cases()]
    positive = [case for case in cases() if case.values[0]["figures"]]
    assert len(positive) >= 45
    assert len(texts) - len(positive) >= 30
    assert len(set(texts)) == len(texts)


def test_figures_stand_in_order_and_apart():
    found = find_figures("近2000个、10-20名；≥96，约3百人；2020年增长-1.99%、6.6个百分点，至少配备1名")
    spans = [figure.span for figure in found]
    assert len(found) == 7
    assert spans == sorted(spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


def test_figures_keep_the_value_as_written():
    (figure,) = find_figures("99.0%")
    assert str(figure.value) == "99.0"
    assert figure.value == Decimal(99)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("稳定在60%以上", "稳定在…以上"),
        ("仅占15%左右", "仅占…左右"),
        ("只占15％", "只占"),
        ("毛入园率达98%以上", "达…以上"),
        ("约2000个", "约"),
        ("近两千个", "近"),
        ("约为三年", "约为"),
        ("不少于6个月", "不少于"),
        ("不低于交流总数的20%", "不低于"),
        ("≥96%", "≥"),
        ("3年以内", "以内"),
        ("20多所学校", "多"),
        ("达到100所", "达到"),
        ("增加3所", ""),
        ("到达98%", "达"),
    ],
)
def test_figures_qualifier_is_kept_as_written(text: str, qualifier: str):
    assert [figure.qualifier for figure in find_figures(text)] == [qualifier]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2016-2020年", [(2016, 0), (2020, 5)]),
        ("2021—2025年", [(2021, 0), (2025, 5)]),
        ("2016年至2020年", [(2016, 0), (2020, 6)]),
        ("2016-20年", [(2016, 0)]),
        ("2016、2018和2020年", [(2016, 0), (2018, 5), (2020, 10)]),
        ("2020/2021学年", [(2020, 0), (2021, 5)]),
        ("到2025年，2030年前", [(2025, 1), (2030, 7)]),
        ("二〇三五年远景目标", [(2035, 0)]),
        ("一九九八年，二零二五年", [(1998, 0), (2025, 6)]),
        ("一百二〇二五年、二〇年", []),
        ("２０２５年", [(2025, 0)]),
        ("2020年级组", []),
        ("2000个、12020年、1850年", []),
        ("在2019中国家长大会上", []),
    ],
)
def test_figures_year_spans(text: str, years: list[tuple[int, int]]):
    assert [(year, span.start) for year, span in year_spans(text)] == years
    assert all(len(span) == 4 for _, span in year_spans(text))


def test_figures_number_tokens_account_for_every_run_of_digits():
    text = "“5080”行动，2.0、1+X、第3章，投入3,000万元，2020-2022年，９８．５％"
    assert number_tokens(text) == ("5080", "2.0", "1", "3", "3000", "2020", "2022", "98.5")


def test_figures_number_tokens_do_not_join_two_cells_over_a_comma():
    assert number_tokens("2016年：53，2020年：66，100所") == ("2016", "53", "2020", "66", "100")


def plan_numbers() -> list[dict[str, str]]:
    """Return every number of the plan as read by people."""
    lines = NUMBERS.read_text(encoding="utf-8").splitlines()[1:]
    return list(csv.DictReader(lines, delimiter="\t"))


def plan_figures(plan: Plan) -> list[tuple[str, Figure]]:
    return [
        (passage.id, figure)
        for passage in plan.passages.passages
        if passage.kind is not PassageKind.ROW
        for figure in find_figures(passage.quote)
    ]


def found_in_plan(plan: Plan) -> dict[int, Figure | int]:
    """Return what the code finds at each code point of the plan: a figure, or a year."""
    found: dict[int, Figure | int] = {}
    for passage in plan.passages.passages:
        if passage.kind is not PassageKind.ROW:
            for year, span in year_spans(passage.quote):
                found.update(dict.fromkeys(range(passage.span.start + span.start, passage.span.start + span.end), year))
            for figure in find_figures(passage.quote):
                start = passage.span.start + figure.span.start
                found.update(dict.fromkeys(range(start, passage.span.start + figure.span.end), figure))
    for fact in plan.facts:
        if fact.from_table:
            figure = replace(fact.figure, unit=fact.change_unit or fact.figure.unit)
            found.update(dict.fromkeys(range(fact.span.start, fact.span.end), figure))
    return found


def test_figures_every_number_of_the_plan_is_classed(plan: Plan):
    numbers = plan_numbers()
    at = {
        match.start(): match.group()
        for match in re.finditer(r"[0-9]+(?:\.[0-9]+)?|[零〇○一二两三四五六七八九十百千万亿半]+", plan.text)
    }
    assert {int(number["offset"]): number["number"] for number in numbers} == at
    assert Counter(number["class"] for number in numbers) == CLASSES


def test_figures_every_number_of_the_plan_is_found_as_what_it_is(plan: Plan):
    found = found_in_plan(plan)
    heads = {match.start() for match in re.finditer(r"(?<=\t)20\d\d年", plan.text)}
    wrong = []
    for number in plan_numbers():
        offset = int(number["offset"])
        code = found.get(offset)
        got, expected = ("", "", "", ""), ("", "", "", "")
        if isinstance(code, Figure):
            value = str(code.value) if code.high is None else f"{code.value}-{code.high}"
            got = ("quantity", value, code.unit, code.qualifier)
        elif isinstance(code, int):
            got = ("year", str(code), "", "")
        if number["class"] == "quantity" or (number["class"] == "year" and offset not in heads):
            expected = (number["class"], number["value"], number["unit"], number["qualifier"])
        if got != expected and number["class"] != "scale":
            wrong.append((offset, number["around"], got, expected))
    assert wrong == []


def test_figures_of_the_plan_are_counted(plan: Plan):
    found = [figure for _, figure in plan_figures(plan)]
    assert Counter(figure.comparator for figure in found) == {"=": 118, ">=": 24, "~": 4, ">": 3, "<": 1}
    assert Counter(figure.unit for figure in found) == {
        "%": 50, "个": 26, "所": 18, "万元": 8, "名": 8, "人": 7, "年": 11, "岁": 4, "小时": 2, "学时": 2, "位": 1, "万人次": 1,
        "亿元": 1, "课时": 1, "平方米": 1, "学年": 1, "个月": 1, "栋": 3, "方面": 2, "遍": 1, "": 1,
    }  # fmt: skip
    ranges = [figure.text for figure in found if figure.high is not None]
    assert ranges == ["半年至三年", "2-3个", "2至3岁", "2至3岁", "10-20名"]


def test_figures_of_the_plan_slice_to_their_text(plan: Plan):
    quotes = {passage.id: passage.quote for passage in plan.passages.passages}
    for identifier, figure in plan_figures(plan):
        assert figure.span.slice(quotes[identifier]) == figure.text


def test_figures_of_the_plan_headings_hold_none_but_names(plan: Plan):
    headings = [passage for passage in plan.passages.passages if passage.kind is PassageKind.HEADING]
    assert [(heading.id, find_figures(heading.quote)) for heading in headings if find_figures(heading.quote)] == []


def test_figures_of_the_plan_without_unit_stand_in_no_sentence(plan: Plan):
    assert [(identifier, figure.text) for identifier, figure in plan_figures(plan) if not figure.unit] == [
        ("4.6.3/3.2", "一半")
    ]


def test_figures_span_equality_is_about_place():
    assert find_figures("3所")[0].span == Span(0, 2)
    assert find_figures("共3所")[0].span == Span(1, 3)
