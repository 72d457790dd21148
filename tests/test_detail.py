"""What detail a turn of a dialogue asks for, and whether an answer gives one of that sort."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lzqa.answer.detail import SIGNS, asks_why, leaves_why_open, signs, wonders_by
from lzqa.answer.model import Answer, AnswerFigure, Citation, Status
from lzqa.normalise import normalise


def answer(quote: str, *figures: tuple[str, str], abstained: bool = False) -> Answer:
    status = Status.NOT_IN_PLAN if abstained else Status.ANSWERED
    found = tuple(AnswerFigure(f"{value}{unit}", Decimal(value), unit, "=", "", None, "", False, 1) for value, unit in figures)
    cited = () if abstained else (Citation(1, "1.1/T1.1", (), 0, len(quote), quote),)
    return Answer("", "", "figure", status, f"**{quote}**[1]", citations=cited, figures=found)


KINDERGARTENS = answer(
    "在园幼儿数：2016年：14894人，2020年：13099人，增幅（%）：-12.05", ("14894", "人"), ("13099", "人"), ("1795", "人")
)


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        ("为啥少了", True),
        ("怎么反倒低了", True),
        ("咋会超过一百", True),
        ("怎么越定越低", True),
        ("咋回事", True),
        ("好端端怎么跌了", True),
        ("那原来为何值", False),
        ("怎么加学位", False),
        ("怎么会剩下多少", False),
        ("少了多少", False),
        ("怎么选后备人才", False),
    ],
)
def test_a_turn_may_ask_why_by_wondering(turn, why):
    assert asks_why(normalise(turn)) is why
    if why:
        assert wonders_by(normalise(turn)) in normalise(turn)


@pytest.mark.parametrize(
    ("turn", "open_"),
    [
        ("为啥少了", True),
        ("少了快1800，啥原因", True),
        ("怎么会只剩9000人", False),  # a figure that is not the plan's is to be set right
        ("少了多少", False),
    ],
)
def test_figures_alone_are_no_reason(turn, open_):
    assert leaves_why_open(normalise(turn), KINDERGARTENS) is open_


def test_an_answer_that_gives_a_reason_and_one_that_refuses_leave_nothing_open():
    told = answer("受当地经济影响，近5年招聘的年轻教师有近10%辞职", ("10", "%"))
    assert not leaves_why_open("为啥辞职", told)
    assert not leaves_why_open("为啥辞职", answer("规划里没有写原因", abstained=True))


@pytest.mark.parametrize(
    ("turn", "quote", "sign", "given"),
    [
        ("多久调一回", "建立定期动态调节机制", "gives_duration", -1),
        ("多久查一次", "每学期要组织开展常规检查", "gives_duration", 1),
        ("查不过会怎样", "要组织开展常规检查", "gives_consequence", -1),
        ("查不过会怎样", "不达标的限期整改", "gives_consequence", 1),
        ("都建在哪", "新建3所幼儿园", "gives_place", -1),
        ("谁来管", "各部门联动管理", "gives_person", 1),
        ("初中的呢", "小学适龄儿童入学率：2025年目标值：100%", "gives_level", -1),
        ("小学的呢", "小学适龄儿童入学率：2025年目标值：100%", "gives_level", 1),
        ("那2016年呢", "2020年：13099人", "gives_year", -1),
        ("添几多本", "新增、添置图书", "gives_count", -1),
        ("升到哪一级", "升级学校饭堂食品安全等级", "gives_count", 0),
        ("要几平方", "新增技能培训场所9500平方米", "gives_count", 1),
        ("继续说", "新增、添置图书", "gives_least", 0),
    ],
)
def test_whether_an_answer_gives_what_a_turn_asks_for(turn, quote, sign, given):
    found = signs(normalise(turn), answer(quote))
    assert set(found) <= set(SIGNS)
    assert found.get(sign, 0) == given


def test_what_refuses_gives_nothing():
    found = signs("多久调一回", answer("定期", abstained=True))
    assert found["gives_duration"] == found["gives_least"] == -1


@pytest.mark.parametrize(
    ("turns", "why"),
    [
        (("2016年在园幼儿多少", "2020呢", "为啥少了"), True),
        (("九年义务教育巩固率2020年多少", "2025年目标", "怎么越定越低"), True),
        (("中职专任教师本科以上比例2020年", "2016年呢", "怎么反倒掉了"), True),
        (("卫校新增多少床位", "为什么要搬"), False),
        (("招聘了多少老师", "年轻的为啥辞职"), False),
    ],
)
def test_a_dialogue_that_asks_why_is_told_no_figures(assistant, turns, why):
    found = assistant.ask_turns(turns)
    assert found.abstained is why
    if why:
        assert "没有写原因" in found.answer
