"""What the answers before a turn stand on: a follow-up mostly goes on where they stood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from lzqa.answer.model import Answer
from lzqa.retrieval.sections import section_of

Context = tuple[tuple[str, float], ...]
"""Ids of passages, each with what it weighs, 0..1."""
LOOKED_BACK = 3
"""So many answers before a turn are looked at,"""
CITED = 3
"""of each of them so many citations,"""
FURTHER = 0.7
"""of which those after the first weigh so much;"""
EARLIER = 0.6
"""and each answer weighs so much of the one after it."""
KEPT = 256


def states_again(answer: Answer, earlier: Iterable[Answer]) -> bool:
    """Tell whether an answer begins with a figure that one of the earlier ones began with."""
    lead = _lead(answer)
    return bool(lead) and any(lead == _lead(other) for other in earlier)


def goes_on(answer: Answer, earlier: Iterable[Answer]) -> bool:
    """Tell whether an answer begins in a section that one of the earlier ones cites."""
    cited = {section_of(citation.passage) for other in earlier for citation in other.citations}
    return bool(answer.citations) and section_of(answer.citations[0].passage) in cited


def _lead(answer: Answer) -> tuple[str, ...]:
    """Return the figure that an answer begins with and where it stands; nothing of one that abstains or states none."""
    if answer.abstained or not answer.figures:
        return ()
    figure = answer.figures[0]
    return answer.citations[figure.citation - 1].passage, figure.text


class Before:
    """The answers that a dialogue has had; the latest of them are kept.  Safe to share between threads.

    Args:
        ask: Answers the last of several turns.
    """

    def __init__(self, ask: Callable[[Sequence[str]], Answer]) -> None:
        self._ask = lru_cache(maxsize=KEPT)(ask)

    def answers(self, turns: Sequence[str]) -> Iterator[Answer]:
        """Yield the answers to the turns before the last of ``turns``, the latest first, as far as one looks back."""
        for end in range(len(turns) - 1, max(0, len(turns) - 1 - LOOKED_BACK), -1):
            yield self._ask(tuple(turns[:end]))

    def context(self, turns: Sequence[str]) -> Context:
        """Return the passages that the answers before the last of ``turns`` cite, the latest first; none of those that abstain."""
        found: dict[str, float] = {}
        weight = 1.0
        for answer in self.answers(turns):
            if answer.abstained or not answer.citations:
                continue
            for at, citation in enumerate(answer.citations[:CITED]):
                found.setdefault(citation.passage, weight * (FURTHER if at else 1.0))
            weight *= EARLIER
        return tuple(found.items())
