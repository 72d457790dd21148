"""A figure of the question held against a figure of the plan: is 800 enough, will it be 75%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lzqa.answer.arithmetic import HIGH_OR_LOW, in_ones, plain
from lzqa.answer.draft import Draft
from lzqa.answer.factmatch import FactMatcher
from lzqa.answer.neighbour import Guard
from lzqa.answer.operands import MEANT
from lzqa.answer.stating import Stater
from lzqa.facts import Fact, FactKind
from lzqa.figures import Figure, find_figures, year_spans
from lzqa.question import Question, QuestionKind

KINDS = frozenset({QuestionKind.YES_NO, QuestionKind.TOPIC, QuestionKind.MEASURE, QuestionKind.FIGURE})
_HOLDS_AGAINST = re.compile(
    r"吗|够|符合|达标|达到|能不能|可以|可不可|要不要|用不用|需不需|是不是|是否|对不对|对吗|算不算|合格|满足|有没有|没有|不$|不[?？]|得不得|用得着|必须|行不行|会不会|能否|超过|超了"
)
_SUPPOSED = re.compile(r"(?:规定|要求|标准|门槛|底线)(?:是不是|是|为|就是|只是|只要)\D{0,6}\d|只要(?:求)?\d|是不是(?:只要)?\d")
"""The question supposes that its figure is the required one, and does not ask whether it meets it."""
_ENOUGH = re.compile(r"够不够|够没够|够了?[吗没]|达不达标|达标[吗没]|达没达标")
"""Asks whether so much is enough, though it is added up first."""
_EXCEEDS = re.compile(r"超过|超了|超不超|破[^格旧]|突破|过(?:了)?(?:半|\d)|多于|不止")
_REACHES = re.compile(r"(?:能|会|可以|达|要|得)(?:不能|不会|否)?.{0,4}(?:到|达|超过|有)")
_SAME_KIND = ({"所", "间", "家"}, {"人", "名", "位"}, {"元", "块", "万元", "亿元"}, {"课时", "节"})
_PEOPLE_COUNTED = re.compile(r"(?<=\d)个(?=(?:[小中大初高]中?)?(?:学生|孩子|小孩|娃|人|老师|教师|幼儿|儿童|中生))")
"""个 counts people here: 1100个小学生."""
APART = 0.1
"""What a fact's score loses for each power of ten that it lies from the question's figure."""
_BY_NOW = re.compile(r"现在|目前|如今|已经?|眼下|今|20(?:16|19|20)|了没|没有?[?？]?$|达标|够")
FAR = 1.3
"""A figure that lies more powers of ten from the plan's is not held against it."""
_SPOKEN = frozenset({"个月", "学时", "课时", "小时"})
LEAST_SPOKEN = 10
"""A number in Chinese characters is a figure of the question's from here on, or of these units; 两 and 三 mostly count other things."""
NEAR_MEANT = 0.1
"""How far below MEANT a requirement may score that a figure is held against."""


def _comparable(asked: Figure, fact: Fact) -> bool:
    own = fact.figure.unit
    if fact.figure.high is not None:
        return False
    return not asked.unit or asked.unit == own or any({asked.unit, own} <= group for group in _SAME_KIND)


def _apart(asked: Figure, fact: Fact) -> float:
    """Return by how many powers of ten two figures differ, at most 3; 3 when one of them is not above zero."""
    a, b = asked.value, fact.figure.value
    return min(3.0, abs(float((a / b).log10()))) if a > 0 and b > 0 else 3.0


def relation(asked: Figure, fact: Fact) -> str:
    """Return 多于, 少于 or 等于: how the question's figure stands to the plan's."""
    a, b = in_ones(asked.value, asked.unit), in_ones(fact.figure.value, fact.figure.unit)
    return "等于" if a == b else "多于" if a > b else "少于"


def said_of(stands: str, unit: str) -> str:
    """Return how one figure stands to another as one says it of their unit: a share or an age is higher or lower, a count more or less."""
    return {"多于": "高于", "少于": "低于"}.get(stands, stands) if unit in HIGH_OR_LOW else stands


def compared(asked: Figure, fact: Fact) -> str:
    """Return how a figure stands to a fact's, in brackets: （800人少于1000人）."""
    stands = said_of(relation(asked, fact), asked.unit)
    return f"（{plain(asked.value)}{asked.unit}{stands}{plain(fact.figure.value)}{fact.figure.unit}）"


def suffices(fact: Fact, stands: str) -> bool:
    """Tell whether a figure that stands so to the fact's meets it as a requirement."""
    comparator = fact.figure.comparator
    if comparator == ">":
        return stands == "多于"
    if comparator in ("<", "<="):
        return stands == "少于" or (stands == "等于" and comparator == "<=")
    return stands != "少于"


