"""Plans from questions like the one asked: its own years and levels, never a neighbour's figure, votes added up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lzqa.answer.askedfor import FactPlanner
from lzqa.question import Asked, Level


@pytest.fixture(scope="module")
def planner(plan):
    return FactPlanner(plan.facts)


@pytest.fixture(scope="module")
def question(assistant):
    return lambda text: replace(assistant.understander.understand([text]), asked=())


def asked(*facts: str, years: tuple[int, ...] = (), levels: tuple[Level, ...] = (), work: str = "", vote: float = 0.5) -> Asked:
    return Asked(0.8, vote, "figure", facts, work, years, levels)


@pytest.mark.parametrize(
    ("text", "like", "wanted"),
    [
        ("2020年公办园几所", asked("1.1/T1.2#1", years=(2016,)), ("1.1/T1.2#2",)),
        ("公办园几所", asked("1.1/T1.2#2", years=(2020,)), ("1.1/T1.2#2",)),
        ("2018年新增学位", asked("1.1.4/2.3#5", years=(2020,)), ("1.1.4/2.3#3",)),
        ("2019年公办园几所", asked("1.1/T1.2#1", years=(2016,)), None),
        ("2016和2020年公办园几所", asked("1.1/T1.2#1", "1.1/T1.2#2"), ("1.1/T1.2#1", "1.1/T1.2#2")),
        ("2020年公办园占比", asked("1.2.1/2.2#1"), ("1.2.1/2.2#1",)),
        ("2021年帮扶资金", asked("1.1.3/5.7#1", years=(2021, 2022)), None),
        ("2021到2022年帮扶资金", asked("1.1.3/5.7#1", years=(2021, 2022)), ("1.1.3/5.7#1",)),
        ("小学电脑几台", asked("1.1/T1.22#2", levels=(Level.PRIMARY,)), ("1.1/T1.22#2",)),
        ("初中老师本科占几成", asked("2.4/5.3#2", levels=(Level.PRIMARY,)), ("2.4/5.3#3",)),
        ("幼儿园电脑几台", asked("1.1/T1.22#2", levels=(Level.PRIMARY,)), None),
        ("几所", asked("9.9/9#1"), None),
    ],
)
def test_facts_follow_the_years_and_levels_of_the_question(planner, question, text, like, wanted):
    found = planner.transferred(question(text), like)
    assert (tuple(fact.id for fact in found) if found is not None else None) == wanted


def test_votes_for_one_plan_are_added_and_the_fullest_comes_first(planner, question):
    likes = (
        asked("1.1/T1.1#2", vote=0.3),
        asked("1.1/T1.2#1", years=(2016,), vote=0.25),
        asked("1.1/T1.2#2", years=(2020,), vote=0.2),
        asked("1.1/T1.2#2", "1.1/T1.2#1", work="a-b", vote=0.1),
    )
    found = planner.plans(replace(question("2020年公办园几所"), asked=likes))
    assert [(tuple(fact.id for fact in plan.facts), plan.work, plan.share) for plan in found][:2] == [
        (("1.1/T1.2#2",), "", 0.45),
        (("1.1/T1.1#2",), "", 0.3),
    ]
    assert planner.plans(question("2020年公办园几所")) == ()


def test_share_of_a_single_fact_counts_every_plan_that_holds_it(planner, question):
    likes = (asked("1.1/T1.1#2", vote=0.4), asked("1.1/T1.1#2", "1.1/T1.2#2", vote=0.2))
    found = planner.of_one(replace(question("幼儿园几所"), asked=likes))
    assert found["1.1/T1.1#2"] == (0.8, pytest.approx(0.5))
    assert found["1.1/T1.2#2"] == (0.8, pytest.approx(0.1))
