"""What a proposal works out, worked out: once, or at both ends of a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lzqa.answer.arithmetic import Sum
from lzqa.answer.expression import sides_of, worked
from lzqa.answer.operations import AGREES, Operation, operation_of
from lzqa.answer.supposed import taken
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
