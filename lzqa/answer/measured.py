"""A figure that the question tells of somebody, held against several of the plan's: 某职校双师型65%，对两处指标各达标否.

One figure of the plan is held against by :mod:`lzqa.answer.threshold`; here those of two years, or of two places of the plan that
disagree, or one of which it is asked how far the own figure is from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lzqa.answer.arithmetic import APART, Sum, finished, in_ones, plain, points, rounded, scale_of
from lzqa.answer.draft import Draft
from lzqa.answer.factchoice import FactChooser
from lzqa.answer.factlines import LIMIT, LONG_LIMIT, FactLines
from lzqa.answer.neighbour import Guard
from lzqa.answer.ownnumber import COUNTS, WHOLE_AND_PART, own_figures
from lzqa.answer.stating import Stater
from lzqa.answer.threshold import compared, relation, said_of, suffices
from lzqa.facts import Fact, FactKind
from lzqa.figures import Figure
from lzqa.question import Question, QuestionKind
from lzqa.retrieval.model import Hit
from lzqa.spans import Span

_SOMEBODY = re.compile(
    r"(?:某|本|隔壁|邻|邻近|兄弟|外|别的?|友好|我们?|咱们?|俺们?|你们)(?:这|那)?(?:个|所|间|家)?(?:县|区|市|镇|乡|校|学校|园|幼儿园|中学|小学|职校|中职|单位|班|里|这|$|那|片|初中|小学|高中|部|职业)|全[镇乡村校园]|[本该]"
    r"|[a-zA-Z甲乙丙](?:县|市|校|园|镇)|(?:假|比)如|如果|要是"
)
"""Of whom the question tells a figure of its own."""
_HELD = re.compile(
    r"(?:跟|与|同|和|比|较|对照?|离|距).{1,20}?(?:[高低多少]|年轻|差|达标|合格|够|超|过)|达标|合格|够不够|够没够|过没过|达没达|超没超|(?:过|达|符合|满足)了?哪|没[过达]|符不符合|是否(?:达|符|超|过|满足)"
)
_HOW_FAR = re.compile(
    r"差(?:了|着|开|咗)?(?:多少|几)|(?:高|低|多|少|超|欠|缺)(?:出|了|过)?(?:多少|几|多[大高])|差距|差额|相差|(?:多少|几)个?(?:百分)?点"
)
_EVERY_PLACE = re.compile(r"[两二几各]处|两[个条道项]|各|分别|都")
_LACKS = re.compile(r"还(?:要|得|差|缺|需)[^,，。;；]{0,8}(?:多少|几)")
"""Asks how many more it takes, which is worked out from the two numbers and the share."""
_SAME = (frozenset({"所", "间", "家"}), frozenset({"人", "名", "位", "个"}))
MOST = 3
LIKELY = 0.2
"""The model of facts must give a fact this probability."""


def holds_its_own(text: str) -> bool:
    """Tell whether a normalised text tells a figure of somebody's and asks how it stands to something."""
    return bool(_SOMEBODY.search(text) and _HELD.search(text) and own_figures(text))


