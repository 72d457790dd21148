"""In what a question wants its figure, and in what a proposal gives it."""

from __future__ import annotations

import pytest

from lzqa.answer.proposal import BANK, Proposal
from lzqa.answer.result import COUNT, PERCENT, POINTS, TIMES, fits, given, wanted
from lzqa.normalise import normalise


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("市一级园相当于规范化园的百分之多少", {PERCENT}),
        ("2020年比2019年增了几成", {PERCENT}),
        ("提高了几个百分点", {POINTS}),
        ("是2016年的几倍", {TIMES}),
        ("多了多少台电脑", {COUNT}),
        ("幼儿园有几所，占全部几成", {COUNT, PERCENT}),
        ("第四章讲什么", set()),
    ],
)
def test_the_words_that_ask_tell_in_what_the_figure_is_wanted(text, found):
    assert wanted(normalise(text)) == found


@pytest.mark.parametrize(
    ("names", "work", "sort", "found"),
    [
        (("1.1/T1.22#2", "1.1/T1.22#1"), "a-b", "difference", COUNT),
        (("1.1/T1.22#2", "1.1/T1.22#1"), "(a-b)/b*100", "growth", PERCENT),
        (("1.1/T1.22#2", "1.1/T1.23#2"), "a/b", "ratio", TIMES),
        (("1.1.3/4.3#3", "1.1.3/4.3#2"), "a/b", "ratio", COUNT),
        (("1.1/T1.24#2", "1.1/T1.24#1"), "a-b", "difference", POINTS),
        (("1.1/T1.24#2",), "", "", PERCENT),
        (("1.1/T1.24#2",), "100-a", "rest", PERCENT),
        (("1.1.1/2.5#3",), "a*1500/100", "share", COUNT),
        (("1.1/T1.22#2", "1.1/T1.24#1"), "", "", ""),
        ((), "", "", ""),
    ],
)
def test_a_proposal_gives_its_figure_in_something(fact, names, work, sort, found):
    assert given(Proposal(BANK, tuple(fact(name) for name in names), work), sort) == found


def test_a_proposal_fits_where_it_gives_what_is_wanted(assistant, fact):
    question = assistant.understander.understand(["小学电脑2020年比2016年增加了百分之几"])
    facts = (fact("1.1/T1.22#2"), fact("1.1/T1.22#1"))

    assert fits(question, Proposal(BANK, facts, "(a-b)/b*100"), "growth") == 1.0
    assert fits(question, Proposal(BANK, facts, "a-b"), "difference") == -1.0
    open_ = assistant.understander.understand(["小学电脑的变化"])
    assert fits(open_, Proposal(BANK, facts, "a-b"), "difference") == 0.0
