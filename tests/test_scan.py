"""Questions over all rows of a table."""

from __future__ import annotations

import pytest

from lzqa.answer.scan import Rows, rows_asked


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("哪个指标降了", Rows.FELL),
        ("十三五情况表里哪些指标不升反降", Rows.FELL),
        ("目标表哪几行五年原地不动", Rows.STILL),
        ("有没有2025年定得比2020年还低的指标", Rows.BELOW),
        ("农村学校学生减少了怎么办", None),
        ("哪个学校增加床位最多", None),
        ("在园幼儿数下降了多少", None),
    ],
)
def test_rows_are_asked_for_in_many_ways(assistant, text, rows):
    assert rows_asked(assistant.understander.understand([text])) is rows


@pytest.mark.parametrize(
    ("text", "holds", "lacks"),
    [
        ("十三五情况表里哪些指标不升反降？逐个点名并给出降幅。", ("-12.05", "-1.99%", "在园幼儿数"), ("87.0",)),
        (
            "目标表哪几行五年原地不动（2020和2025同一个数）？",
            ("98%", "100%", "学前三年毛入园率", "小学适龄儿童入学率"),
            ("98.2%",),
        ),
        ("2025年主要目标那张表里，有没有定得比2020年已经做到的水平还低的一项？", ("98.2%", "≥96%"), ()),
        ("2016到2020哪些学段的学校数没变", ("普通高中", "中等职业教育", "特殊教育学校数"), ("入学率",)),
        ("那张发展情况表里面，增幅最猛的是哪一项？多少", ("87.0",), ()),
        ("小学的指标里有没有下降的", (), ("-12.05",)),
    ],
)
def test_the_rows_that_are_so_are_listed(assistant, text, holds, lacks):
    answer = assistant.ask(text).answer
    listed = "\n".join(line for line in answer.split("\n") if line.startswith("- ") and "**" in line)
    assert all(each in listed for each in holds)
    assert not any(each in listed for each in lacks)
