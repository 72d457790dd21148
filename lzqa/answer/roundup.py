"""Answers that look over many facts: which indicator fell, which year had most, all targets of a level, what a number is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from lzqa.answer.arithmetic import plain
from lzqa.answer.draft import Draft
from lzqa.answer.factmatch import LEVELS, FactMatcher, Match
from lzqa.answer.operands import MEANT, OperandFinder
from lzqa.answer.operations import ADDING
from lzqa.answer.scan import OVERVIEW, Scanner, asks_of_targets, is_of_sort
from lzqa.answer.stating import Stater
from lzqa.facts import Fact, FactKind
from lzqa.figures import Figure, find_figures, year_spans
from lzqa.question import Question, QuestionKind

LIMIT, SHORT_LIMIT = 700, 300
_SCALES = ("万", "亿", "千", "百")
MOST_SAME = 6
"""A number that stands for more things than this is not looked up."""
_WHAT_NUMBER = re.compile(
    r"(?:是|指|代表|对应|表示|说|讲)(?:的)?(?:是)?(?:个)?(?:什么|啥|咩|哪)|(?:什么|啥|哪个|哪项)(?:数|指标|数据|意思)|怎么来的|出自哪|是怎么回事|在哪(?:里|儿)?"
)
_WHICH = r"(?:哪|边)(?:一|几|两|三)?(?:个|些|项|样|几|方面|类|种)?"
_MOST_GROWN = re.compile(
    rf"{_WHICH}.{{0,16}}(?:增幅|增长|涨|升|提高|进步|增速|增加|跳|冲)(?:得|幅度)?.{{0,3}}最(?P<end>大|快|多|高|猛|厉害|小|慢|少|低)|(?:增幅|增长|涨幅|增速).{{0,3}}最(?P<end2>大|快|多|高|猛|小|慢|少|低)的?(?:(?:是|系)?(?:哪|什么)|(?:指标|项目|数据|那?一?[项行])(?!目|标|数))"
)
_WHICH_YEAR = re.compile(
    r"(?:哪|边)(?:一|几|两)?个?年.{0,16}最(?P<end>多|大|高|快|少|小|低)|最(?P<end2>多|大|高|少|小|低)的?(?:是|系)?(?:在)?哪(?:一|几)?年"
)
_WHICH_LEVEL = re.compile(
    r"(?:哪|边)(?:一|几)?(?:个|所|类|级|间|家)?(?:学段|学校|阶段|级|层次|教育).{0,16}最(?P<end>多|大|高|快|少|小|低)|最(?P<end2>多|大|高|少|小|低)的?(?:是|系)?哪(?:一|个|所|级)"
)
_ALL = re.compile(
    r"(?:哪些|哪几|有什么|有啥|都有|列出|列一?下|所有|全部|各项|清单|汇总|一览|分别).{0,12}(?:目标|指标|数字|数据|任务)|(?:目标|指标|数字|数据)(?:值)?(?:都)?.{0,6}(?:哪些|什么|清单|都有|列|一览|汇总|全部)"
)


def number_asked(question: Question) -> Figure | None:
    """Return the number of which a question asks what it stands for, 13562是什么数; ``None`` where it asks something else."""
    if not _WHAT_NUMBER.search(question.text):
        return None
    years = {str(year) for year, _ in year_spans(question.text)} | set(map(str, question.years))
    numbers = [f for f in find_figures(question.text) if f.text not in years and str(f.value) not in years]
    words = [term for term in question.terms if not any(character.isdigit() for character in term.word)]
    telling = [term for term in words if term.word not in _SCALES]
    return numbers[0] if len(numbers) == 1 and len(telling) <= 1 else None


def number_in_vain(question: Question, plan: str) -> bool:
    """Tell whether a question asks what a number stands for that stands nowhere in the text of the plan."""
    asked = number_asked(question)
    return asked is not None and plain(asked.value) not in plan and asked.text not in plan


class RoundUp:
    """Composes answers from many facts.

    Args:
        facts: All facts.
        matcher: Matches questions to facts.
        stater: Writes a fact's line.
    """

    def __init__(self, facts: Sequence[Fact], matcher: FactMatcher, stater: Stater) -> None:
        self._facts = tuple(facts)
        self._matcher = matcher
        self._operands = OperandFinder(facts, matcher)
        self._stater = stater
        self._scanner = Scanner(facts)
        self._growth = tuple(fact for fact in facts if fact.kind is FactKind.CHANGE and fact.from_table)

    def compose(self, question: Question) -> Draft | None:
        """Return a draft, or ``None`` when the question asks for nothing of the kind."""
        if question.attributes:
            return None
        for make in (self._number, self._years, self._rows, self._grown_most, self._extreme, self._all):
            found = make(question)
            if found:
                return self._listed(question, found, make)
        return None

    def _listed(self, question: Question, found: Sequence[Fact], make: Callable[[Question], list[Fact]]) -> Draft:
        listed = replace(question, kind=QuestionKind.LIST) if len(found) > 1 else question
        draft = Draft(listed, LIMIT if len(found) > 1 else SHORT_LIMIT)
        for at, fact in enumerate(found):
            self._stater.state(draft, fact, bold=at == 0 or make != self._extreme, lead="- " if len(found) > 1 else "")
        return draft

    def _number(self, question: Question) -> list[Fact]:
        """Return what a number of the question stands for in the plan."""
        asked = number_asked(question)
        if asked is None or question.attributes:
            return []
        same = [
            fact
            for fact in self._facts
            if fact.figure.value == asked.value and (not asked.unit or asked.unit in fact.figure.unit or not fact.figure.unit)
        ]
        return same if len(same) <= MOST_SAME else []

    def _years(self, question: Question) -> list[Fact]:
        """Return one indicator's facts of every year, when each year is asked for and no sum of them."""
        return [] if ADDING.search(question.text) else list(self._operands.year_by_year(question))

    def rows(self, question: Question) -> Draft | None:
        """Return a draft of the rows of a table that a question asks for, or of what a number stands for; ``None`` when there is none."""
        number = self._number(question)
        if number:
            return self._listed(question, number, self._number)
        overview = OVERVIEW.search(question.text) and not question.attributes
        found = self._rows(question) or (self._grown_most(question) if overview else [])
        return self._listed(question, found, self._rows) if found else None

    def _rows(self, question: Question) -> list[Fact]:
        """Return the rows that fell, stayed as they were, or aim lower than what is reached."""
        return [] if _MOST_GROWN.search(question.text) else list(self._scanner.found(question))

    def _of_level(self, question: Question, facts: Sequence[Fact]) -> list[Fact]:
        if not question.levels:
            return list(facts)
        wanted = frozenset().union(*(LEVELS[level] for level in question.levels))
        return [fact for fact in facts if wanted & frozenset(fact.levels)]

    def _grown_most(self, question: Question) -> list[Fact]:
        """Return the indicators of the tables that grew most or least, relative growth and percentage points apart."""
        match = _MOST_GROWN.search(question.text)
        if not match or asks_of_targets(question.text):
            return []
        growth = [fact for fact in self._of_level(question, self._growth) if is_of_sort(question.text, fact)]
        least = (match["end"] or match["end2"]) in "小慢少低"
        found: list[Fact] = []
        for points in (False, True):
            kind = [fact for fact in growth if (fact.change_unit == "个百分点") == points]
            if kind:
                end = (min if least else max)(fact.figure.value for fact in kind)
                found.extend(fact for fact in kind if fact.figure.value == end)
        return sorted(found, key=lambda fact: (-fact.figure.value, fact.span))

    def _extreme(self, question: Question) -> list[Fact]:
        """Return one indicator's facts, the year, level or place with most (or least) first."""
        by_year, by_level = _WHICH_YEAR.search(question.text), _WHICH_LEVEL.search(question.text)
        asked = by_year or by_level
        if not asked:
            return []
        matches = [m for m in self._matcher.matches(question, by_year=False) if m.fact.kind is not FactKind.CHANGE]
        if not matches or matches[0].score < MEANT:
            return []
        group = self._comparable(matches, by_year=by_year is not None, years=frozenset(question.years))
        if len(group) < 2:
            return []
        least = (asked["end"] or asked["end2"]) in "少小低"
        order: list[tuple[Decimal, Fact]] = [(fact.figure.value, fact) for fact in group]
        return [fact for _, fact in sorted(order, key=lambda pair: pair[0] if least else -pair[0])][:6]

    @staticmethod
    def _comparable(matches: Sequence[Match], *, by_year: bool, years: frozenset[int]) -> list[Fact]:
        best = matches[0].fact
        found: dict[object, Fact] = {}
        for match in matches:
            fact = match.fact
            if fact.indicator != best.indicator or fact.figure.unit != best.figure.unit or fact.figure.high is not None:
                continue
            if by_year and fact.year is not None:
                found.setdefault(fact.year, fact)
            elif not by_year and (fact.year == best.year if not years else bool(fact.years & years)):
                found.setdefault((fact.levels, fact.place), fact)
        return list(found.values())

    def _all(self, question: Question) -> list[Fact]:
        """Return all targets, or all figures of a year, of the levels that the question names."""
        text = question.text
        if not _ALL.search(text) or not (question.levels or question.years):
            return []
        aims = "目标" in text or "任务" in text or 2025 in question.years
        kinds = (FactKind.TARGET, FactKind.PLAN) if aims else (FactKind.STATUS, FactKind.INVESTMENT)
        found = [fact for fact in self._of_level(question, self._facts) if fact.kind in kinds]
        if question.years:
            found = [fact for fact in found if fact.years & set(question.years)]
        if not question.levels:
            found = [fact for fact in found if fact.from_table] or found
        distinct: dict[tuple[str, str, str, Decimal], Fact] = {}
        for fact in sorted(found, key=lambda fact: (not fact.from_table, fact.kind is not FactKind.TARGET)):
            distinct.setdefault((fact.indicator, fact.place, fact.scope, fact.figure.value), fact)
        return list(distinct.values()) if len(distinct) > 1 else []
