"""What the words of a question rule out goes to the proposal that they ask for instead."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("question", "first", "never"),
    [
        ("按每年平摊，教研员要上的培训比一般任课老师多几个学时", "前者多**18学时**（由规划的数字算出：90－360÷5＝18）", "90×5"),
        ("县级课题是省市两级之和的几倍", "**1.98倍**", "13.63"),
        ("县级课题比省市两级加起来还多几个", "**54个**", "101个"),
        ("高中阶段除了中职之外那批学生，2025年计划比2020年多多少人", "增加**0.2万人**", "0.09"),
        ("每两年重点培养一批的，校长班主任教师三样总人数", "合计**18名**", "11名"),
        ("2020年义务教育学校的校均规模，公办民办不作区分", "平均每所**887.1人**", "62－61"),
    ],
)
def test_the_way_that_the_words_leave_is_taken(assistant, question, first, never):
    answer = assistant.ask(question)
    assert first in answer.answer.split("\n")[0]
    assert never not in answer.answer
    assert not assistant.checker.problems(answer)


def test_another_schools_figure_is_not_given_for_the_one_named(assistant):
    first = assistant.ask("职业技术学校提质改造后新增多少床位").answer.split("\n")[0]
    assert "840" not in first
    assert "2900" in first


def test_a_share_of_what_several_come_to_is_no_sum(assistant):
    assert "**66.46%**" in assistant.ask("县级课题占三级合计的比例").answer.split("\n")[0]
