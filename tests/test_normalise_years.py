"""Years with two digits: the end of a span and what counts years, not names one."""

from __future__ import annotations

import pytest

from lzqa.normalise import normalise
from lzqa.question.understand import years_named


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("这五年（2021到25）投了多少", (2021, 2025)),
        ("16→20年增加了多少", (2016, 2020)),
        ("20→25要多多少", (2020, 2025)),
        ("16—20年", (2016, 2020)),
        ("2016、20年各几所", (2016, 2020)),
        ("二零二一、二零二二两个年度", (2021, 2022)),
        ("二〇一六至二〇二〇年", (2016, 2020)),
        ("二零二五年度", (2025,)),
        ("编号二〇二五", ()),
    ],
)
def test_a_span_of_years_has_both_its_ends(text, years):
    assert tuple(sorted(years_named(normalise(text)))) == years


@pytest.mark.parametrize("text", ["干满25年的老师", "工作20年了", "教龄20年", "2016至20所", "每年10-20名", "2020-25个"])
def test_what_counts_years_or_things_names_no_further_year(text):
    assert [year for year in years_named(normalise(text)) if year in (2025, 2010) or text[:2] in ("干满", "工作", "教龄")] == []


@pytest.mark.parametrize(
    ("text", "years"),
    [("近2000个床位", ()), ("约2000学位÷10所", ()), ("2000+3000", ()), ("2000年的学校", (2000,)), ("2010公办园", (2010,))],
)
def test_a_bare_2000_is_an_amount(text, years):
    assert years_named(normalise(text)) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("新增学位 18 20", (2018, 2020)),
        ("小学电脑台数 16", (2016,)),
        ("特教学生 20比16 多几人", (2020, 2016)),
        ("高分线人数 20较19 增长率", (2020, 2019)),
        ("电脑 16到20 共增几台", (2016, 2020)),
        ("每年10-20名", ()),
        ("床位 1500 900", ()),
        ("20比16多", ()),
        ("20 所学校", ()),
    ],
)
def test_two_digits_that_stand_alone_behind_words_name_a_year(text, years):
    assert years_named(normalise(text)) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("17、18、19呢三年加埋几个学位", (2017, 2018, 2019)),
        ("21同22年的帮扶资金", (2021, 2022)),
        ("2017、18两年新增学位", (2017, 2018)),
        ("16、20年各几所", (2016, 2020)),
        ("20、30年教龄", ()),
        ("18、19岁", ()),
    ],
)
def test_years_of_two_digits_in_a_row_are_all_years(text, years):
    assert tuple(sorted(years_named(normalise(text)))) == years
