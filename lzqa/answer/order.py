"""The order in which figures are stated: the one that is asked for comes first."""

from __future__ import annotations

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
