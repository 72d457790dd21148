"""Which of two figures is more, told by name: 小学比初中多; and whether they are the same."""

from __future__ import annotations

import re

from lzqa.answer.arithmetic import APART, LEFT, Sum, plain, term
from lzqa.answer.expression import MORE, PLAIN
from lzqa.facts import Fact, FactKind
from lzqa.question import Question

CHANGES = ("增加", "减少", "提高", "降低", "增长", "下降")
"""What a change from one year to another is called, which the plan may state itself."""
STILL = "，没有变化"
"""Behind a change of nothing."""
EQUAL, UNEQUAL = "，两者一致", "，两者不一致"
"""Behind a difference of nothing, and behind another one where it is asked whether two figures are the same."""
AS_STATED, NOT_AS_STATED = "，与规划写的一致", "，与规划写的不一致"
"""Behind a change that the plan states as well, where it is asked whether the two are the same."""
_HIGH = frozenset({"个百分点", "%"})
"""Of two figures that are so far apart one is higher; of others one is more."""
_TWO = 2
_OPEN = frozenset({">", ">=", "<", "<="})
"""Qualifiers that leave room for another figure: 3200 is no other than 3000以上."""
_SAME = re.compile(
    r"一致|吻合|相符|相等|相同|一样|对得上|对不上|[加对]得?[上拢齐]|出入|矛盾|打架|(?<!不)等于(?!多少|几)|有无(?:差别|不同)|错没错|有没有(?:写|算)?错"
)
"""Asks whether two figures are the same."""


def by_name(made: Sum) -> tuple[str, str] | None:
    """Return what a difference of two facts is about, and which of them is more than which.

    Args:
        made: The calculation.

    Returns:
        Such as ``("在校生数，", "高中比中职多")``; ``None`` where the calculation is another, or nothing tells its terms apart.
    """
    if made.word not in (APART, MORE, LEFT) or len(made.terms) != _TWO or not made.value:
        return None
    high, low = sorted(made.terms, key=lambda fact: -fact.figure.value)
    if made.expression != f"{term(high.figure.value)}－{term(low.figure.value)}":
        return None
    if FactKind.CHANGE in (high.kind, low.kind) or (made.word == LEFT and high.indicator != low.indicator):
        return None
    more, less = names(high, low)
    if not more or not less or more == less:
        return None
    about = "" if more.endswith(high.indicator) else f"{high.indicator}{_of_one_year(high, low, more)}，"
    than = "较" if more.endswith("比") or less.startswith("比") else "比"
    return about, f"{more}{than}{less}{'高' if made.unit in _HIGH else '多'}"


def names(one: Fact, other: Fact) -> tuple[str, str]:
    """Return what tells two facts apart, as each calls itself: the indicator, else place, level or year; empty ones for nothing."""
    if one.indicator != other.indicator:
        level, its_level = ("".join(fact.levels[:1]) for fact in (one, other))
        return (
            (one.indicator, other.indicator)
            if level == its_level
            else (f"{level}{one.indicator}", f"{its_level}{other.indicator}")
        )
    for mine, its in (
        (one.place, other.place),
        (one.levels[0] if one.levels else "", other.levels[0] if other.levels else ""),
        (_year(one), _year(other)),
    ):
        if mine and its and mine != its:
            return mine, its
    return "", ""


def _year(fact: Fact) -> str:
    """Return a fact's year where its statement tells it."""
    return f"{fact.year}年" if fact.year and str(fact.year) in fact.statement else ""


def _of_one_year(one: Fact, other: Fact, more: str) -> str:
    year = _year(one)
    return f"（{year}）" if year and year == _year(other) and more != year else ""


def subject(worked_out: Sum, *, dated: bool = False) -> str:
    """Return what a calculation is about: its indicator, or, for several, what tells its terms apart, and, ``dated``, of which year."""
    terms = worked_out.terms
    indicators = list(dict.fromkeys(fact.indicator for fact in terms))
    if worked_out.word.endswith("年是"):
        return f"{indicators[0]}，"
    named = [fact.place or "、".join(fact.levels[:1]) for fact in terms]
    if len(indicators) == 1 and len(set(named)) == 1:
        years = [f"{fact.year}年" for fact in terms if fact.year and str(fact.year) in fact.statement]
        between = "—" if worked_out.word in CHANGES or worked_out.word.startswith("平均每年") else "、"
        years = sorted(set(years)) if between == "—" else list(dict.fromkeys(years))
        return f"{indicators[0]}（{between.join(years)}）" if years else f"{indicators[0]}，"
    told = {fact.year for fact in terms if fact.year and str(fact.year) in fact.statement}
    of_year = [f"{year}年" for year in told if dated and len({fact.year for fact in terms}) == 1]
    if len(indicators) == 1:
        return f"{indicators[0]}（{'、'.join((*dict.fromkeys(named), *of_year))}）"
    return f"{'、'.join(indicators)}（{of_year[0]}）" if of_year else f"{'、'.join(indicators)}，"


def asks_whether_same(question: Question) -> bool:
    """Tell whether a question asks if two figures are the same."""
    return _SAME.search(question.text) is not None


def verdict(question: Question, made: Sum, stated: Fact | None = None) -> str:
    """Return the words behind a difference that say whether anything differs; ``""`` where there is nothing to say.

    Args:
        question: The question.
        made: The calculation.
        stated: The plan's own figure for the same.
    """
    asked = asks_whether_same(question)
    if stated is not None and asked and stated.kind is FactKind.CHANGE:
        figures = {plain(abs(stated.figure.value)), plain(made.result)}
        return AS_STATED if len(figures) == 1 else NOT_AS_STATED
    changed = made.word in CHANGES[:4]
    if not (changed or made.word in (APART, PLAIN)) or "－" not in made.expression or "÷" in made.expression:
        return ""
    if not made.value:
        return STILL if changed else EQUAL
    exact = not any(fact.figure.comparator in _OPEN or fact.figure.high is not None for fact in made.terms)
    return UNEQUAL if asked and exact and not changed else ""
