"""Unanswerable questions made from answerable ones: only one slot differs, and the plan has no figure for it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from conftest import ROOT
from lzqa.answer.factmatch import LEVELS
from lzqa.answer.model import Answer, AnswerFigure, Citation, Status
from lzqa.answer.slots import Slots, of_another_time, off, repeats_what_is_told
from lzqa.evaluation.questions import load_questions
from lzqa.learning.lures import asked_facts, lures
from lzqa.question import Level, QuestionKind


@pytest.fixture(scope="module")
def questions(plan):
    return load_questions(ROOT / "eval" / "questions", plan.text, subsets=("dev",))


@pytest.fixture(scope="module")
def made(plan, questions):
    return lures(plan, questions)


def test_lures_are_unanswerable_and_differ_from_what_they_are_made_of(made):
    assert len(made) >= 100
    for lure, source in made:
        assert source.answerable
        assert not lure.answerable
        assert (lure.figures, lure.points, lure.evidence) == ((), (), ())
        assert lure.turns != source.turns
    assert len({lure.id for lure, _ in made}) == len(made)


def test_no_lure_asks_for_a_year_that_the_plan_has(plan, made):
    dated = [(lure, source) for lure, source in made if lure.id.endswith("-year")]
    assert dated
    for lure, source in dated:
        (year,) = {int(found) for found in re.findall(r"20\d\d", lure.turns[0])}
        for fact in asked_facts(plan, source):
            same = (
                other
                for other in plan.facts
                if (other.indicator, other.levels, other.place) == (fact.indicator, fact.levels, fact.place)
            )
            assert all(year not in other.years and year != other.base_year for other in same)


def test_no_lure_asks_for_a_level_that_the_plan_has(plan, made):
    words = {"小学": Level.PRIMARY, "初中": Level.JUNIOR, "高中": Level.SENIOR, "中职": Level.VOCATIONAL}
    checked = 0
    for lure, source in made:
        named = [level for word, level in words.items() if word in lure.turns[0] and word not in source.turns[0]]
        if lure.id.endswith("-level") and named:
            checked += 1
            for fact in asked_facts(plan, source):
                same = (other for other in plan.facts if other.indicator == fact.indicator)
                assert not any(LEVELS[named[0]] & set(other.levels) for other in same)
    assert checked


def test_the_questions_taught_with_are_from_dev_alone(questions, made):
    assert {source.id for _, source in made} <= {question.id for question in questions if question.subset == "dev"}


@pytest.mark.parametrize(
    ("text", "indicator", "wanted"),
    [
        ("2020年公办幼儿园有几所", "公办幼儿园数", Slots()),
        ("2018年公办幼儿园有几所", "公办幼儿园数", Slots(year=1.0)),
        ("2020年公办高中有几所", "公办幼儿园数", Slots(level=1.0)),
        ("2020年公办幼儿园有多少亩", "公办幼儿园数", Slots(unit=1.0)),
        ("2021-2022年广清帮扶资金落实了多少钱", "广清帮扶资金", Slots()),
        ("2021年广清帮扶资金落实了多少钱", "广清帮扶资金", Slots(year=0.5)),
        ("2016年到2020年广清帮扶资金落实了多少钱", "广清帮扶资金", Slots(year=1.0)),
        ("我在高中教书，2020年全市公办幼儿园有几所", "公办幼儿园数", Slots()),
    ],
)
def test_slots_tell_what_a_fact_is_not_about(assistant, text, indicator, wanted):
    question = assistant.understander.understand([text])
    year = 2020 if indicator == "公办幼儿园数" else None
    fact = next(each for each in assistant.index.plan.facts if each.indicator == indicator and each.year == year)
    assert off(question, [fact]) == wanted


def test_no_facts_are_off_nothing(assistant):
    assert off(assistant.understander.understand(["2018年公办幼儿园有几所"]), []) == Slots()


def test_a_period_is_another_one_than_the_years_of_the_fact(assistant):
    fact = next(each for each in assistant.index.plan.facts if each.period == "2016-2020" and each.figure.unit == "万元")
    asked = assistant.understander.understand
    assert off(asked(["十四五期间生均经费一共拨多少万元"]), [fact]).year == 1.0
    assert off(asked(["十三五期间生均经费一共拨多少万元"]), [fact]).year == 0.0
    assert off(asked(["十四五规划里生均经费一共拨了多少万元"]), [fact]).year == 0.0


def test_the_year_of_the_clause_that_asks_counts(assistant):
    fact = next(each for each in assistant.index.plan.facts if each.indicator == "公办幼儿园数" and each.year == 2020)
    question = assistant.understander.understand(["公办幼儿园2020年是19所，那2018年有多少所"])
    assert off(question, [fact]).year == 1.0


@pytest.mark.parametrize(
    ("text", "kind", "lead", "elsewhere"),
    [
        ("广清帮扶的钱2020年到账多少", "figure", "2021-2022年落实广清帮扶资金2359万元。", True),
        ("2021年广清帮扶的钱到账多少", "figure", "2021-2022年落实广清帮扶资金2359万元。", False),
        ("2018年花了多少建校舍", "figure", "“十四五”期间，财政共投入校舍、教学设施建设资金共36.12亿元。", True),
        ("2023年花了多少建校舍", "figure", "“十四五”期间，财政共投入校舍、教学设施建设资金共36.12亿元。", False),
        ("2019年认定了几所普惠园", "figure", "2016-2020年，认定普惠性民办幼儿园40所", False),
        ("2020年教育补助多少万", "figure", "全年落实教育补助学生1.75万人次3167万元。", False),
        ("真光班是不是2022年开的", "yes_no", "2018年开设连州中学真光班", False),
    ],
)
def test_words_of_another_time_only_do_not_answer_for_a_year(assistant, text, kind, lead, elsewhere):
    question = replace(assistant.understander.understand([text]), kind=QuestionKind(kind))
    citation = Citation(1, "1.1/1.1", (), 0, len(lead), lead)
    answer = Answer(text, text, kind, Status.ANSWERED, f"**{lead}**[1]", citations=(citation,))
    assert of_another_time(question, answer) is elsewhere
    assert not of_another_time(question, replace(answer, status=Status.NOT_IN_PLAN))


@pytest.mark.parametrize(
    ("text", "kind", "stated", "repeats"),
    [
        ("那524个学生后来有几个送去医院了", "figure", [("524", "名")], True),
        ("年轻教师近一成辞职，走掉的平均教龄几年", "figure", [("10", "%")], True),
        ("五年360学时的培训，线下最少要几个学时", "figure", [("360", "学时")], True),
        ("一周要上几节劳动课", "figure", [("1", "课时")], False),
        ("524名学生里几个送医", "figure", [("524", "名"), ("58658", "名")], False),
        ("2020年公办园有19所，民办的几所", "figure", [("47", "所")], False),
        ("524是不是重点关注的人数，到底几个", "figure", [("524", "名")], False),
        ("524是什么数，有多少", "figure", [("524", "名")], False),
        ("接入率是100还是八十几", "table", [("100", "%")], False),
        ("那524个学生是怎么帮的", "measure", [("524", "名")], False),
    ],
)
def test_a_number_that_the_question_tells_is_no_answer_to_it(assistant, text, kind, stated, repeats):
    question = replace(assistant.understander.understand([text]), kind=QuestionKind(kind))
    figures = tuple(AnswerFigure(value + unit, Decimal(value), unit, "=", "", None, "", False, 1) for value, unit in stated)
    answer = Answer(text, text, kind, Status.ANSWERED, "x[1]", figures=figures)
    assert repeats_what_is_told(question, answer) is repeats
    assert not repeats_what_is_told(question, replace(answer, status=Status.NOT_IN_PLAN))


@pytest.mark.parametrize(
    "question",
    [
        "做过危机干预的那524个学生，后来有几个送去医院治疗了",
        "小学生和初中生分开算，2020年各有几多万",
        "单看初中，2025年在校生目标是多少万人，小学别算进来",
    ],
)
def test_what_lies_behind_a_known_figure_is_refused(assistant, question):
    assert assistant.ask(question).abstained
