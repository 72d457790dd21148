"""The order in which figures are stated: the one that is asked for comes first."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from lzqa.answer.expression import alike
from lzqa.answer.operations import SUPERLATIVE
from lzqa.answer.slots import asked_years
from lzqa.facts import Fact
from lzqa.figures import find_figures
from lzqa.question import Question
from lzqa.question.background import asking_clauses

NAMED_LESS = 1
"""A name of which the part that asks holds a run shorter by more than so many code points is not the one asked for."""


_EACH = re.compile(r"(?:各自?|分别)(?:又|是|有|为|要|报)*(?:多少|几)")
_HOW_MANY = re.compile(r"多少|(?<![十好])几(?:个|名|所|人|位|间|台|成|多|万|张|项|家)")
_WORKING = re.compile(
    r"差|合[计共起]|合在一|[一总]共|共[有计]|加(?:起来|在一起|总|一块|埋)|相[加减]|之[和差]|总[和数计]|比|[多少]了|[增减占倍剩余变净扣除刨升降涨跌÷]|均|还有|提高|拢|凑|算|缺口"
)
_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
BOTH = 2
"""So many figures are asked for by as many words that ask how many."""


def asks_for_each(text: str) -> bool:
    """Tell whether a normalised question asks for several figures one by one, and for nothing to be worked out of them."""
    clauses = [clause for clause in _CLAUSE.findall(text) if _HOW_MANY.search(clause) or _EACH.search(clause)]
    several = any(_EACH.search(clause) for clause in clauses) or len(_HOW_MANY.findall(text)) >= BOTH
    return several and not any(_WORKING.search(clause) for clause in clauses)


def in_asked_order(question: Question, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return the facts with the one first that is asked for: the most or the least; else what the question does not state itself.

    Of one thing's figures of several years, those of the years in the part that asks come first; of things named alike, the one
    of whose name that part holds clearly more.
    """
    match = SUPERLATIVE.search(question.text)
    if match is not None and all(alike(facts[0], fact) for fact in facts):
        least = match.group() in ("最少", "最小", "最低", "最慢", "最短")
        return tuple(sorted(facts, key=lambda fact: fact.figure.value if least else -fact.figure.value))
    stated = {figure.value for figure in find_figures(question.text)}
    years = asked_years(question.text, question.years) or {fact.year for fact in facts}
    clause = asking_clauses(question.asking or question.text)
    named = {fact: longest_shared(fact.indicator, clause) for fact in facts}
    most = max(named.values())
    return tuple(
        sorted(facts, key=lambda fact: (fact.figure.value in stated, fact.year not in years, named[fact] < most - NAMED_LESS))
    )


def longest_shared(name: str, clause: str) -> int:
    """Return the length, in code points, of the longest run of a name that stands in a clause."""
    matched = SequenceMatcher(None, name, clause, autojunk=False).find_longest_match()
    return matched.size
