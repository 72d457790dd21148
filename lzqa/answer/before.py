"""What the answers before a turn stand on: a follow-up mostly goes on where they stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from lzqa.answer.model import Answer

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
