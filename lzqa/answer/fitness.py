"""What a proposal counts beside others: whether it does what the wording asks, to work something out or to state a figure."""

from __future__ import annotations

import re
from typing import NamedTuple

from lzqa.answer.neighbour import Guard
from lzqa.answer.operations import (
    asks_how_far,
    leaves_out_private,
    leaves_years_out,
    operation_of,
    spreads_otherwise,
    to_be_worked_out,
    told_by,
)
from lzqa.answer.proposal import HOW_MANY, Proposal, without_public
from lzqa.facts import FactKind
from lzqa.question import Level, Question, QuestionKind
from lzqa.question.background import asking_clauses
from lzqa.retrieval.hybrid import WANTS_FIGURE

UNFIT, UNASKED = 0.6, 0.3
"""What a proposal counts that works out nothing though it should, and one that works out or tells a change that nobody asked."""
SOUNDS_AT_ALL, SOUNDS = 0.2, 0.45
"""With less than the first probability the wording says nothing of working anything out, from the second on it asks for it."""


ASKING = WANTS_FIGURE | {QuestionKind.YES_NO}
FIGURE_WORDS = re.compile(r"率|比例|占比|成|数|额|目标|现状|指标|面积|经费|资金|学位|床位|学时|课时|年龄|门槛|规模|[几多]|\d")
"""A bare keyword asks for a figure only when one of these is in it."""

_NOT_REACHED = re.compile(
    r"(?<!有)(?:没|未|不)(?:有?达|到|是|属|能|在|接|通|上|合|规|完)[^,，。;；]{0,10}?(?:的)? ?(?:还)?(?:占|有|剩)(?:全部|总数|了)?(?:百分之|几成|多少)"
)
"""What has not come so far: its share is what is left of a hundred."""
_WHICH_YEAR = re.compile(r"哪一?年|边一?年")
_ORDINARY = re.compile(r"普高|普通高中")
_AS_PRINTED = re.compile(
    r"[栏格][^,。;]{0,6}(?:写|印|登|填|标|数)|(?:表[上里中内]|原表|情况表|目标表)[^,。;]{0,8}(?:写|印|登|填|标|列|有|栏)|照抄|就抄|抄[给下]|登记为"
)
"""Asks for what stands in a table, not for what may be worked out from it."""
_TAKEN = re.compile(r"\(([a-z])-([a-z])\)")
NARROWED = re.compile(r"普高|普通|[扣刨剔除减]|去掉|不[算含计]|比|差|拉开|缩|相较|哪个|谁|追|鸿沟|缺口|近了|普职|[和与跟同、]")
"""Words that name what is left of a level without another, or set two levels apart."""


def asks_for_a_figure(question: Question) -> bool:
    """Tell whether a question may ask for a figure, by its kind or a word of it."""
    asking = question.asking or question.text
    return bool(question.kind in ASKING or HOW_MANY.search(asking) or FIGURE_WORDS.search(asking))


def wants_working(question: Question) -> bool:
    """Tell whether the wording asks for something to be worked out rather than for a figure that stands there."""
    worked_out = question.sounds("compute") >= SOUNDS or to_be_worked_out(question.text)
    return worked_out and not asks_how_far(question.text)


def takes_a_level_away(proposal: Proposal) -> bool:
    """Tell whether a proposal takes one school level's figure from another's of the same year: 普高 as 高中 without 中职."""
    taken = _TAKEN.search(proposal.work)
    if taken is None:
        return False
    whole, part = (proposal.facts[ord(letter) - ord("a")] for letter in taken.groups())
    return whole.year == part.year and whole.levels != part.levels


def _whole_for_part(question: Question, proposal: Proposal) -> bool:
    """Tell whether 普高 is counted and a proposal states counts none of which is of 普通高中."""
    asked = bool(_ORDINARY.search(asking_clauses(question.asking or question.text)))
    own = Level.SENIOR.value
    return asked and all(
        fact.figure.unit.startswith(("人", "万人", "名"))
        and "普通" not in fact.statement
        and (own in fact.levels or proposal.facts[1:])
        for fact in proposal.facts
    )


class Doubts(NamedTuple):
    """What speaks against a proposal, by the words of the question.

    Args:
        unasked: It works something out, or tells what moved, though that is not asked for, or is of what is not asked for.
        leaves_out: It works something out without a term that the question names.
        inexact: It is of no year where a year is asked for, of all where a part is, or spread over other spans.
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
        """What the proposal counts beside others, 0..1."""
        return UNASKED if self.unasked else UNFIT if self.leaves_out or self.inexact or self.unworked else 1.0


def doubts(question: Question, proposal: Proposal, guard: Guard) -> Doubts:
    """Return what speaks against ``proposal``.

    Where something is to be worked out, a bare quotation is doubtful; where nothing says so, a calculation is, and so are one
    without a term that the question names, one that is left when what is asked for is taken away, what moved where it is asked how
    far something has come, and a figure that the question says it does not ask for.
    """
    text, years = question.text, set(question.years)
    silent = operation_of(text) is None and question.sounds("compute", "compare") < SOUNDS_AT_ALL
    silent = silent or told_by(text, proposal.work) < 0
    known = {year for fact in proposal.facts for year in (*fact.years, fact.year, fact.base_year) if year is not None}
    counted_back = any(fact.kind is FactKind.CHANGE and fact.base_year in years for fact in proposal.facts)
    others = bool(known and years) and not known & years
    without = others and leaves_years_out(text)  # 扣掉2016, 四年合计 is worked out over the years that are not named
    astray = proposal.computes and others and not without
    moves = proposal.computes or FactKind.CHANGE in {fact.kind for fact in proposal.facts}
    unasked = proposal.computes and silent and not (counted_back or without)
    narrowed = takes_a_level_away(proposal) and not NARROWED.search(text)
    opposite = without_public(proposal.facts, proposal.work) and leaves_out_private(text)
    bounds = proposal.computes and any("界限" in fact.indicator for fact in proposal.facts)
    negated = not proposal.computes and bool(_NOT_REACHED.search(text))
    negated = negated and all(fact.figure.unit == "%" for fact in proposal.facts)
    printed = proposal.computes and bool(_AS_PRINTED.search(text)) and not wants_working(question)
    aside = [guard.set_aside(question, fact) for fact in proposal.facts]
    inexact = not proposal.computes and (
        bool(_WHICH_YEAR.search(text) and all(fact.year is None for fact in proposal.facts))
        or _whole_for_part(question, proposal)
    )
    unasked = unasked or astray or narrowed or opposite or bounds or negated or printed or (moves and asks_how_far(text))
    return Doubts(
        unasked or (not proposal.computes and any(aside)),
        proposal.computes and guard.leaves_out(question, proposal.facts),
        inexact or spreads_otherwise(text, proposal.work),
        wants_working(question) and not proposal.computes,
        sum(aside) / len(aside) if aside else 0.0,
    )
