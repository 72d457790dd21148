"""What a proposal comes to: at both ends of a range, with its sides, and nothing where it answers nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lzqa.answer.printed import APART, as_printed
from lzqa.answer.workout import workings
from lzqa.normalise import normalise

RANGE = "4.6.4/1.3#1"


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("乡村校长研修，五年下来最少和最多各多少人", [50, 100]),
        ("乡村校长研修，五年下来一共多少人", [50, 100]),
        ("乡村校长研修，五年下来至少多少人", [50]),
        ("乡村校长研修，五年下来顶多多少人", [100]),
    ],
)
def test_a_range_is_worked_out_at_the_ends_that_are_asked_for(fact, text, results):
    done = workings(normalise(text), "a*5", [fact(RANGE)])

    assert [each.result for each in done] == [Decimal(result) for result in results]
    assert all(each.terms == (fact(RANGE),) for each in done)


def test_what_is_worked_out_itself_stands_beside(fact):
    facts = [fact(name) for name in ("1.1/T1.22#2", "1.1/T1.23#2", "1.1/T1.22#1", "1.1/T1.23#1")]
    done = workings(normalise("小学加中学的电脑多了几台"), "(a+b)-(c+d)", facts)

    assert [each.result for each in done] == [Decimal(962), Decimal(9018), Decimal(8056)]


def test_what_comes_to_nothing_only_tells_that_figures_agree(fact):
    facts = [fact(f"1.1.4/2.3#{number}") for number in range(1, 6)] + [fact("1.1.1/2.1#2")]

    assert not workings(normalise("学位一共多了几个"), "f-a-b-c-d-e", facts)
    assert workings(normalise("学位前后对得上吗"), "f-a-b-c-d-e", facts)[0].result == 0


def test_facts_that_do_not_go_together_come_to_nothing(fact):
    assert workings(normalise("相差多少"), "a-b", [fact("1.1/T1.22#2"), fact("1.1/T1.24#1")]) == ()


def test_a_figure_stated_twice_is_no_difference_of_nothing(fact):
    aim = fact("2.4/3.2#1")
    assert workings("公办园在园占比和2025年的目标比，高出多少", "a-b", (aim, aim)) == ()


def test_what_stayed_as_it_was_is_told_to_have_moved_by_nothing(fact):
    found = workings("普高2016到2020年多了几所", "a-b", (fact("1.1/T1.11#2"), fact("1.1/T1.11#1")))
    assert [str(each.result) for each in found] == ["0"]


def test_how_many_percent_one_count_is_of_another_sort_is_told_in_percent(fact):
    facts = (fact("2.4/2.2#2"), fact("2.4/T2.3#2"), fact("2.4/T2.3#1"))
    (found,) = workings("新增学位是学生增量的百分之几", "a/((b-c)*10000)*100", facts)[:1]
    assert (str(found.result), found.unit) == ("38.46", "%")


def test_growths_are_set_apart_as_the_table_prints_them(fact, plan):
    def of_passage(passage: str):
        return [each for each in plan.facts if each.passage == passage]

    computers = [fact(name) for name in ("1.1/T1.23#2", "1.1/T1.23#1", "1.1/T1.22#2", "1.1/T1.22#1")]
    facts, work = as_printed(APART, computers, of_passage)
    assert ([each.id for each in facts], work) == (["1.1/T1.23#3", "1.1/T1.22#3"], "a-b")
    assert workings("", work, facts)[0].result == Decimal("4.66")


@pytest.mark.parametrize(
    ("work", "names"),
    [
        (APART, ("2.4/T2.6#2", "2.4/T2.6#1", "2.4/T2.3#2", "2.4/T2.3#1")),
        (APART, ("1.1/T1.17#2", "1.1/T1.17#1", "1.1/T1.22#2", "1.1/T1.22#1")),
        ("(a-b)-(c-d)", ("1.1/T1.23#2", "1.1/T1.23#1", "1.1/T1.22#2", "1.1/T1.22#1")),
    ],
)
def test_growths_that_no_table_prints_are_worked_out(fact, plan, work, names):
    facts = tuple(fact(name) for name in names)
    assert as_printed(work, facts, lambda passage: [each for each in plan.facts if each.passage == passage]) == (facts, work)
