"""Plain questions made of the facts: their gold is the plan's, and the assistant answers them."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from conftest import ROOT
from lzqa.evaluation.questions import leaks, load_questions, normalise
from lzqa.evaluation.scoring import judge
from lzqa.learning.plain import _Maker, plain_questions

QUESTIONS = ROOT / "eval" / "questions"


@pytest.fixture(scope="module")
def made(plan):
    return plain_questions(plan, QUESTIONS)


def test_every_plain_question_has_its_gold_in_the_plan(plan, made):
    text = normalise(plan.text)
    assert len({question.id for question in made}) == len({question.turns for question in made}) == len(made)
    for question in made:
        assert question.answerable
        assert question.evidence
        assert all(normalise(quote) in text for group in question.evidence for quote in group)
        if question.type != "compute":
            stated = [fact for fact in plan.facts if any(fact.figure.text in figure.any_of for figure in question.figures)]
            assert {Decimal(figure.value) for figure in question.figures} <= {fact.figure.value for fact in stated}


def test_plain_questions_are_made_of_tables_and_sentences_and_of_two_figures(made):
    kinds = Counter(question.type for question in made)
    assert kinds["table"] >= 50
    assert kinds["figure"] >= 80
    assert kinds["compute"] >= 30
    assert kinds["conflict"] >= 5


def test_everyday_names_ask_for_today_s_figure_a_year_s_or_the_aim(plan):
    made = list(_Maker(plan).of_everyday())
    assert len(made) >= 250
    assert len({question.turns for question in made}) >= 0.98 * len(made)
    aims: dict[str, set[bool]] = {}
    for fact in plan.facts:
        aims.setdefault(fact.figure.text, set()).add(fact.is_aim)
    for question in made:
        (text,) = question.turns
        assert "连州中学" not in text or any("连州中学" in quote for group in question.evidence for quote in group)
        of_aims = [aim for figure in question.figures for each in figure.any_of for aim in aims[each]]
        if re.search("现在|目前", text):
            assert False in of_aims, text
        if re.search("打算|要达到|要做到", text):
            assert True in of_aims, text
    assert len({figure.any_of for question in made for figure in question.figures}) >= 100


def test_sums_and_differences_are_those_of_the_cells(made):
    gold = {question.turns[0]: question.figures[0].any_of for question in made if question.type == "compute"}
    computers = [figures for text, figures in gold.items() if "计算机数" in text and "2016" in text and "2020" not in text]
    assert ("590台",) in computers  # 4323 and 3733
    (both,) = {
        figures for text, figures in gold.items() if "计算机数" in text and re.search("加起来|合计", text) and "2020" in text
    }
    assert both == ("9018台",)  # 4746 and 4272
    assert any("课题" in text and figures == ("164个",) for text, figures in gold.items())  # 8, 47 and 109


def test_where_the_plan_gives_two_figures_both_are_gold(made):
    (double,) = {question.figures for question in made if question.type == "conflict" and "双师型" in question.turns[0]}
    assert {figure.value for figure in double} == {"60", "75"}


def test_nothing_near_a_question_kept_for_the_test_is_made(plan, made):
    kept = load_questions(QUESTIONS, plan.text, subsets=("test",))
    assert leaks(kept, [question.turns[0] for question in made]) == []


def test_plain_questions_are_answered(assistant, plan, made):
    wrong = {}
    for question in made:
        verdict = judge(question, assistant.ask(question.turns[0]).as_dict(), plan.text)
        if not verdict.correct or verdict.headline is False:
            wrong[question.turns[0]] = verdict.reason
    assert len(wrong) <= len(made) // 20, wrong
