"""A figure of another step, of another payer or of other people is a neighbour's, and a figure of the same is not."""

from __future__ import annotations

import pytest

BOND, PROVINCIAL, TOPICS, PUPILS = "18560万元", "887万元", "47个", "43人"


@pytest.mark.parametrize(
    ("question", "figure", "word"),
    [
        ("为建幼儿园申报的专项债，本年度获批多少万元", BOND, "获批"),
        ("学前专项债今年批复额", BOND, "批复"),
        ("为建幼儿园申报的专项债，本年度多少万元", BOND, ""),
        ("市本级配套用了多少万改扩建乡镇中心幼儿园", PROVINCIAL, "本级配套"),
        ("省级专项资金用了多少万改扩建乡镇中心幼儿园", PROVINCIAL, ""),
        ("近五年市级课题结题几个", TOPICS, "结题"),
        ("近五年市级课题批下来几个", TOPICS, ""),
        ("近五年市级课题批了多少个", TOPICS, ""),
        ("2020年特殊教育有多少名老师", PUPILS, "教师"),
        ("2020年特殊教育有多少个学生", PUPILS, ""),
        ("2020年特殊教育平均每个学生有多少名老师", PUPILS, "每个学生"),
        ("近五年招了多少名老师", "580人", ""),
        ("2020年在园的有多少个小朋友", "13099人", ""),
        ("心理普查建档多少名学生", "58658名", ""),
        ("近五年招聘的有多少个学生", "580人", "学生"),
    ],
)
def test_a_figure_of_another_step_payer_or_group_is_told_from_the_one_asked_for(assistant, plan, question, figure, word):
    fact = next(fact for fact in plan.facts if fact.figure.text == figure)
    assert assistant._guard.differs(assistant.understander.understand([question]), fact) == word


@pytest.mark.parametrize(
    "question",
    ["为建幼儿园申请的地方政府专项债，本年度获批额是多少万元", "近五年市级课题结题数", "2020年特殊教育一共有多少名老师"],
)
def test_such_a_question_is_not_answered_with_it(assistant, question):
    answer = assistant.ask(question)
    assert answer.abstained
    assert not assistant.checker.problems(answer)