class Measurer:
    """Holds a figure of the question's own against figures of the plan.

    Args:
        chooser: Tells how likely each fact answers.
        guard: Tells facts that answer from their neighbours.
        stater: Writes a fact's line.
        lines: Writes the line of a calculation, and knows what contradicts a fact.
    """

    def __init__(self, chooser: FactChooser, guard: Guard, stater: Stater, lines: FactLines) -> None:
        self._chooser, self._guard, self._stater, self._lines = chooser, guard, stater, lines

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft | None:
        """Return a draft that says how the question's own figure stands to each of the plan's; ``None`` where it asks for no such thing."""
        text = question.text
        if question.attributes or not holds_its_own(text):
            return None
        told, how_far = own_figures(text), _HOW_FAR.search(text) is not None
        counts = [figure.value for figure in told if figure.unit in COUNTS]
        if len(counts) == len(told) == WHOLE_AND_PART and max(counts) > min(counts) > 0:
            return self._share(question, hits, min(counts), max(counts))
        if len(told) != 1:
            return None
        asked = told[0]
        facts = self._held_against(question, hits, asked)
        if not facts or (len(facts) == 1 and not how_far) or any(_same(asked, fact) for fact in facts):
            return None
        draft = Draft(question, LIMIT if len(facts) == 1 else LONG_LIMIT)
        if len(facts) == 1:  # how far it is is what is asked
            self._lines.add_working(draft, distance(asked, facts[0]))
        for fact in facts:
            self._hold(draft, asked, fact)
        for fact in facts if how_far and len(facts) > 1 else ():
            self._lines.add_working(draft, distance(asked, fact))
        return draft

    def _share(self, question: Question, hits: Sequence[Hit], part: Decimal, whole: Decimal) -> Draft | None:
        """Return a draft that holds the share which one number of the question's is of another against the plan's; ``None`` if there is none."""
        share = Figure("", Span(0, 0), rounded(part / whole * 100), "%", "=", None, "")
        facts = self._held_against(question, hits, share)
        if not facts or _LACKS.search(question.text):
            return None
        draft = Draft(question, LIMIT if len(facts) == 1 else LONG_LIMIT)
        self._lines.own_share(draft, part, whole, facts[0])
        for fact in facts:
            self._hold(draft, share, fact)
        return draft

    def _hold(self, draft: Draft, asked: Figure, fact: Fact) -> None:
        """Add the line that says how a figure stands to a fact's."""
        stands = relation(asked, fact)
        self._stater.state(draft, fact, bold=True, lead=f"**{_verdict(fact, stands)}**{compared(asked, fact)}：")

    def _held_against(self, question: Question, hits: Sequence[Hit], asked: Figure) -> tuple[Fact, ...]:
        """Return the facts, one for each year that is asked for, or those of one thing that contradict each other."""
        chosen = [
            candidate.fact
            for likely, candidate in self._chooser.choose(replace(question, kind=QuestionKind.FIGURE), hits)
            if likely >= LIKELY and _comparable(asked, candidate.fact) and not self._guard.differs(question, candidate.fact)
        ]
        of_years = [
            next((fact for fact in chosen if year is None or year in fact.years), None) for year in question.years or (None,)
        ]
        found = [fact for fact in of_years if fact is not None]
        if not found or len(found) < len(of_years):
            return ()
        conflict = self._lines.conflict_of(found[0]) if len(found) == 1 and _EVERY_PLACE.search(question.text) else None
        if conflict is not None and conflict.reason != "sum":
            found = list({fact.figure.value: fact for fact in reversed(conflict.facts)}.values())
        return tuple(dict.fromkeys(found))[:MOST]


def _comparable(asked: Figure, fact: Fact) -> bool:
    if fact.kind is FactKind.CHANGE or fact.figure.high is not None:
        return False
    one, other = asked.unit, fact.figure.unit
    return one.removeprefix(scale_of(one)) == other.removeprefix(scale_of(other)) or any({one, other} <= same for same in _SAME)


def _same(asked: Figure, fact: Fact) -> bool:
    """Tell whether the question tells the plan's own figure: then it is known, and nobody's beside it."""
    return in_ones(asked.value, asked.unit) == in_ones(fact.figure.value, fact.figure.unit)


def _verdict(fact: Fact, stands: str) -> str:
    if fact.is_aim or fact.kind is FactKind.REQUIREMENT:
        return "达到" if suffices(fact, stands) else "没有达到"
    return said_of(stands, "%")


def distance(asked: Figure, fact: Fact) -> Sum:
    """Return how far a figure of the question's own is from a fact's, the greater first, in the fact's unit."""
    own, value, unit = in_ones(asked.value, asked.unit), fact.figure.value, fact.figure.unit
    own = own / in_ones(type(own)(1), unit)
    high, low = max(own, value), min(own, value)
    return finished((fact,), f"{plain(high)}－{plain(low)}", high - low, points(unit), APART)
