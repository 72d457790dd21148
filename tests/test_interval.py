"""How many years lie between two things that the plan dates."""

from __future__ import annotations

import pytest

from lzqa.answer.interval import asks_for_years_between
from lzqa.normalise import normalise


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("真光班和六中班之间隔了几年", True),
        ("真光班办起来之后又等了多少年，六中班才有的", True),
        ("两个期限相隔多少年", True),
        ("头一个和最新一个中间隔了多久", True),
        ("五年里投了多少钱", False),
        ("2020年比2016年多几所", False),
        ("跟岗学习为期多久", False),
    ],
)
def test_a_question_may_ask_for_the_years_between(text, asks):
    assert asks_for_years_between(normalise(text)) is asks


@pytest.mark.parametrize(
    ("text", "years", "names"),
    [
        ("真光班开设以后，隔了几年才有广州六中班", "4年", ("2018", "2022")),
        ("广州一中实验班、真光班、六中班，最早跟最晚的隔几年", "7年", ("2015", "2022")),
        ("二中的广州一中实验班和连州中学广州六中班相隔几年", "7年", ("2015", "2022")),
    ],
)
def test_the_years_between_two_things_are_worked_out_from_their_clauses(assistant, text, years, names):
    answer = assistant.ask(text)
    first, *rest = answer.answer.split("\n")

    assert f"**{years}**" in first
    assert all(name in first for name in names)
    assert any("班" in line for line in rest)
    assert answer.figures[0].computed
    assert not assistant.checker.problems(answer)


def test_one_dated_thing_has_no_years_between(assistant):
    answer = assistant.ask("连州中学真光班之后隔了几年又重修食堂")

    assert "相隔" not in answer.answer


def test_the_checker_refuses_other_years_between(assistant):
    from dataclasses import replace

    answer = assistant.ask("真光班开设以后，隔了几年才有广州六中班")
    wrong = answer.answer.replace("**4年**", "**5年**").replace("＝4", "＝5")
    moved = answer.answer.replace("2022－2018＝4", "2021－2017＝4")

    assert wrong != answer.answer != moved
    assert assistant.checker.problems(replace(answer, answer=wrong))
    assert assistant.checker.problems(replace(answer, answer=moved))
