"""A figure of another step, of another payer or of other people is a neighbour's, and a figure of the same is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.slots import gives_no_count

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
        ("近五年公开招进来的老师,折合一年招多少位", "580人", ""),
        ("省规范园申请了但没评上的有几所", "7所", "但没评上"),
        ("省规范园通过验收的有几所", "7所", ""),
        ("教师信息技术应用能力达标比例的基期值是多少", "80%以上", "现在"),
        ("教师信息技术应用能力达标比例的目标值是多少", "80%以上", ""),
        ("中小学幼儿园教师五年一轮的培训要修满多少学时", "360学时", ""),
        ("幼儿园老师每人五年要修满多少学时", "360学时", "学前"),
    ],
)
def test_a_figure_of_another_step_payer_or_group_is_told_from_the_one_asked_for(assistant, plan, question, figure, word):
    fact = next(
        fact for fact in plan.facts if fact.figure.text == figure and (figure != "80%以上" or "信息技术" in fact.statement)
    )
    assert assistant._guard.differs(assistant.understander.understand([question]), fact) == word


@pytest.mark.parametrize(
    "question",
    ["为建幼儿园申请的地方政府专项债，本年度获批额是多少万元", "近五年市级课题结题数", "2020年特殊教育一共有多少名老师"],
)
def test_such_a_question_is_not_answered_with_it(assistant, question):
    answer = assistant.ask(question)
    assert answer.abstained
    assert not assistant.checker.problems(answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("连州特校要扩建，扩好以后能多收几个孩子？", "推进连州市特殊教育学校扩建工程，入学率保持在97%以上。"),
        ("因为管理混乱要转型的民办校有几间？", "对全市民办学校进行全面检查。"),
        ("公办园保教费定了多少钱", "合理确定公办园保教费标准。"),
    ],
)
def test_a_count_is_not_answered_without_one(assistant, question, answer):
    asked = assistant.understander.understand([question])
    found = replace(assistant.ask("2020年公办幼儿园有几所"), answer=f"{answer}[1]")
    assert gives_no_count(replace(asked, several=False), found)
    assert not gives_no_count(replace(asked, several=False), replace(found, answer="共有3所、20人、5万元[1]"))


@pytest.mark.parametrize(
    "question", ["一个镇几间学校共用一个音乐老师，怎么办", "国防教育在第几章第几节", "高中往哪几个方向搞特色"]
)
def test_a_number_that_is_not_asked_for_need_not_be_given(assistant, question):
    asked = assistant.understander.understand([question])
    assert not gives_no_count(asked, replace(assistant.ask("2020年公办幼儿园有几所"), answer="走教[1]"))
