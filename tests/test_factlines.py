"""The order in which an answer states several figures: the one that is asked for comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.arithmetic import subtracted
from lzqa.answer.expression import worked
from lzqa.answer.order import asks_for_each, in_asked_order

BEFORE, AFTER = "1.1/T1.17#1", "1.1/T1.17#2"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("幼师专科以上学历，2020年是75.52%，2016年多少", BEFORE),
        ("幼师专科以上学历2016年63.16%，到2020年升到多少", AFTER),
        ("记得2016年低些，幼师专科以上学历2020年占多少", AFTER),
        ("幼师专科以上学历2016年和2020年各多少", BEFORE),
        ("幼师专科以上学历哪年最高", AFTER),
        ("幼师专科以上学历哪年最低", BEFORE),
        ("幼师专科以上学历2016年63.16%、2020年75.52%，对不对", BEFORE),
    ],
)
def test_what_is_asked_for_is_stated_before_what_the_question_states_itself(assistant, fact, question, first):
    understood = assistant.understander.understand([question])
    assert in_asked_order(understood, (fact(BEFORE), fact(AFTER)))[0].id == first


@pytest.mark.parametrize(
    ("question", "worked_out_first"),
    [("小学计算机增幅写的是9.78，自己减一下差多少台", True), ("小学老师专科以上的增幅是多少个百分点", False)],
)
def test_the_plans_own_change_comes_first_unless_it_is_to_be_worked_out_anew(assistant, fact, question, worked_out_first):
    understood = assistant.understander.understand([question])
    draft = assistant.facts._lines.computed(understood, worked("a-b", (fact("1.1/T1.18#2"), fact("1.1/T1.18#1"))))
    assert draft.figures[0].computed is worked_out_first
    assert {figure.computed for figure in draft.figures} == {True, False}


def test_a_fall_set_beside_a_rise_is_subtracted_in_brackets(assistant, fact):
    rise, fall = fact("1.1/T1.19#3"), fact("1.1/T1.21#3")
    understood = assistant.understander.understand(["初中老师和中职老师的本科比例，各涨跌多少"])
    answer = assistant.facts._lines.compared(understood, (rise, fall)).answer(1.0)
    assert "5.88－（－1.99）＝7.87" in answer.answer
    assert assistant.checker.problems(answer) == ()
    for old, new in (
        ("（－1.99）＝7.87", "（－1.98）＝7.86"),
        ("－（－1.99）＝7.87", "－1.99＝3.89"),
        ("5.88－（－1.99）", "3.88－（－3.99）"),
    ):
        altered = answer.answer.replace(old, new).replace("**7.87", f"**{new.rpartition('＝')[2]}" if "＝" in new else "**7.87")
        assert assistant.checker.problems(replace(answer, answer=altered)), altered


TOTAL, HEALTH, TRADE = "2.4/2.2#4", "4.4.1/2.2#1", "4.4.1/2.3#1"


@pytest.mark.parametrize(
    ("question", "asked", "leads"),
    [
        ("职业学校新增多少床位", TOTAL, {HEALTH: "分项是：", TRADE: "分项是："}),
        ("卫校的床位和总数对得上吗", HEALTH, {TOTAL: "总数写的是：", TRADE: "另一分项是："}),
    ],
)
def test_a_sum_that_does_not_add_up_is_shown_with_what_its_parts_make(assistant, fact, question, asked, leads):
    understood = assistant.understander.understand([question])
    draft = assistant.facts._of_one(understood, fact(asked))
    lines = draft.lines
    assert fact(asked).figure.text in lines[0]
    for name, lead in leads.items():
        assert any(line.startswith(lead) and fact(name).figure.text in line for line in lines), lines
    assert any("840＋2900＝3740" in line for line in lines)
    assert not assistant.checker.problems(draft.answer(1.0))


def test_one_school_s_figure_is_not_in_doubt_because_those_of_all_do_not_add_up(assistant, fact):
    understood = assistant.understander.understand(["卫校新增多少床位"])
    draft = assistant.facts._of_one(understood, fact(HEALTH))
    assert "2900" not in "\n".join(draft.lines)
    assert [figure.value for figure in draft.figures] == [fact(HEALTH).figure.value]


def test_all_of_a_sum_stated_together_shows_what_its_parts_make(assistant, fact):
    understood = assistant.understander.understand(["职校床位两处数字对不上吗"])
    draft = assistant.facts._lines.several(understood, tuple(fact(name) for name in (TOTAL, HEALTH, TRADE)))
    assert any("840＋2900＝3740" in line for line in draft.lines)
    assert not assistant.checker.problems(draft.answer(1.0))


def test_a_sum_that_the_plan_states_elsewhere_is_said_to_agree(assistant, fact):
    understood = assistant.understander.understand(["连中和二中新增的床位加起来，和总数一致吗"])
    draft = assistant.facts._lines.computed(understood, worked("a+b", (fact("4.3.1/1.4#2"), fact("4.3.1/1.5#2"))))
    answer = draft.answer(1.0)
    assert "**2400个**" in answer.answer.split("\n")[0]
    assert "**一致**（2400个等于2400个）" in answer.answer
    assert assistant.checker.problems(answer) == ()
    for old, new in (("2400个等于2400个", "2400个等于2500个"), ("2400个等于2400个", "2400个少于2400个")):
        assert assistant.checker.problems(replace(answer, answer=answer.answer.replace(old, new))) != ()


def test_a_sum_that_the_plan_states_nowhere_is_not(assistant, fact):
    understood = assistant.understander.understand(["卫校和职校新增的床位加起来，和总数一致吗"])
    draft = assistant.facts._lines.computed(understood, worked("a+b", (fact("4.4.1/2.2#1"), fact("4.4.1/2.3#1"))))
    assert "**一致**" not in draft.answer(1.0).answer


@pytest.mark.parametrize(
    ("terms", "line"),
    [
        (("1.1/T1.22#2", "1.1/T1.23#2"), "小学更多，比中学多**474台**（由规划的数字算出：4746－4272＝474）"),
        ((HEALTH, TRADE), "连州市职业技术学校更多，比广东省连州卫生学校多**2060个**（由规划的数字算出：2900－840＝2060）"),
    ],
)
def test_of_two_figures_the_one_that_is_more_is_told_by_name(assistant, fact, terms, line):
    understood = assistant.understander.understand(["哪个多，多几个"])
    for facts in (terms, terms[::-1]):
        answer = assistant.facts._lines.computed(understood, subtracted(*map(fact, facts))).answer(1.0)
        assert line in answer.answer.split("\n")[0]
        assert assistant.checker.problems(answer) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("小学更多，比中学多", "中学更多，比小学多"),
        ("小学更多，比中学多", "中学更多，比中学多"),
        ("小学更多，比中学多", "小学更多，比初一多"),
        ("小学更多，比中学多", "小学更多，比2020年多"),
        ("小学更多，比中学多", "小学更少，比中学少"),
        ("小学更多", "小学增幅更大"),
        ("小学更多", "小学增加更多"),
        ("4746－4272＝474", "4272－4746＝-474"),
        ("多**474台**", "多**474台**，两者一致"),
        ("**474台**（由", "**474台**，没有变化（由"),
    ],
)
def test_who_is_more_is_proved(assistant, fact, old, new):
    understood = assistant.understander.understand(["哪个多，多几台"])
    drafted = assistant.facts._lines.computed(understood, subtracted(fact("1.1/T1.22#2"), fact("1.1/T1.23#2")))
    answer = drafted.answer(1.0)
    assert old in answer.answer
    assert assistant.checker.problems(replace(answer, answer=answer.answer.replace(old, new))) != ()


CHANGES_SET_APART = [
    ("(a-b)-(c-d)", ("1.1/T1.23#2", "1.1/T1.23#1", "1.1/T1.22#2", "1.1/T1.22#1"), "中学增加更多，比小学多**116台**（"),
    ("a-b", ("1.1/T1.23#3", "1.1/T1.22#3"), "中学增幅更大，比小学高**4.66个百分点**（"),
    (
        "(a-b)/b*100-(c-d)/d*100",
        ("1.1/T1.23#2", "1.1/T1.23#1", "1.1/T1.22#2", "1.1/T1.22#1"),
        "中学增幅更大，比小学高**4.65个百分点**",
    ),
]


@pytest.mark.parametrize(("work", "terms", "line"), CHANGES_SET_APART)
def test_of_two_changes_the_greater_is_told_by_name_and_proved(assistant, fact, work, terms, line):
    understood = assistant.understander.understand(["哪个涨得多"])
    answer = assistant.facts._lines.computed(understood, worked(work, tuple(map(fact, terms)))).answer(1.0)
    assert line in answer.answer.split("\n")[0]
    assert assistant.checker.problems(answer) == ()
    for old, new in (("中学增", "小学增"), ("比小学", "比中学"), ("增幅更大", "增加更多"), ("增加更多", "更多")):
        forged = answer.answer.replace(old, new, 1)
        assert forged == answer.answer or assistant.checker.problems(replace(answer, answer=forged)) != ()


def test_two_stretches_of_one_thing_are_not_called_by_a_year(assistant, fact):
    understood = assistant.understander.understand(["两个增量彼此之差"])
    steps = [fact(f"1.1.4/2.3#{at}") for at in (3, 2, 5, 4)]
    answer = assistant.facts._lines.computed(understood, worked("(a-b)-(c-d)", steps)).answer(1.0)
    assert "＝1337" in answer.answer
    assert "更多" not in answer.answer
    assert assistant.checker.problems(answer) == ()


def test_nothing_apart_is_said_to_be_the_same_and_what_is_apart_is_not_where_that_is_asked(assistant, fact):
    lines, parts = assistant.facts._lines, tuple(fact(name) for name in ("4.3.1/1.4#2", "4.3.1/1.5#2", "2.4/2.2#3"))
    asked = assistant.understander.understand(["两项之和与总数是否一致"])
    same = lines.computed(asked, worked("(a+b)-c", parts)).answer(1.0)
    assert "相差**0个**，两者一致（" in same.answer.split("\n")[0]
    other = lines.several(asked, tuple(fact(name) for name in (TOTAL, HEALTH, TRADE)))
    assert "相差**1740个**，两者不一致（" in other.answer(1.0).answer
    for answer, old, new in ((same, "一致", "不一致"), (other.answer(1.0), "不一致", "一致"), (same, "两者一致", "没有出入")):
        assert assistant.checker.problems(answer) == ()
        assert assistant.checker.problems(replace(answer, answer=answer.answer.replace(old, new))) != ()


def test_a_change_of_nothing_is_no_change(assistant, fact):
    schools = [fact(f"1.1/T1.14#{at}") for at in (1, 2)]
    draft = assistant.facts._lines.computed(assistant.understander.understand(["特校多了几所"]), subtracted(*schools))
    assert "增加**0所**，没有变化（" in draft.answer(1.0).answer


def test_a_printed_change_is_held_against_the_one_worked_out(assistant, fact):
    rates = [fact(f"1.1/T1.18#{at}") for at in (1, 2)]
    asked = assistant.understander.understand(["小学教师专科以上比例的增幅，跟2020减2016的差数相符吗"])
    answer = assistant.facts._lines.computed(asked, subtracted(*rates)).answer(1.0)
    assert "**1.61个百分点**，与规划写的不一致（" in answer.answer
    assert assistant.checker.problems(answer) == ()
    assert assistant.checker.problems(replace(answer, answer=answer.answer.replace("不一致", "一致"))) != ()


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("双师型比例两处写的一致吗", "**不一致**（60%低于75%）"),
        ("2025年学前三年毛入园率，正文和目标表两处同否", "**不一致**（98%低于99%）"),
    ],
)
def test_figures_that_contradict_each_other_are_said_to_where_it_is_asked(assistant, question, line):
    answer = assistant.ask(question)
    assert answer.status == "conflicting"
    assert line in answer.answer.split("\n")[0]
    assert assistant.checker.problems(answer) == ()
    for old, new in (("不一致", "一致"), ("低于", "高于"), ("低于", "等于")):
        assert assistant.checker.problems(replace(answer, answer=answer.answer.replace(old, new, 1))) != ()
    assert "不一致" not in assistant.ask("双师型比例是多少").answer


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("课题立项 近五年 省、市、县三级各几个", True),
        ("最近五年招了多少名老师,另外买服务请了多少保育员", True),
        ("听讲这几年小朋友少了,2016年同2020年在园的幼儿各有多少个", True),
        ("小学和中学电脑2020年各有多少台,差多少", False),
        ("省市县三级各几个,合计多少", False),
        ("小学和中学电脑2020年差多少台", False),
        ("2020年比2016年各多了多少台", False),
    ],
)
def test_several_figures_that_are_asked_for_one_by_one_are_told_from_what_is_worked_out_of_them(question, each):
    assert asks_for_each(question) is each


def test_what_is_asked_for_one_by_one_comes_before_what_is_worked_out(assistant):
    lines = assistant.ask("课题立项 近五年 省、市、县三级各几个").answer.split("\n")
    assert ["**8个**" in lines[0], "**47个**" in lines[1], "**109个**" in lines[2]] == [True] * 3


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("公办园加普惠民办园现在占的份额跟“5080”的八十线比，超了还是没到，超多少", "**已经达到**（91.3%高于80%）"),
        ("幼师大专率2020年已经到规划说的80了没？", "**还没有达到**（75.52%低于80%）"),
        ("特殊教育学校2016年和2020年数量有没有变化", "**0所**，没有变化（"),
        ("小学、中学的计算机台数并为一个总量，2016至2020年总量增长率是多少", "**11.94%**"),
        ("2020国家财政性教育经费 折亿元 两位小数", "（合7.8723亿元）"),
        ("市级课题和县级课题哪个多，多多少", "课题立项数，县级更多，比市级多**62个**（"),
        ("我家孩子的学校每周2节劳动课，够不够", "**够，达到要求**（2节多于1课时）"),
        ("小学专任教师专科以上学历比例，印出的增幅与该行两年数字相减是否相符？差在何处？", "与规划写的不一致（"),
    ],
)
def test_the_first_line_says_how_it_stands(assistant, question, line):
    answer = assistant.ask(question)
    assert line in answer.answer.split("\n")[0]
    assert assistant.checker.problems(answer) == ()


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("公办园和民办园哪个多", "公办以外的幼儿园，还有**47所**（由规划的数字算出：66－19＝47）"),
        ("2020年初中升学率和小学升学率哪个高", "小学毕业生升学率更高，比初中毕业生升学率高**1.64个百分点**（"),
    ],
)
def test_two_things_set_side_by_side_are_called_by_their_names(assistant, question, line):
    answer = assistant.ask(question)
    assert line in answer.answer
    assert assistant.checker.problems(answer) == ()