def _is_the_target(question: Question, asked: Figure, fact: Fact) -> bool:
    """Tell whether the question names the target itself and asks whether it is reached by now: that is no comparison with it."""
    aims = fact.is_aim
    return aims and relation(asked, fact) == "等于" and bool(_BY_NOW.search(question.text))


class Threshold:
    """Holds the question's own figure against the plan's.

    Args:
        matcher: Matches questions to facts.
        stater: Writes a fact's line.
        guard: Tells facts that answer from their neighbours.
    """

    def __init__(self, matcher: FactMatcher, stater: Stater, guard: Guard) -> None:
        self._matcher = matcher
        self._guard = guard
        self._stater = stater

    def compose(self, question: Question) -> Draft | None:
        """Return a draft that says how the two figures stand to each other, or ``None`` when there is nothing to compare."""
        asked = self._asked(question)
        fact = self._fact(question, asked) if asked is not None else None
        if asked is None or fact is None or _is_the_target(question, asked, fact):
            return None
        return self._held(question, asked, fact)

    def held_against_first(self, question: Question, facts: Sequence[Fact]) -> Draft | None:
        """Return the draft that holds a figure of the question against the first of one sentence's ``facts``; ``None`` for others.

        Only where it is asked whether something is so.
        """
        asks = question.kind is QuestionKind.YES_NO and len({fact.passage for fact in facts}) == 1
        return self.held_against(question, facts[0]) if asks else None

    def held_against(self, question: Question, fact: Fact) -> Draft | None:
        """Return a draft that holds the question's own figure against ``fact``; ``None`` when it names none that can be."""
        asked = self._asked(question)
        if asked is None or fact.kind is FactKind.CHANGE or not _comparable(asked, fact):
            return None
        if _apart(asked, fact) > FAR or _is_the_target(question, asked, fact):
            return None
        return self._held(question, asked, fact)

    @staticmethod
    def _asked(question: Question) -> Figure | None:
        """Return the one figure that the question wants held against the plan's, ``None`` when it has none or several."""
        text = question.asking or question.text
        may = question.kind in KINDS or (question.kind is QuestionKind.COMPUTE and _ENOUGH.search(text))
        if not may or question.attributes or not _HOLDS_AGAINST.search(text):
            return None
        years = {str(year) for year, _ in year_spans(question.text)}
        found = [
            f
            for f in find_figures(_PEOPLE_COUNTED.sub("名", question.text))
            if plain(f.value) not in years
            and f.high is None
            and f.value != 1
            and (f.in_digits or f.value >= LEAST_SPOKEN or f.unit in _SPOKEN)
        ]
        return found[0] if len(found) == 1 else None

    def _held(self, question: Question, asked: Figure, fact: Fact) -> Draft:
        draft = Draft(question, 300)
        others = self._guard.of_other_levels(question.text, fact) if fact.kind is FactKind.REQUIREMENT else []
        for each in sorted((fact, *others), key=lambda each: each.span):
            self._hold(draft, asked, each)
        if not fact.from_table:
            self._stater.original(draft, fact)
        return draft

    def _hold(self, draft: Draft, asked: Figure, fact: Fact) -> None:
        """Add the line that says how a figure of the question's stands to a fact's."""
        text = draft.question.asking or draft.question.text
        stands = relation(asked, fact)
        if fact.kind is FactKind.REQUIREMENT and stands != "等于" and not _SUPPOSED.search(text):
            met = suffices(fact, stands)
            enough = ("够，" if met else "不够，") if "够" in text else ""
            lead = f"{enough}{'达到要求' if met else '没有达到要求'}"
        elif _EXCEEDS.search(text) and fact.kind is not FactKind.REQUIREMENT:
            lead = "超过" if stands == "少于" else "没有超过"
        elif _REACHES.search(text) and fact.is_aim:
            lead = "达不到" if stands == "多于" else "达到"
        else:
            lead = "是" if stands == "等于" else "不是"
        self._stater.state(draft, fact, bold=True, lead=f"**{lead}**{compared(asked, fact)}：")

    def _fact(self, question: Question, asked: Figure) -> Fact | None:
        terms = tuple(term for term in question.terms if not any(character.isdigit() for character in term.word))
        if not terms:
            return None
        matches = self._matcher.matches(replace(question, terms=terms, kind=QuestionKind.FIGURE))
        fitting = [match for match in matches if _comparable(asked, match.fact) and match.fact.kind is not FactKind.CHANGE]
        if not fitting:
            return None
        best = max(fitting, key=lambda match: round(match.score - APART * _apart(asked, match.fact), 6))
        least = MEANT - (NEAR_MEANT if best.fact.kind is FactKind.REQUIREMENT else 0.0)
        return best.fact if best.score >= least and not self._guard.differs(question, best.fact) else None
