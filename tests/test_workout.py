"""What a proposal comes to: at both ends of a range, with its sides, and nothing where it answers nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

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
