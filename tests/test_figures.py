"""Figures: the golden cases of tests/spec/figures, years, number tokens, and the plan's own figures."""

from __future__ import annotations

import json
import re
from collections import Counter
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
    ("text", "years"),
    [
        ("2016-2020年", [(2016, 0), (2020, 5)]),
        ("2021—2025年", [(2021, 0), (2025, 5)]),
        ("2016年至2020年", [(2016, 0), (2020, 6)]),
        ("2016-20年", [(2016, 0)]),
        ("2016、2018和2020年", [(2016, 0), (2018, 5), (2020, 10)]),
        ("2020/2021学年", [(2020, 0), (2021, 5)]),
        ("到2025年，2030年前", [(2025, 1), (2030, 7)]),
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


def plan_figures(plan: Plan) -> list[tuple[str, Figure]]:
    return [
        (passage.id, figure)
        for passage in plan.passages.passages
        if passage.kind is not PassageKind.ROW
        for figure in find_figures(passage.quote)
    ]


def test_figures_of_the_plan_are_counted(plan: Plan):
    found = [figure for _, figure in plan_figures(plan)]
    assert Counter(figure.comparator for figure in found) == {"=": 103, ">=": 24, "~": 4, ">": 3, "<": 1}
    assert Counter(figure.unit for figure in found) == {
        "%": 50, "个": 25, "所": 17, "万元": 8, "名": 8, "人": 7, "年": 5, "岁": 4, "小时": 2, "学时": 2, "位": 1, "万人次": 1,
        "亿元": 1, "课时": 1, "平方米": 1, "学年": 1, "个月": 1,
    }  # fmt: skip
    assert [figure.text for figure in found if figure.high is not None] == ["2-3个", "2至3岁", "2至3岁", "10-20名"]


def test_figures_of_the_plan_account_for_every_digit_but_known_names(plan: Plan):
    left = Counter[str]()
    for passage in plan.passages.passages:
        if passage.kind is PassageKind.ROW:
            continue
        covered = [figure.span for figure in find_figures(passage.quote)]
        covered += [span for _, span in year_spans(passage.quote)]
        for match in re.finditer(r"[0-9.]*[0-9]", passage.quote):
            if not any(span.overlaps(Span(*match.span())) for span in covered):
                left[passage.quote[max(0, match.start() - 1) : match.end() + 1]] += 1
    items = {name: count for name, count in left.items() if re.fullmatch(r"[1-7]\.", name)}
    assert sum(items.values()) == 85
    assert left - Counter(items) == {
        "程2.0”": 1, "化2.0行": 2, "“5080”": 3, "“50”": 2, "在2019中": 1, "近5年": 1, "“3+": 1, "+2”": 1, "“1+": 1, "用5G": 1,
    }  # fmt: skip


def test_figures_of_the_plan_slice_to_their_text(plan: Plan):
    quotes = {passage.id: passage.quote for passage in plan.passages.passages}
    for identifier, figure in plan_figures(plan):
        assert figure.span.slice(quotes[identifier]) == figure.text


def test_figures_of_the_plan_headings_hold_none_but_names(plan: Plan):
    headings = [passage for passage in plan.passages.passages if passage.kind is PassageKind.HEADING]
    assert [(heading.id, find_figures(heading.quote)) for heading in headings if find_figures(heading.quote)] == []


def test_figures_of_the_plan_without_unit_stand_in_no_sentence(plan: Plan):
    assert [(identifier, figure.text) for identifier, figure in plan_figures(plan) if not figure.unit] == []


def test_figures_span_equality_is_about_place():
    assert find_figures("3所")[0].span == Span(0, 2)
    assert find_figures("共3所")[0].span == Span(1, 3)
