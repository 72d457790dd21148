"""The statistics of the suite, each a named function with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
SEED = 20_251_231


def bootstrap_interval(values: Sequence[float], *, share: float = 0.95) -> tuple[float, float]:
    """Return the percentile bootstrap interval of the mean (Efron 1979, "Bootstrap Methods: Another Look at the Jackknife").

    Args:
        values: At least one value.
        share: Coverage of the interval.

    Returns:
        Low and high end; the same on every machine, since the resampling is seeded.
    """
    data = np.asarray(values, dtype=float)
    generator = np.random.default_rng(SEED)
    picks = generator.integers(0, len(data), size=(RESAMPLES, len(data)))
    means = data[picks].mean(axis=1)
    tail = (1 - share) / 2
    return float(np.quantile(means, tail)), float(np.quantile(means, 1 - tail))


def mcnemar_exact(wins: int, losses: int) -> float:
    """Return the two-sided exact p-value of McNemar's test (McNemar 1947) on the questions where two systems differ."""
    total = wins + losses
    if total == 0:
        return 1.0
    smaller = min(wins, losses)
    tail: float = sum(math.comb(total, k) for k in range(smaller + 1)) / 2**total
    return min(1.0, 2 * tail)


@dataclass(frozen=True)
class Bin:
    """One bin of a calibration curve.

    Args:
        low: Confidence from here.
        high: To here.
        count: Answers in it.
        confidence: Their mean confidence.
        accuracy: Share of them that are right.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def calibration(confidence: Sequence[float], correct: Sequence[bool], *, bins: int = 10) -> tuple[Bin, ...]:
    """Return the reliability curve over equal-width bins; empty bins are left out."""
    values, truth = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
    at = np.minimum((values * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        held = at == number
        if held.any():
            found.append(
                Bin(number / bins, (number + 1) / bins, int(held.sum()), float(values[held].mean()), float(truth[held].mean()))
            )
    return tuple(found)


def expected_calibration_error(curve: Sequence[Bin]) -> float:
    """Return the mean gap between confidence and accuracy, weighted by bin (Naeini et al. 2015)."""
    total = sum(part.count for part in curve)
    return sum(part.count * abs(part.confidence - part.accuracy) for part in curve) / total if total else 0.0


def risk_coverage(confidence: Sequence[float], correct: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """Return ``(coverage, risk)`` when only the most confident answers are given (El-Yaniv and Wiener 2010).

    Ties in confidence enter together.
    """
    order = sorted(range(len(confidence)), key=lambda index: -confidence[index])
    points: list[tuple[float, float]] = []
    wrong = 0
    for rank, index in enumerate(order, start=1):
        wrong += not correct[index]
        last = rank == len(order) or confidence[order[rank]] != confidence[index]
        if last:
            points.append((rank / len(order), wrong / rank))
    return tuple(points)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value at ``share`` of ``values`` by linear interpolation; 0 for none."""
    data: NDArray[np.float64] = np.asarray(values, dtype=float)
    return float(np.quantile(data, share)) if len(data) else 0.0
