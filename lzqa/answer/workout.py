"""What a proposal works out, worked out: once, or at both ends of a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lzqa.answer.arithmetic import Sum
from lzqa.answer.expression import sides_of, worked
from lzqa.answer.operations import AGREES, Operation, operation_of
from lzqa.answer.supposed import share_of_those, taken
from lzqa.facts import Fact

_LEAST = re.compile(r"最[少小低]|至少|起码|下限|低限|少说|保底")
_MOST = re.compile(r"最[多大高]|至多|顶多|上限|高限|封顶")


def workings(text: str, work: str, facts: Sequence[Fact]) -> tuple[Sum, ...]:
    """Return what an expression over facts comes to, and what of it is worked out itself; nothing where it answers nothing.

    What comes to nothing proves that figures agree, and answers nothing else.  A range (10-20名) is worked out at the end that is
    asked for, at both where none is.

    Args:
        text: The normalised question; a number that it supposes may be a term.
        work: The expression.
        facts: The facts, in the order of its letters.
    """
    ends = (
        [_at_end(facts, high=False), _at_end(facts, high=True)]
        if any(fact.figure.high is not None for fact in facts)
        else [facts]
    )
    if len(ends) > 1 and bool(_LEAST.search(text)) != bool(_MOST.search(text)):
        ends = ends[:1] if _LEAST.search(text) else ends[1:]
    left = operation_of(text) in (Operation.LEFT, None)
    found = [taken(text, work, end) or worked(work, end, left=left) for end in ends]
    sums = [replace(each, terms=_as_they_are(each.terms, facts)) for each in found if each is not None]
    if not sums or len(sums) < len(found) or (_comes_to_nothing(sums[0], facts) and not AGREES.search(text)):
        return ()
    sides = [side for part in sides_of(work) if len(ends) == 1 and (side := worked(part, facts)) is not None]
    return (*sums, *sides)


def of_those_taken(text: str, facts: Sequence[Fact], facts_of: Callable[[str], Sequence[Fact]]) -> tuple[Sum, ...]:
    """Return the share of a share of a number that a question supposes, and that other share; nothing where it asks for none.

    Args:
        text: The normalised question.
        facts: The facts proposed: the share of those that another share gives, alone or with that.
        facts_of: Gives the facts of a passage.
    """
    if len(facts) > 2:
        return ()
    found = (share_of_those(text, fact, facts_of(fact.passage)) for fact in facts)
    meant = next((each for each in found if each and set(facts) <= set(each[0][0])), ())
    sums = tuple(made for own, work in meant for made in workings(text, work, own))
    return sums if len(facts) == 1 else sums[::-1]


def _comes_to_nothing(found: Sum, facts: Sequence[Fact]) -> bool:
    """Tell whether a calculation comes to nothing, and not for what stayed as it was from one year to another."""
    same = len(facts) == 2 and facts[0].indicator == facts[1].indicator and facts[0].year == facts[1].year
    return not found.result and (len(facts) > 2 or same)


def _at_end(facts: Sequence[Fact], *, high: bool) -> tuple[Fact, ...]:
    """Return the facts with the one end of each range for its figure."""
    return tuple(
        fact
        if fact.figure.high is None
        else replace(fact, figure=replace(fact.figure, value=fact.figure.high if high else fact.figure.value, high=None))
        for fact in facts
    )


def _as_they_are(terms: Sequence[Fact], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return terms, which may stand for one end of their range only, as the facts that they are."""
    by_id = {fact.id: fact for fact in facts}
    return tuple(by_id.get(term.id, term) for term in terms)
