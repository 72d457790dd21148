"""Questions over all rows of a table: which fell, which stayed as they were, which aim lies below what is reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from lzqa.answer.factmatch import LEVELS
from lzqa.facts import Fact, FactKind
from lzqa.question import Question

OVERVIEW = re.compile(r"指标|数据|表|方面|项目|数字|情况|东西|样|项|[几哪]行|类|学段|[哪几]一?段|学校数")
"""Words that tell that rows of a table are meant."""
_ASKS_WHICH = re.compile(r"[哪边]|有没有|有无|有什么|有啥|点名|列(?:出|一?下)|逐[个项]|几[行项个样类]")
_STILL = re.compile(
    r"没(?:有)?(?:什么)?(?:增长|变化|变|动|涨|提高|增(?!加多少))|持平|不变|原地|同一个数|一个样|一模一样|不增不减|零增长|(?:数|值)(?:相同|一样|相等)"
)
_FELL = re.compile(
    r"不升反降|掉(?:下|了|过)|往?下掉|不增反[减降]|下降|下滑|减少|跌|变少|负增长|倒退|缩水|退步|少了|反而(?:低|少)|降(?:了|低的|的|$)|往下(?:走|掉|降)|负数|负的"
)
_BELOW = re.compile(
    r"(?:目标|20(?:25)|定).{0,12}(?:比|低于|低过|不如|还没).{0,16}(?:低|少|小|现状|现有|已|20(?:20)|水平)|目标.{0,8}(?:往下|调低|倒退|倒着)|定低了|定得.{0,8}[低保]"
)
_TARGETS = re.compile(r"目标|十四五(?!规划)|2025")
_PAST = re.compile(r"十三五|2016|发展情况")
_SORTS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"学校(?:间|个|所)?数|(?:几|哪)(?:类|种)学校|学校(?:数量|总数)"), re.compile(r"学校数|幼儿园数")),
    (re.compile(r"学历"), re.compile(r"学历")),
    (re.compile(r"入[学园]率|升学率|巩固率"), re.compile(r"率$")),
    (re.compile(r"电脑|计算机|信息化"), re.compile(r"计算机|接入|平台")),
    (re.compile(r"在校生|学生数|人数"), re.compile(r"学生数|生数|人数|幼儿数")),
)
"""What a question may narrow the rows down to, and which indicators are of that sort."""


class Rows(StrEnum):
    """Which rows are asked for."""

    FELL = "fell"
    STILL = "still"
    BELOW = "below"


def rows_asked(question: Question) -> Rows | None:
    """Return which rows of a table a question asks for; ``None`` when for none."""
    text = question.text
    if question.attributes or not OVERVIEW.search(text) or not _ASKS_WHICH.search(text):
        return None
    if _BELOW.search(text):
        return Rows.BELOW
    if _STILL.search(text):
        return Rows.STILL
    return Rows.FELL if _FELL.search(text) else None


def asks_of_targets(text: str) -> bool:
    """Tell whether a normalised question is about the table of what is aimed at, and not of the years before."""
    return _TARGETS.search(text) is not None and not _PAST.search(text)


def is_of_sort(text: str, fact: Fact) -> bool:
    """Tell whether a fact is of a sort to which a normalised question narrows the rows down; so is every fact where it names none."""
    sorts = [named for asked, named in _SORTS if asked.search(text)]
    return not sorts or any(named.search(fact.indicator) for named in sorts)


class Scanner:
    """Goes through the rows of the tables.

    Args:
        facts: All facts.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        table = [fact for fact in facts if fact.from_table]
        self._growth = tuple(fact for fact in table if fact.kind is FactKind.CHANGE)
        aims = [fact for fact in table if fact.is_aim]
        reached = {(fact.passage, fact.indicator): fact for fact in table if fact.kind is FactKind.STATUS}
        self._aims = tuple(
            (reached[fact.passage, fact.indicator], fact) for fact in aims if (fact.passage, fact.indicator) in reached
        )
        self._reached = {
            fact.passage: tuple(other for other in table if other.passage == fact.passage and other.kind is FactKind.STATUS)
            for fact in self._growth
        }

    def found(self, question: Question) -> tuple[Fact, ...]:
        """Return the facts of the rows that a question asks for, row by row; none when it asks for no rows, or none is so."""
        rows = rows_asked(question)
        if rows is None:
            return ()
        if rows is Rows.BELOW or asks_of_targets(question.text):
            pairs = [pair for pair in self._aims if self._is_meant(question, pair[0]) and _is(rows, *pair)]
            return tuple(fact for pair in pairs for fact in pair)
        wanted = [
            fact
            for fact in self._growth
            if (fact.figure.value < 0 if rows is Rows.FELL else fact.figure.value == 0) and self._is_meant(question, fact)
        ]
        if len(wanted) > 3:
            return tuple(wanted)
        return tuple(fact for change in wanted for fact in (change, *self._reached[change.passage]))

    @staticmethod
    def _is_meant(question: Question, fact: Fact) -> bool:
        levels = frozenset().union(*(LEVELS[level] for level in question.levels))
        if levels and not levels & frozenset(fact.levels):
            return False
        return is_of_sort(question.text, fact)


def _is(rows: Rows, reached: Fact, aim: Fact) -> bool:
    if rows is Rows.STILL:
        return aim.figure.value == reached.figure.value
    return aim.figure.value < reached.figure.value
