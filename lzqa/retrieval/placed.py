"""Where the bank's questions lead, as arrays, and the best of many scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
BLOCK = 64
"""The best of so many scores stands for them while a bound for the best of all is looked for."""


def best_first(scores: Scores, count: int) -> NDArray[np.int64]:
    """Return the positions of the ``count`` best scores, best first; ties stand in their order."""
    if count < len(scores):
        chosen = np.flatnonzero(scores >= _bound(scores, count))
        if count < len(chosen):
            held = scores[chosen]
            chosen = chosen[held >= np.partition(held, len(held) - count)[len(held) - count]]
    else:
        chosen = np.arange(len(scores))
    return chosen[np.argsort(-scores[chosen], kind="stable")][:count]


def _bound(scores: Scores, count: int) -> float:
    """Return a score that at least ``count`` of ``scores`` reach."""
    blocks = len(scores) // BLOCK
    if blocks <= count:
        return float(np.partition(scores, len(scores) - count)[len(scores) - count])
    tops = scores[: blocks * BLOCK].reshape(BLOCK, blocks).max(axis=0)
    return float(np.partition(tops, blocks - count)[blocks - count])


class Placed:
    """The passages that each of the bank's questions leads to, or comes near.

    Args:
        places: For each question, the positions of its passages.
    """

    def __init__(self, places: Sequence[Sequence[int]]) -> None:
        self._counts = np.array([len(each) for each in places], np.int64)
        self._ends = np.cumsum(self._counts)
        self._flat = np.array([place for each in places for place in each], np.int64)

    def __getitem__(self, number: int) -> NDArray[np.int64]:
        end = self._ends[number]
        return self._flat[end - self._counts[number] : end]

    def of(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the passages of several questions, ``(places,)``, one question's after the other's, and whose each is.

        The second, ``(places,)`` too, holds positions in ``numbers``.
        """
        counts = self._counts[numbers]
        whose = np.repeat(np.arange(len(numbers)), counts)
        before = np.cumsum(counts)
        return self._flat[np.arange(len(whose)) + (self._ends[numbers] - before)[whose]], whose

    def greatest(self, numbers: NDArray[np.int64], values: Scores, size: int) -> Scores:
        """Return ``(size,)``: by passage, the greatest of the values of those questions that have it; 0 when none is greater.

        Args:
            numbers: Questions.
            values: The value of each; those beyond the last value count for nothing.
            size: Number of passages.
        """
        places, whose = self.of(numbers[: len(values)])
        found = np.zeros(size)
        np.maximum.at(found, places, values[whose])
        return found

    def second(self, numbers: NDArray[np.int64], values: Scores, size: int) -> Scores:
        """Return ``(size,)``: by passage, the second of the values, in their order, of those questions that have it, 0 at least.

        Args:
            numbers: Questions, that of the greatest value first.
            values: The value of each, falling.
            size: Number of passages.
        """
        places, whose = self.of(numbers)
        order = np.argsort(places, kind="stable")
        ordered = places[order]
        again = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        again = again[np.diff(again, prepend=-1) != 1]  # the second of each, not the third
        found = np.zeros(size)
        found[ordered[again]] = np.maximum(values[whose[order[again]]], 0.0)
        return found
