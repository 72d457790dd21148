"""A figure told in another unit, where the question asks for it: exactly, checked, and never by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2020年财政性教育经费折合多少亿元", "**78723万元**（合7.8723亿元）"),
        ("2016年教育经费折成亿是多少", "**53974万元**（合5.3974亿元）"),
        ("36.12亿元折合多少万元", "**36.12亿元**（合361200万元）"),
        ("广清帮扶资金2359万元折合多少元", "**2359万元**（合23590000元）"),
        ("2020年财政性教育经费比2016年增加了多少亿元", "**24749万元**（合2.4749亿元）"),
        ("十四五校舍教学设施建设资金 五年均摊 每年折合多少万元", "平均每年**7.22亿元**（合72240万元）（由规划的数字算出：36.12÷5≈7.22）"),
        ("2025年幼儿园在园人数目标比2020年多多少人，换算成人", "增加**0.1万人**（合1000人）（由规划的数字算出：1.4－1.3＝0.1）"),
    ],
)  # fmt: skip
def test_it_is_told_in_the_unit_asked_for(assistant, question, said):
    answer = assistant.ask(question)
    assert said in answer.answer.split("\n")[0]
    assert assistant.checker.problems(answer) == ()


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("十四五校舍教学设施建设资金 五年均摊 每年折合多少万元", "合72240万元", "合72200万元"),
        ("十四五校舍教学设施建设资金 五年均摊 每年折合多少万元", "合72240万元", "合72240元"),
        ("2020年财政性教育经费折合多少亿元", "合7.8723亿元", "合7.8732亿元"),
    ],
)
def test_a_wrong_one_is_refused(assistant, question, right, wrong):
    answer = assistant.ask(question)
    assert right in answer.answer
    altered = replace(answer, answer=answer.answer.replace(right, wrong))
    assert "computed" in {problem.code for problem in assistant.checker.problems(altered)}


@pytest.mark.parametrize(
    "question", ["2020年财政性教育经费是多少", "学前教育生均经费五年平均每年拨多少", "2025年幼儿园有多少孩子"]
)
def test_nothing_is_told_in_another_unit_unasked(assistant, question):
    assert "（合" not in assistant.ask(question).answer


def test_a_number_that_stands_nowhere_is_not_told_in_another_unit(assistant):
    assert assistant.ask("99999万折合多少亿").abstained
