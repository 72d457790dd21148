"""In what a question wants its figure: percent, percentage points, how many times, or what is counted; and what a proposal gives."""

from __future__ import annotations

import re
from functools import lru_cache

from lzqa.answer.expression import alike
from lzqa.answer.proposal import Proposal
from lzqa.answer.supposed import OWN_NUMBER
from lzqa.question import Question
from lzqa.question.background import asking_clauses

KEPT = 512
PERCENT, POINTS, TIMES, COUNT = "percent", "points", "times", "count"
_WANTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    (POINTS, re.compile(r"(?:几|多少)个?(?:百分)?点|百分点|差几点")),
    (TIMES, re.compile(r"(?:几|多少|[几多]少个?)倍|倍数|翻了?几|几番|[几多]倍")),
    (
        PERCENT,
        re.compile(
            r"百分(?:之|比|数|率)|几成|[占比]比|占(?:多大|几|多少)|比[例重]|增[幅速长]率?(?!(?:了|的)?(?:多少|几)[个所间台人名万])|涨幅|降幅|跌幅|几分之|%|份额"
        ),
    ),
    (
        COUNT,
        re.compile(
            r"(?:多少|几|几多|多多少|少多少)个?(?:所|间|家|个(?!点|百分)|名|位|人|台|张|栋|万|亿|元|块|钱|学位|床|学生|老师|教师|娃|孩子|小孩|幼儿|学时|课时|小时|平|项|次|年|月|镇|校|园)|多少钱|人数|金额|台数|所数|个数"
        ),
    ),
)
_YEARLY = re.compile(r".*/\d+")


@lru_cache(maxsize=KEPT)
def wanted(text: str) -> frozenset[str]:
    """Return in what the clauses of a normalised text that ask want their figures; nothing where they do not tell."""
    asking = asking_clauses(text)
    return frozenset(name for name, pattern in _WANTED if pattern.search(asking))


def given(proposal: Proposal, sort: str) -> str:
    """Return in what a proposal gives its figure; ``""`` where it has none or several sorts.

    Args:
        proposal: The proposal.
        sort: What sort of calculation it is.
    """
    if proposal.draft is not None and proposal.computes:
        return _of_unit(next(figure.unit for figure in proposal.draft.figures if figure.computed))
    facts = proposal.facts
    if not facts:
        return ""
    if not proposal.work:
        units = {_of_unit(fact.change_unit or fact.figure.unit) for fact in facts}
        return units.pop() if len(units) == 1 else ""
    if OWN_NUMBER.fullmatch(proposal.work):
        return COUNT
    if sort in ("share", "growth"):
        return PERCENT
    if sort == "ratio" and not _YEARLY.fullmatch(proposal.work):
        return TIMES if len(facts) > 1 and alike(facts[0], facts[-1]) else COUNT
    own = _of_unit(facts[0].figure.unit)
    return POINTS if own == PERCENT and sort in ("difference", "yearly") else own


def _of_unit(unit: str) -> str:
    return {"%": PERCENT, "个百分点": POINTS, "倍": TIMES}.get(unit, COUNT)


def fits(question: Question, proposal: Proposal, sort: str) -> float:
    """Return 1 where a proposal gives its figure in what ``question`` wants, -1 where in something else, 0 where that is not told."""
    asked = wanted(question.asking or question.text)
    own = given(proposal, sort)
    if not asked or not own:
        return 0.0
    if own in asked or (own == POINTS and PERCENT in asked) or (own == PERCENT and POINTS in asked):
        return 1.0
    return -1.0
