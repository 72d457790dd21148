"""Which of two figures, changes or growths is more, told by name: 小学更多，比中学多; and whether they are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lzqa.answer.arithmetic import APART, HIGH_OR_LOW, LEFT, Sum, plain
from lzqa.answer.expression import MORE, PLAIN
from lzqa.answer.working import SIDE, form_of_side
from lzqa.facts import Fact, FactKind
from lzqa.question import Question

_MOVED = ("增加", "减少", "提高", "降低")
CHANGES = (*_MOVED, "增长", "下降")
"""What a change from one year to another is called, which the plan may state itself; the first four are amounts."""
STILL = "，没有变化"
"""Behind a change of nothing."""
EQUAL, UNEQUAL = "，两者一致", "，两者不一致"
"""Behind a difference of nothing, and behind another one where it is asked whether two figures are the same."""
AS_STATED, NOT_AS_STATED = "，与规划写的一致", "，与规划写的不一致"
"""Behind a change that the plan states as well, where it is asked whether the two are the same."""
_TWO = 2
RANK = 3
"""A rank is called in no more characters."""
_OPEN = frozenset({">", ">=", "<", "<="})
"""Qualifiers that leave room for another figure: 3200 is no other than 3000以上."""
_DIFFERENCE = re.compile(rf"(?P<left>{SIDE})－(?P<right>{SIDE})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SAME = re.compile(
    r"一致|吻合|相符|相等|相同|一样|对得上|对不上|同否|差不差|[加对]得?[上拢齐]|出入|矛盾|打架|(?<!不)等于(?!多少|几)|有无(?:差别|不同)|错没错|有没有(?:写|算)?错"
)
"""Asks whether two figures are the same."""


@dataclass(frozen=True)
class Side:
    """One side of a difference.

    Args:
        facts: Its facts, in the order of the expression.
        form: What of them is set apart: ``plain``, ``moved`` or ``grown``.
    """

    facts: tuple[Fact, ...]
    form: str

    @property
    def is_change(self) -> bool:
        """Whether it is a change that the plan states."""
        return self.facts[0].kind is FactKind.CHANGE


def sides(made: Sum) -> tuple[Side, Side] | None:
    """Return the two sides of a difference, the greater first; ``None`` of any other calculation.

    A side is a figure, several times a figure, or how far one thing's figures of two years are apart, as an amount or in percent.
    """
    match = _DIFFERENCE.fullmatch(made.expression)
    if match is None or made.value <= 0:
        return None
    found, rest = [], list(made.terms)
    if len(rest) == _TWO and rest[0].figure.value < rest[1].figure.value and "×" not in made.expression:
        rest.reverse()
    for shown in match.group("left", "right"):
        form = form_of_side(shown)
        count = 1 if form == "plain" else _TWO
        facts, rest = tuple(rest[:count]), rest[count:]
        numbers = [Decimal(number) for number in _NUMBER.findall(shown)[:count]]
        if not facts or [fact.figure.value for fact in facts] != numbers or (form != "plain" and not _is_a_rise(*facts)):
            return None
        found.append(Side(facts, form))
    one, other = found
    return (one, other) if not rest and (one.form, one.is_change) == (other.form, other.is_change) else None


def _is_a_rise(last: Fact, first: Fact) -> bool:
    """Tell whether two facts are one thing's of two years, the later and greater first."""
    return last.subject == first.subject and (last.year or 0) > (first.year or 0) and last.figure.value > first.figure.value


def by_name(made: Sum) -> tuple[str, str] | None:
    """Return what a difference is about, and which of its sides is more than which.

    Args:
        made: The calculation.

    Returns:
        Such as ``("在校生数，", "高中更多，比中职多")``; ``None`` where the calculation is another, or nothing tells its sides apart.
    """
    found = sides(made)
    if found is None or made.word not in (APART, MORE, LEFT, PLAIN):
        return None
    high, low = found[0].facts[0], found[1].facts[0]
    if high.figure.unit != low.figure.unit or (found[0].form != "plain" and high.subject == low.subject):
        return None  # a year names no stretch of years
    if (made.word == LEFT and high.indicator != low.indicator) or (made.word == PLAIN and found[0].form == "plain"):
        return None
    more, less = names(high, low)
    if not more or not less or more == less:
        return None
    when = _of_one_year(high, low, more) if found[0].form == "plain" else _of_years(found[0].facts)
    about = "" if more.endswith(high.indicator) else f"{high.indicator}{when}，"
    far = "高" if made.unit in HIGH_OR_LOW else "多"
    if found[0].form == "grown" or found[0].is_change:
        how = "增幅更大"
    else:
        how = f"更{far}" if found[0].form == "plain" else "增加更多"
    return about, f"{more}{how}，比{less}{far}"


def names(one: Fact, other: Fact) -> tuple[str, str]:
    """Return what tells two facts apart, as each calls itself: the indicator, else place, level or year; empty ones for nothing."""
    if one.indicator != other.indicator:
        level, its_level = ("".join(fact.levels[:1]) for fact in (one, other))
        return (
            (one.indicator, other.indicator)
            if level == its_level
            else (_with_level(level, one.indicator), _with_level(its_level, other.indicator))
        )
    for mine, its in (
        (one.place, other.place),
        (_sort(one), _sort(other)),
        (one.levels[0] if one.levels else "", other.levels[0] if other.levels else ""),
        (_year(one), _year(other)),
    ):
        if mine and its and mine != its:
            return mine, its
    return "", ""


def _sort(fact: Fact) -> str:
    """Return what narrows a fact where that is a rank: 省级, 市级."""
    return fact.scope if fact.scope.endswith("级") and len(fact.scope) <= RANK else ""


def _with_level(level: str, indicator: str) -> str:
    """Return an indicator with its level before it, unless it names that itself."""
    return indicator if level in indicator else f"{level}{indicator}"


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


def _of_years(facts: Sequence[Fact]) -> str:
    last, first = (_year(fact) for fact in facts)
    return f"（{first}—{last}）" if first and last else ""


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
    changed = made.word in _MOVED
    if not (changed or made.word in (APART, PLAIN)) or "－" not in made.expression or "÷" in made.expression:
        return ""
    if not made.value:
        return STILL if changed else EQUAL
    exact = not any(fact.figure.comparator in _OPEN or fact.figure.high is not None for fact in made.terms)
    return UNEQUAL if asked and exact and not changed else ""
