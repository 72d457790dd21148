"""Figures of several years: which stretch moved one thing most, how far each of several moved, how a share or a rest did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.stretches import asks_compounded, asks_of_stretches, stretches
from lzqa.normalise import normalise


def _lines(assistant, question: str) -> list[str]:
    answer = assistant.ask(question)
    assert not assistant.checker.problems(answer)
    return answer.answer.split("\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2015到2016年、2016年至2020年哪段升得多", ((2015, 2016), (2016, 2020))),
        ("19年较18年、20年较19年各多几个", ((2018, 2019), (2019, 2020))),
        ("2016年到2020年增加多少", ((2016, 2020),)),
        ("2020年到2016年", ()),
        ("没有年份", ()),
    ],
)
def test_stretches_of_years_are_read(text, found):
    assert stretches(normalise(text)) == found


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("2015到2016年和2016到2020年，哪一段升得多", True),
        ("2015到2016年和2016到2020年各是什么规划", False),
        ("2016到2020年升了多少", False),
    ],
)
def test_two_stretches_are_set_beside_each_other(text, asks):
    assert asks_of_stretches(normalise(text)) is asks


@pytest.mark.parametrize(
    ("text", "asks"),
    [("年均增长率是多少", True), ("按复利算一年涨几个点", True), ("平均每年增加多少人", False), ("增长率是多少", False)],
)
def test_growth_a_year_is_compounded_where_a_rate_is_asked_for(text, asks):
    assert asks_compounded(normalise(text)) is asks


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "学前三年毛入园率，2015到2016年、2019到2020年哪一段升得多，各升几个百分点",
            "（2015年—2016年）提高**1.51个百分点**",
            "（2019年—2020年）提高**0.02个百分点**",
        ),
        ("新增学位 19年较18年、20年较19年 各多几个", "（2019年—2020年）增加**980个**", "（2018年—2019年）增加**133个**"),
        ("幼儿园数和在园幼儿数16到20年分别变化多少", "（2016年—2020年）减少**1795人**", "（2016年—2020年）增加**13所**"),
        ("小学和中学的电脑从16年到20年各添了几台", "中学增加**539台**", "小学增加**423台**"),
        ("16年和20年民办园各有几间", "公办以外的幼儿园（2020年）还有**47所**", "公办以外的幼儿园（2016年）还有**37所**"),
        ("中职在校生占高中阶段的比重，2020和2025各是多少，升了还是降了", "降低**3.65个百分点**", "2020年）占**50.78%**"),
    ],
)
def test_each_of_several_moves_is_told(assistant, question, first, second):
    lines = _lines(assistant, question)
    assert first in lines[0]
    assert second in lines[1]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "财政性教育经费2016到2020年的年均增长率",
            "平均每年增长**9.9%**（由规划的数字算出：（78723÷53974）^（1÷4）×100－100≈9.9）",
        ),
        ("在园幼儿2016到2020年年均增长率", "平均每年下降**3.16%**"),
        ("这几年在园的娃是不是越来越多了", "减少**1795人**"),
    ],
)
def test_growth_a_year_and_trends(assistant, question, first):
    assert first in _lines(assistant, question)[0]


def test_a_wrong_root_is_refused(assistant):
    answer = assistant.ask("财政性教育经费2016到2020年的年均增长率")
    for false in ("≈9.8）", "≈11.46）"):
        altered = answer.answer.replace("≈9.9）", false).replace("**9.9%**", f"**{false[1:-1]}%**")
        assert altered != answer.answer
        assert assistant.checker.problems(replace(answer, answer=altered))
