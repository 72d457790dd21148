"""What the bank says is worked out from facts: each form with its result, unit and word, and what does not go together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lzqa.answer.arithmetic import subtracted, yearly
from lzqa.answer.expression import add_up, form_of, operation_class, sides_of, worked


@pytest.mark.parametrize(
    ("work", "names", "left", "expression", "result", "unit", "word"),
    [
        ("a-b", ("1.1/T1.1#2", "1.1/T1.1#1"), False, "66－53", "13", "所", "增加"),
        ("a-b", ("1.1/T1.4#2", "1.1/T1.4#1"), False, "14894－13099", "1795", "人", "减少"),
        ("a-b", ("1.1/T1.13#2", "1.1.1/2.6#1"), False, "99.67－91.29", "8.38", "个百分点", "提高"),
        ("a-b", ("1.1/T1.1#2", "1.1/T1.2#2"), True, "66－19", "47", "所", "还有"),
        ("a-b", ("1.1/T1.1#2", "1.1/T1.2#2"), False, "66－19", "47", "所", "相差"),
        ("b-a", ("1.1/T1.2#2", "1.1/T1.1#2"), True, "66－19", "47", "所", "还有"),
        ("a-b-c", ("1.1/T1.1#2", "1.1/T1.2#2", "1.1.1/2.3#2"), True, "66－19－40", "7", "所", "还有"),
        ("a+b", ("4.4.1/2.2#1", "4.4.1/2.3#1"), False, "840＋2900", "3740", "个", "合计"),
        ("a/b", ("1.1.4/1.3#2", "1.1.4/1.3#1"), False, "3167÷1.75", "1809.71", "元", "平均每人次"),
        ("a/b", ("1.1.4/3.5#1", "1.1.4/3.5#4"), False, "18560÷2000", "9.28", "万元", "平均每个"),
        ("a/b", ("1.1.1/2.3#1", "1.1/T1.4#2"), False, "941.9×10000÷13099", "719.06", "元", "平均每人"),
        ("a/b", ("1.1/T1.22#2", "1.1/T1.23#2"), False, "4746÷4272", "1.11", "倍", "前者是后者的"),
        ("a/b*100", ("1.1.3/4.3#4", "1.1.3/4.3#3"), False, "524÷58658×100", "0.89", "%", "占"),
        ("(a-b)/b*100", ("2.4/T2.3#2", "2.4/T2.3#1"), False, "（6.28－5.5）÷5.5×100", "14.18", "%", "增长"),
        ("(b-a)/a*100", ("2.4/T2.3#1", "2.4/T2.3#2"), False, "（6.28－5.5）÷5.5×100", "14.18", "%", "增长"),
        ("a*10000/b", ("2.4/2.3#1", "1.1.4/1.2#1"), False, "36.12×10000÷78723", "4.59", "倍", "算得"),
        ("a*10000*b/100", ("2.4/T2.1#2", "2.4/3.2#1"), False, "1.4×10000×50÷100", "7000", "人", "算得"),
        ("a/5", ("4.6.5/1.6#3",), False, "360÷5", "72", "学时", "平均每年"),
        ("100-a", ("1.1/T1.25#2",), False, "100－85.41", "14.59", "%", "还有"),
        ("(a-b)/5", ("2.4/T2.3#2", "2.4/T2.3#1"), False, "（6.28－5.5）÷5", "0.16", "万人", "平均每年"),
        (
            "(b-a)/4-(c-b)/5",
            ("1.1/T1.19#1", "1.1/T1.19#2", "2.4/5.3#3"),
            False,
            "（86－80.12）÷4－（90－86）÷5",
            "0.67",
            "个百分点",
            "算得",
        ),
        (
            "(a-b)-(c-d)",
            ("2.4/T2.6#2", "2.4/T2.7#2", "2.4/T2.6#1", "2.4/T2.7#1"),
            False,
            "（1.57－0.74）－（1.28－0.65）",
            "0.2",
            "万人",
            "增加",
        ),
        (
            "(a-b)/b*100-(c-d)/d*100",
            ("2.4/T2.6#2", "2.4/T2.6#1", "2.4/T2.3#2", "2.4/T2.3#1"),
            False,
            "（1.57－1.28）÷1.28×100－（6.28－5.5）÷5.5×100",
            "8.47",
            "个百分点",
            "相差",
        ),
        (
            "a/b*100-c/d*100",
            ("2.4/T2.7#1", "2.4/T2.6#1", "2.4/T2.7#2", "2.4/T2.6#2"),
            False,
            "0.65÷1.28×100－0.74÷1.57×100",
            "3.65",
            "个百分点",
            "降低",
        ),
        ("a-b", ("1.1/T1.23#3", "1.1/T1.22#3"), False, "14.44－9.78", "4.66", "个百分点", "相差"),
        ("a*b/100", ("1.1.3/3.3#1", "1.2.2/6.4#1"), False, "580×10÷100", "58", "人", "算得"),
        ("a-b", ("1.1.3/5.10#1", "1.1.3/5.10#2"), False, "126－16", "110", "人", "2019年是"),
        ("a/(1+b/100)", ("1.1.3/5.10#1", "1.1.2/3.5#2"), False, "126÷（1＋68÷100）", "75", "人", "2016年是"),
        ("b+c", ("1.1.1/2.1#2", "1.1.4/2.3#1", "1.1.4/2.3#2"), False, "1045＋1080", "2125", "个", "合计"),
    ],
)
def test_forms_are_worked_out_with_unit_and_word(fact, work, names, left, expression, result, unit, word):
    made = worked(work, [fact(name) for name in names], left=left)
    assert made is not None
    assert (made.expression, made.result, made.unit, made.word) == (expression, Decimal(result), unit, word)


@pytest.mark.parametrize(
    ("work", "names"),
    [
        ("a+b", ("1.1/T1.1#2", "1.1/T1.3#2")),  # schools and a share
        ("a-b", ("1.1/T1.1#2", "1.1/T1.4#2")),  # schools and pupils
        ("a/0", ("1.1/T1.1#2",)),
        ("a/5", ("1.1/T1.3#2",)),  # a share is spread over no years
        ("a+b", ("3.2.2/1.2#1", "3.2.2/1.2#2")),  # 2-3个 is no single number
        ("(a-b)+(c-b)", ("1.1/T1.1#1", "1.1/T1.4#2", "1.1/T1.1#2")),
    ],
)
def test_what_does_not_go_together_is_not_worked_out(fact, work, names):
    assert worked(work, [fact(name) for name in names]) is None


@pytest.mark.parametrize(
    ("work", "name"),
    [
        ("", ""),
        ("a+b+c", "sum"),
        ("a-b", "difference"),
        ("(a-b)-(c-d)", "difference"),
        ("a/b", "ratio"),
        ("a/b*100", "share"),
        ("(a-b)/b*100", "growth"),
        ("a/5", "yearly"),
        ("100-a", "rest"),
        ("a*5", "other"),
    ],
)
def test_expressions_are_classed(work, name):
    assert operation_class(work) == name


@pytest.mark.parametrize(
    ("work", "form"),
    [
        ("", ""),
        ("a+b", "sum"),
        ("a+b+c", "sum+"),
        ("a-b", "difference"),
        ("(a+b)-(c+d)", "difference+"),
        ("(a-b)-(c-d)", "difference-"),
        ("(a-b)/b*100", "growth"),
        ("((a-b)-(c-d))/(c-d)*100", "growth-"),
        ("((a+b)-(c+d))/(c+d)*100", "growth+"),
        ("a/b*100", "share"),
        ("a/(a+b)*100", "share+"),
        ("(a-b)/a*100", "share-"),
        ("(a-b)/4", "yearly-"),
        ("a*b/100", "part"),
        ("a*(100-b)/100", "part-"),
    ],
)
def test_forms_tell_what_is_worked_out_first(work, form):
    assert form_of(work) == form


def test_every_calculation_of_the_shipped_bank_can_be_worked_out(plan):
    facts = {fact.id: fact for fact in plan.facts}
    works = {(entry.work, entry.facts) for entry in plan.bank.entries if entry.work}
    assert len(works) > 150
    dead = [(work, names) for work, names in sorted(works) if worked(work, [facts[name] for name in names]) is None]
    assert len(dead) <= 0.1 * len(works), dead


@pytest.mark.parametrize(
    ("work", "sides"),
    [
        ("(a+b)-(c+d)", ("a+b", "c+d")),
        ("((a+b)-(c+d))/(c+d)*100", ("a+b", "c+d")),
        ("(a-b)-(c-d)", ("a-b", "c-d")),
        ("a-b/5", ("b/5",)),
        ("a/b-c/d", ("a/b", "c/d")),
        ("a/b*100-c/d*100", ("a/b*100", "c/d*100")),
        ("a+b+c", ()),
        ("a-b-c", ()),
        ("(a-b)/b*100", ()),
        ("a/b", ()),
        ("a/(a+b)*100", ()),
    ],
)
def test_what_is_worked_out_on_either_side_is_named(work, sides):
    assert sides_of(work) == sides


def test_a_total_is_not_added_to_a_part_of_it(fact):
    total, year, other = fact("1.1.1/2.1#2"), fact("1.1.4/2.3#2"), fact("1.1.4/2.3#3")
    assert not add_up((total, year))
    assert not add_up((year, total))
    assert add_up((year, other))


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (("1.1/T1.15#1", "1.1/T1.15#2"), "增加"),
        (("1.1/T1.15#2", "1.1/T1.15#1"), "增加"),
        (("2.4/T2.5#1", "2.4/T2.5#2"), "降低"),
        (("2.4/T2.5#2", "2.4/T2.5#1"), "降低"),
    ],
)
def test_a_change_goes_from_the_earlier_year_whichever_stands_first(fact, names, word):
    first, second = (fact(name) for name in names)
    assert subtracted(first, second).word == word
    assert yearly(first, second).word == f"平均每年{word}"


@pytest.mark.parametrize("work", ["(a-b)/b*100", "(b-a)/a*100"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_growth_goes_from_the_earlier_year_to_the_later_one(fact, work, order):
    years = fact("1.1.4/1.2#1"), fact("1.1.4/1.2#2")
    done = worked(work, [years[at] for at in order])
    assert (done.word, str(done.result)) == ("增长", "45.85")


def test_a_ratio_of_scaled_figures_counts_times(fact):
    done = worked("a*10000/b", [fact("2.4/2.3#1"), fact("1.1.4/1.2#1")])
    assert (str(done.result), done.unit) == ("4.59", "倍")
