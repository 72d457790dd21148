"""What a proposal counts beside others: whether it does what the wording asks, to work something out or to state a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from lzqa.answer.derive import REST
from lzqa.answer.expression import form_of, operation_class
from lzqa.answer.neighbour import Guard
from lzqa.answer.operations import (
    SETS_APART,
    SUMMED,
    asks_how_far,
    leaves_out_private,
    leaves_years_out,
    operation_of,
    spreads_otherwise,
    to_be_worked_out,
    told_by,
    years_left_out,
)
from lzqa.answer.proposal import HOW_MANY, Proposal, inner, nested
from lzqa.answer.rests import Rests
from lzqa.facts import Fact, FactKind
from lzqa.figures import find_figures
from lzqa.question import Level, Question, QuestionKind
from lzqa.question.background import asking_clauses
from lzqa.retrieval.hybrid import WANTS_FIGURE

UNFIT, UNASKED = 0.6, 0.3
"""What a proposal counts that works out nothing though it should, and one that works out or tells a change that nobody asked."""
SOUNDS_AT_ALL, SOUNDS = 0.2, 0.9
"""With less than the first probability the wording says nothing of working anything out, from the second on it surely asks for it."""


ASKING = WANTS_FIGURE | {QuestionKind.YES_NO}
FIGURE_WORDS = re.compile(r"率|比例|占比|成|数|额|目标|现状|指标|面积|经费|资金|学位|床位|学时|课时|年龄|门槛|规模|[几多]|\d")
"""A bare keyword asks for a figure only when one of these is in it."""

_NOT_REACHED = re.compile(
    r"(?<!有)(?:没|未|不)(?:有?达|到|是|属|能|在|接|通|上|合|规|完)[^,，。;；]{0,10}?(?:的)? ?(?:还)?(?:占|有|剩)(?:全部|总数|了)?(?:百分之|几成|多少)"
)
"""What has not come so far: its share is what is left of a hundred."""
_AGE = re.compile(r"(\d+)岁?(?:周?岁)?(?:及)?(以上|以下|往上|往下|出头|开外)")
_NOT_AGED = re.compile(r"(?:不到|未到|未满|不满|不足|低于|小于|冇到)(\d+)岁|(\d+)岁(?:都|还)?(?:冇到|没到|不到|未到|未满)")
_OF_AGE = re.compile(r"(?<![未不没冇])满[了咗足]?(\d+)(?:周?岁)")
"""Those of an age and above: 满了35岁."""
_NOT_OF_AGE = re.compile(
    r"(?:不(?:属于?|是|算|在)|非|除[了去开掉]?|扣[掉除]?)[^,，。;；]{0,3}\d+岁|\d+岁[^,，。;；]{0,4}(?:以外|之外)"
)
"""Asks for those of no such age."""
_YOUNGER = ("以下", "往下")
_MULTIPLIED = re.compile(r"折|乘|再取|相当于|合(?!计|格|作|条件|符)|换算|落到|摊到")
"""Asks for a share of a share."""
_COUNTED_IN = re.compile(
    r"(?:含|连|算上|包括)(?:了|埋)?(?:民办|私立)|(?:公办|民办|私立)[^,，。;；]{0,4}(?:不分|不[作做]?区分|不[作做]?区别|都算|一齐计|一起算)"
)
"""Counts private schools in."""
_GROWTHS_APART = re.compile(
    r"比[^,，。]{1,8}[多少](?:增|涨|添|减)|(?:增|涨|添)(?:加|长|了|的|出)[^,，。]{0,8}(?:比|[相]?差)[^,，。]{1,10}(?:多|少|几|差)|增量[^,，。]{0,8}(?:差|比)"
    r"|[增涨长升]得[更最比较]{0,2}[快猛慢多少]|(?:谁|哪)[^,，。]{0,6}(?:增速|涨幅|增幅|增长率)|(?:增速|涨幅|增幅|增长率)[^,，。]{0,4}(?:谁|哪)"
)
"""How far two things have grown is to be set apart, not how much there is of them."""
_TOGETHER = re.compile(
    r"[和与跟同及、+～~]|(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])|加|连同|连埋|以及|还有|再|合|各|[两二三四五六七八九](?!年|〇)|都|所有|全部|全市|从.+到|一起|一块|含|包括|算上"
)
"""Words one of which a question has that wants figures of different things added up; 一共 and 总共 alone may stand before one."""
_AND_THE_OTHER = re.compile(r"[,，;；][^,，;；]{1,8}呢[?？]?$")
"""Asks the same of something else, 十三五增加多少学位，十四五呢, and sets nothing apart."""
_WHICH_YEAR = re.compile(r"哪一?年|边一?年")
_ORDINARY = re.compile(r"普高|普通高中")
_AS_PRINTED = re.compile(
    r"[栏格][^,。;没未不]{0,6}(?:写|印|登|填|标|数)|(?:表[上里中内]|原表|情况表|目标表)[^,。;没未不]{0,8}(?:写|印|登|填|标|列|有|栏)|照抄|就抄|抄[给下]|登记为"
)
"""Asks for what stands in a table, not for what may be worked out from it."""
_WHICH_MORE = re.compile(r"谁|哪(?:边|个|头|一?级|一?[所间家类种])|还是")
_HOW_MUCH_MORE = re.compile(
    r"差|[多少高低]出(?:多少|几|来)|富余|多多少|少多少|[高低多少快慢大小]几|[高低快慢]多少|几个(?:百分)?点|缺口|合|总|加|减|一共"
)
"""Asks which of two is more, and by how much."""
_OVER_OTHERS = re.compile(r"[a-z]/[a-z]-[a-z]/[a-z](?!\*100)")
"""Two means set apart: neither is taken from the other to be left out of it."""
_TIMES = re.compile(r"(?:几|多少)倍")
_TAKEN_AWAY = re.compile(r"(?:扣|减|除|去|刨|撇|抛)(?:掉|去|除|开)|(?<![增削])减(?![少轻负免弱])")
"""Words for taking one figure from another."""
_TAKEN = re.compile(r"\(([a-z])-([a-z])\)")
NARROWED = re.compile(r"普高|普通|[扣刨剔除减]|去掉|不[算含计]|比|差|拉开|缩|相较|哪个|谁|追|鸿沟|缺口|近了|普职|[和与跟同、]")
"""Words that name what is left of a level without another, or set two levels apart."""


def _aged(text: str) -> set[tuple[str, bool]]:
    """Return the ages that a text names, each with whether those below it are meant."""
    found = {(age, side in _YOUNGER) for age, side in _AGE.findall(text)}
    found |= {(age, False) for age in _OF_AGE.findall(text)}
    return found | {(before or behind, True) for before, behind in _NOT_AGED.findall(text)}


def asks_for_a_figure(question: Question) -> bool:
    """Tell whether a question may ask for a figure, by its kind or a word of it."""
    asking = question.asking or question.text
    return bool(question.kind in ASKING or HOW_MANY.search(asking) or FIGURE_WORDS.search(asking))


def wants_working(question: Question) -> bool:
    """Tell whether the wording asks for something to be worked out rather than for a figure that stands there."""
    worked_out = question.sounds("compute") >= SOUNDS or to_be_worked_out(question.text)
    return worked_out and not asks_how_far(question.text)


def takes_away(text: str) -> bool:
    """Tell whether a normalised text wants one figure taken from another: 扣掉中职 does, 扣掉民办 wants what stands there."""
    return bool(_TAKEN_AWAY.search(text)) and not leaves_out_private(text)


def takes_a_level_away(proposal: Proposal) -> bool:
    """Tell whether a proposal takes one school level's figure from another's of the same year: 普高 as 高中 without 中职."""
    taken = _TAKEN.search(proposal.work)
    if taken is None:
        return False
    whole, part = (proposal.facts[ord(letter) - ord("a")] for letter in taken.groups())
    return whole.year == part.year and whole.levels != part.levels


class Doubts(NamedTuple):
    """What speaks against a proposal, by the words of the question.

    Args:
        unasked: It works something out, or tells what moved, though that is not asked for, or is of what is not asked for.
        leaves_out: It works something out without a term that the question names.
        inexact: It is of no year where a year is asked for, of all where a part is, or one figure where several are compared.
        unworked: It only states something, where something is to be worked out.
        set_aside: Share of its facts, 0..1, that are what the question says that it does not ask for; such a one may be taken away.
    """

    unasked: bool
    leaves_out: bool
    inexact: bool
    unworked: bool
    set_aside: float

    @property
    def fitness(self) -> float:
        """What the proposal counts beside others, 0..1: nothing where it states just what is set aside."""
        if self.unasked and self.set_aside == 1.0:
            return 0.0
        return UNASKED if self.unasked else UNFIT if self.leaves_out or self.inexact or self.unworked else 1.0


class Doubting:
    """Tells what speaks against proposals for one question.

    Where something is to be worked out, a bare quotation is doubtful; where nothing says so, a calculation is, and so are one
    without a term that the question names, one that is left when what is asked for is taken away, what moved where it is asked how
    far something has come, and a figure that the question says it does not ask for.

    Args:
        question: The question.
        guard: Tells facts that answer from their neighbours.
        rests: Knows the rests of wholes that the question names.
    """

    def __init__(self, question: Question, guard: Guard, rests: Rests) -> None:
        text = question.text
        self._rests = rests
        self._question, self._guard, self._text, self._years = question, guard, text, set(question.years)
        self._silent = operation_of(text) is None and question.sounds("compute", "compare") < SOUNDS_AT_ALL
        self._without, self._left_out = leaves_years_out(text), years_left_out(text)
        self._how_far, self._which_year = asks_how_far(text), bool(_WHICH_YEAR.search(text))
        self._negated = bool(_NOT_REACHED.search(text))
        works = wants_working(question)
        self._works, self._printed = works or takes_away(text), bool(_AS_PRINTED.search(text)) and not works
        self._which_more = bool(_WHICH_MORE.search(text)) and not (_HOW_MUCH_MORE.search(text) or _TIMES.search(text))
        self._apart = bool(SETS_APART.search(text))
        self._side_by_side = bool(_AND_THE_OTHER.search(text)) and not self._apart
        self._compares = question.kind is QuestionKind.COMPARE and len(HOW_MANY.findall(question.asking or text)) > 1
        self._narrowed = bool(NARROWED.search(text))
        self._ordinary = bool(_ORDINARY.search(asking_clauses(question.asking or text)))

    def of(self, proposal: Proposal) -> Doubts:
        """Return what speaks against ``proposal``."""
        facts, computes = proposal.facts, proposal.computes
        aside = [self._guard.set_aside(self._question, fact) for fact in facts] if self._question.aside else []
        rest = all(fact.figure.unit == "%" for fact in facts) and (self._negated or self._turned(facts))  # is left of a hundred
        added = any(aside) and not self._only_taken_away(aside, proposal.work)
        named = self._names_rest(proposal)
        unasked = (computes and self._unasked_calculation(proposal)) or (added if computes else any(aside) or rest)
        moves = computes or any(fact.kind is FactKind.CHANGE for fact in facts)
        return Doubts(
            unasked or (moves and self._how_far) or spreads_otherwise(self._text, proposal.work),
            computes and not named and (self._guard.leaves_out(self._question, facts) or self._misses(proposal)),
            not computes and (self._inexact(facts) or (self._compares and len(facts) == 1)),
            self._works and not computes,
            sum(aside) / len(aside) if aside else 0.0,
        )

    @staticmethod
    def _only_taken_away(aside: Sequence[bool], work: str) -> bool:
        """Tell whether what is set aside is only taken from something: it is not added, nor is just one other thing taken from it."""
        if _OVER_OTHERS.search(work):
            return False
        return "-" in work and not (len(aside) == 2 and aside[0] and work == "a-b")

    def wants(self, proposal: Proposal) -> bool:
        """Tell whether a proposal works something out that the question asks to be worked out, or what is left of a whole by its name."""
        return proposal.computes and (wants_working(self._question) or self._names_rest(proposal))

    def _names_rest(self, proposal: Proposal) -> bool:
        """Tell whether a proposal works out a rest that the question names."""
        return self._rests.taken(proposal.facts, proposal.takes) in self._rests.named(self._question)

    def _misses(self, proposal: Proposal) -> bool:
        """Tell whether a calculation takes no rest where one is named, or sets figures apart where how they grew is to be set apart."""
        counted = {fact.indicator for fact in proposal.facts if fact.from_table}
        if any({rest.whole, rest.part} & counted for rest in self._rests.named(self._question)):
            return True
        stocks = len(counted) == 1 and all(fact.from_table for fact in proposal.facts)
        return (
            stocks
            and form_of(proposal.takes) == "difference"
            and bool(_GROWTHS_APART.search(self._text))
            and self._of_two(proposal)
        )

    @staticmethod
    def _of_two(proposal: Proposal) -> bool:
        """Tell whether the facts of a proposal are of more than one thing, and not of one over the years."""
        return len({(fact.levels, fact.place, fact.scope) for fact in proposal.facts}) > 1

    def _turned(self, facts: Sequence[Fact]) -> bool:
        """Tell whether the question asks for those above an age where ``facts`` are of those below it, or the other way."""
        asked, told = _aged(self._text), {each for fact in facts for each in _aged(fact.statement)}
        return bool(asked and told) and all((age, not younger) in told for age, younger in asked)

    def _of_those_told(self, facts: Sequence[Fact]) -> bool:
        """Tell whether the question asks for those on the side of an age that ``facts`` are of."""
        asked, told = _aged(self._text), {each for fact in facts for each in _aged(fact.statement)}
        return bool(asked) and asked <= told and not _NOT_OF_AGE.search(self._text)

    def _not_meant(self, proposal: Proposal) -> bool:
        """Tell whether a calculation is one that the question's own words speak against.

        The rest of a whole where private schools are left out or counted in; what an age leaves of a hundred where those of that
        very side are asked for; the sum of figures that the question states but for one; a share of a share that no word asks for.
        """
        facts, work = proposal.facts, proposal.work
        sort = operation_class(work)
        if self._rests.taken(facts, work) is not None:
            if _COUNTED_IN.search(self._text):
                return True
            if not self._names_rest(proposal):
                return leaves_out_private(self._text)
        if work == REST:
            return self._of_those_told(facts)
        if sort == "part" and len(facts) == 2 and all(fact.figure.unit == "%" for fact in facts):
            return not _MULTIPLIED.search(self._text)
        if sort == "sum" and not SUMMED.search(self._text):
            stated = {figure.value for figure in find_figures(self._text)}
            return sum(fact.figure.value in stated for fact in facts) == len(facts) - 1 > 1
        return False

    def _unasked_calculation(self, proposal: Proposal) -> bool:
        facts, years = proposal.facts, self._years
        known = {year for fact in facts for year in (*fact.years, fact.year, fact.base_year) if year is not None}
        if known & self._left_out and operation_class(proposal.work) == "sum":
            return True  # 剔除2018, 其余四年合计
        others = bool(known and years) and not known & years
        without = others and self._without  # 扣掉2016, 四年合计 is worked out over the years that are not named
        if others and not without:
            return True
        if self._not_meant(proposal) or (self._side_by_side and operation_class(proposal.work) == "difference"):
            return True
        different = len({fact.indicator for fact in facts}) > 1
        if different and operation_class(proposal.work) == "sum" and not _TOGETHER.search(self._text):
            return True
        if proposal.work == REST and self._turned(facts):
            return False
        if self._names_rest(proposal):
            return operation_class(proposal.work) == "difference" and nested(proposal.work) and not self._apart
        percents = form_of(proposal.work) == "difference%"  # 谁的增速高 sets two growths apart, and each uses a figure twice
        silent = self._silent or told_by(self._text, proposal.work) < 0
        if silent and not without and not any(fact.kind is FactKind.CHANGE and fact.base_year in years for fact in facts):
            return True
        return (
            self._printed
            or (self._which_more and bool(inner(proposal.work)) and not percents)
            or (operation_class(proposal.work) == "difference" and nested(proposal.work) and not percents and not self._apart)
            or (takes_a_level_away(proposal) and not self._narrowed)
            or (self._rests.taken(facts, proposal.work) is not None and not takes_a_level_away(proposal) and not self._narrowed)
            or any("界限" in fact.indicator for fact in facts)
        )

    def _inexact(self, facts: Sequence[Fact]) -> bool:
        """Tell whether facts are of no year where one is asked for, or 普高 is counted and they count none of 普通高中."""
        if self._which_year and all(fact.year is None for fact in facts):
            return True
        own = Level.SENIOR.value
        return self._ordinary and all(
            fact.figure.unit.startswith(("人", "万人", "名"))
            and "普通" not in fact.statement
            and (own in fact.levels or facts[1:])
            for fact in facts
        )
