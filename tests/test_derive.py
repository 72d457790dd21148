"""The usual calculations over what a question is about: which are made, for which years, and which come first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lzqa.answer.derive import MOST, Deriver, may_compute
from lzqa.answer.expression import worked
from lzqa.facts import FactKind


@pytest.fixture(scope="module")
def deriver(plan):
    return Deriver(plan.facts)


@pytest.fixture(scope="module")
def made(plan, deriver, assistant, fact):
    def derive(text: str, *seeds: str, operations: tuple[tuple[str, float], ...] | None = None):
        question = assistant.understander.understand([text])
        if operations is not None:
            question = replace(question, operations=operations)
        held, weights = np.ones((1, len(plan.facts))), np.ones(1)
        found = deriver.derived(question, [fact(seed) for seed in seeds], held, weights)
        return [(work, str(done.result), done.unit) for facts, work in found if (done := worked(work, facts)) is not None]

    return derive


@pytest.mark.parametrize(
    ("text", "seeds", "best"),
    [
        ("2016到2020年上幼儿园的娃少了几个", ("1.1/T1.4#1",), ("a-b", "1795", "人")),
        ("义务教育在校生五年要涨百分之几", ("2.4/T2.3#1",), ("(a-b)/b*100", "14.18", "%")),
        ("2020年中小学的电脑合起来几台", ("1.1/T1.22#2", "1.1/T1.23#2"), ("a+b", "9018", "台")),
        ("小学加中学的电脑，2020年比2016年总共多了几台", ("1.1/T1.22#2", "1.1/T1.23#1"), ("(a+b)-(c+d)", "962", "台")),
        ("2016到2020年不是公办的幼儿园净增几所，总数减公办", ("1.1/T1.1#2", "1.1/T1.2#2"), ("(a-b)-(c-d)", "10", "所")),
        ("刨掉中职，普高在校生2025年比2020年多多少", ("2.4/T2.6#2", "2.4/T2.7#2"), ("(a-b)-(c-d)", "0.2", "万人")),
        ("近五年省市县三级课题一共立了几个", ("1.1.2/3.3#1",), ("a+b+c", "164", "个")),
        ("2020年中职生占高中在校生百分之几", ("2.4/T2.6#1", "2.4/T2.7#1"), ("a/b*100", "50.78", "%")),
        ("职校老师下企业，平均一年最少几个月", ("4.6.5/2.5#2",), ("a/5", "1.2", "个月")),
        ("全员培训平均每年多少学时", ("4.6.5/1.6#3",), ("a/5", "72", "学时")),
        ("名班主任平均一年培养几个", ("4.6.4/1.3#4",), ("a/2", "2.5", "名")),
        ("近五年招的老师摊到每年几个", ("1.1.3/3.3#1",), ("a/5", "116", "人")),
        ("没上公办和普惠园的娃占几成", ("1.1.4/3.2#4",), ("100-a", "8.7", "%")),
        ("公办园在园占比离2025年的目标还差几个点", ("1.2.1/2.2#1", "2.4/3.2#1"), ("a-b", "11.6", "个百分点")),
        ("心理普查平均每所学校给多少学生建了档", ("1.1.3/4.3#3", "1.1.3/4.3#2"), ("a/b", "290.39", "名")),
        ("省级和市级课题加起来占全部立项的几成", ("1.1.2/3.3#1",), ("(a+b)/(a+b+c)*100", "33.54", "%")),
        ("照两年一轮，跑满两轮名教师培养几个", ("4.6.4/1.3#5",), ("a*2", "20", "名")),
        ("教研员培训，五年下来起码多少学时", ("4.7.4/2.8#1",), ("a*5", "450", "学时")),
        ("剔除2018年，其余四年新增学位合计多少个", ("1.1.4/2.3#3",), ("a+b+c+d", "10165", "个")),
        ("2017、2018、2019三年新增学位一共几个", ("1.1.4/2.3#3",), ("a+b+c", "8007", "个")),
        ("本科和高分优先投档线的增幅差几个点", ("1.1.2/3.5#1", "1.1.2/3.5#2"), ("a-b", "32.17", "个百分点")),
        (
            "义务教育和高中在校生，2020到2025年哪个涨得快，差几个百分点",
            ("2.4/T2.3#2", "2.4/T2.6#2"),
            ("(a-b)/b*100-(c-d)/d*100", "8.47", "个百分点"),
        ),
        (
            "中职占高中在校生的比例，2020到2025年掉几个百分点",
            ("2.4/T2.6#1", "2.4/T2.7#1"),
            ("a/b*100-c/d*100", "3.65", "个百分点"),
        ),
        (
            "2025年幼儿园、义务教育、高中的学生加起来多少",
            ("2.4/T2.1#2", "2.4/T2.3#2", "2.4/T2.6#2"),
            ("a+b+c", "9.25", "万人"),
        ),
        (
            "幼儿园、义务教育、高中的学生合起来，2020到2025年涨百分之几",
            ("2.4/T2.1#2", "2.4/T2.3#2", "2.4/T2.6#2"),
            ("((a+b+c)-(d+e+f))/(d+e+f)*100", "14.48", "%"),
        ),
        ("2020年在园的娃有多少个不在公办和普惠园", ("1.1.4/3.2#4", "1.1/T1.4#2"), ("a*(100-b)/100", "1139.61", "人")),
        ("招来的老师走了一成，还剩多少人", ("1.2.2/6.4#1", "1.1.3/3.3#1"), ("a*(100-b)/100", "522", "人")),
    ],
)
def test_what_is_asked_for_is_made(made, text, seeds, best):
    assert best in made(text, *seeds)


def test_the_operation_that_the_wording_wants_comes_first(made):
    seeds = ("1.1/T1.22#2", "1.1/T1.23#2")
    for operation, work in (("sum", "a+b"), ("ratio", "a/b"), ("share", "a/b*100"), ("difference", "a-b")):
        found = made("2020年中小学电脑", *seeds, operations=((operation, 0.9),))
        assert found[0][0] == work or (operation == "share" and found[0][0].endswith("*100")), found


def test_years_that_are_asked_for_are_kept_to(made, fact):
    question = "2020年和2025年的高中在校生差多少"
    assert all(result != "0" for _, result, _ in made(question, "2.4/T2.6#1"))
    assert made("2018年公办园比民办园多几所", "1.1/T1.1#2", "1.1/T1.2#2") == []


def test_nothing_is_spread_over_years_unasked(made):
    assert all(work != "a/5" for work, _, _ in made("近五年一共招了多少老师", "1.1.3/3.3#1"))


def test_shares_are_neither_added_nor_grown(made):
    found = {work for work, _, _ in made("本科比例加起来多少", "1.1/T1.17#2", "1.1/T1.18#2")}
    assert not {work for work in found if "+" in work or "*100" in work}, found


def test_changes_are_only_set_apart_and_no_more_than_enough_are_made(plan, deriver, assistant):
    question = assistant.understander.understand(["都加起来多少"])
    changes = [fact for fact in plan.facts if fact.kind is FactKind.CHANGE]
    others = [fact for fact in plan.facts if fact.kind is not FactKind.CHANGE]
    held, weights = np.ones((1, len(plan.facts))), np.ones(1)
    for facts, work in deriver.derived(question, changes, held, weights):
        assert work == "a-b"
        assert facts[0].passage == facts[1].passage
        assert {fact.kind for fact in facts} == {FactKind.CHANGE}
    found = deriver.derived(question, others, held, weights)
    assert len(found) == MOST
    assert all(fact.kind is not FactKind.CHANGE for facts, _ in found for fact in facts)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("中小学电脑合起来几台", True),
        ("公办园比民办园少几所", True),
        ("县管校聘是什么意思", False),
        ("学校的食堂归谁管", False),
    ],
)
def test_most_questions_want_nothing_worked_out(assistant, text, may):
    assert may_compute(assistant.understander.understand([text])) is may


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("哪一年的新增学位比上一年多得最多，多了几个", ("2317", "个")),
        ("新增学位逐年看，边年环比跳得最猛", ("2317", "个")),
        ("新增学位哪年比前一年的增幅最大，百分之几", ("214.54", "%")),
        ("哪一年新增学位最多", None),
        ("新增学位2020年比上一年多几个", None),
        ("新增学位哪一年比上一年降得最多", None),
        ("2016到2020年哪一年的公办园比上一年涨得最多", None),
    ],
)
def test_the_year_in_which_most_was_gained_over_the_year_before(assistant, text, wanted):
    found = assistant.facts._calculator.over_the_years(assistant.understander.understand([text]))
    assert ((found and (str(found[0].result), found[0].unit)) or None) == wanted
