"""Fitting the fusion weights: what passages are ranked by without a bank, and which of them the learned ranker looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lzqa.learning.examples import FOLDS, Example
from lzqa.retrieval import HybridRetriever
from lzqa.retrieval.fusion import DECIMALS
from lzqa.retrieval.hybrid import rows

FIXED = "bm25_text"
"""This weight stays 1; the others are relative to it."""
START = {
    FIXED: 1.0,
    "bm25_context": 0.1,
    "bm25_everyday": 0.8,
    "cosine": 1.0,
    "heading": 0.45,
    "coverage": 1.0,
    "together": 0.45,
    "year": 0.45,
    "figure": 0.45,
    "level": 0.45,
    "lead": -0.6,
}
"""Where the climb begins; the same for every fit, so that fitting twice gives the same."""
GRID = (0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3)
STEP = 0.001
"""A step is taken when it gains more than this."""
ROUNDS = 4
RANKS = 10
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """Questions with the signals of all passages that may be found.

    Args:
        columns: ``(questions, passages, signals)``, each signal on its common scale, in the order of :data:`START`.
        evidence: For each question the columns' passages that answer it; only of answerable questions.
        fold: ``(questions,)`` fold of each.
    """

    columns: Matrix
    evidence: tuple[NDArray[np.int64], ...]
    fold: NDArray[np.int64]


def scored(retriever: HybridRetriever, examples: Sequence[Example], headings: Sequence[bool]) -> Scored:
    """Compute the signals of every passage but headings for the answerable questions among ``examples``.

    Args:
        retriever: A retriever without a bank.
        examples: Questions.
        headings: Whether each passage is a heading.
    """
    places = np.flatnonzero(~np.array(headings))
    answerable = [example for example in examples if example.evidence]
    columns = [rows(retriever.signals(example.question), tuple(START), places) for example in answerable]
    evidence = tuple(np.searchsorted(places, sorted(example.evidence)) for example in answerable)
    return Scored(np.array(columns), evidence, np.array([example.fold for example in answerable]))


def ranks(columns: Matrix, evidence: Sequence[NDArray[np.int64]], weights: Matrix) -> NDArray[np.int64]:
    """Return ``(questions,)``, the place, from 1, of each question's first passage of evidence; ties stand in order."""
    scores = np.round(columns @ weights, DECIMALS)
    found = np.zeros(len(scores), np.int64)
    for at, held in enumerate(evidence):
        own = scores[at, held]
        first = held[own.argmax()]
        found[at] = 1 + (scores[at] > own.max()).sum() + (scores[at, :first] == own.max()).sum()
    return found


def reciprocal(places: NDArray[np.int64]) -> float:
    """Return the mean of 1/place within the first :data:`RANKS`, 0 for a later place."""
    return float(np.where(places <= RANKS, 1 / places, 0.0).mean())


def _climbed(data: Scored, chosen: NDArray[np.bool_]) -> Matrix:
    """Return weights that no single step of the grid betters by :data:`STEP`."""
    columns, evidence = data.columns[chosen], [held for held, kept in zip(data.evidence, chosen, strict=True) if kept]
    weights = np.array(list(START.values()))
    best = reciprocal(ranks(columns, evidence, weights))
    for _ in range(ROUNDS):
        before = best
        for at, (name, start) in enumerate(START.items()):
            if name == FIXED:
                continue
            for size in GRID:
                trial = weights.copy()
                trial[at] = -size if start < 0 else size
                reached = reciprocal(ranks(columns, evidence, trial))
                if reached > best + STEP:
                    weights, best = trial, reached
        if best - before < STEP:
            break
    return weights


@dataclass(frozen=True)
class Fitted:
    """Fitted weights.

    Args:
        weights: Weight by signal.
        by_fold: For each fold, the weights fitted without it.
        held_out: ``(questions,)`` place of the first passage of evidence by the weights that saw no question of its fold.
    """

    weights: dict[str, float]
    by_fold: tuple[dict[str, float], ...]
    held_out: NDArray[np.int64]


def fit(data: Scored) -> Fitted:
    """Climb one weight at a time, over all questions and over those outside of each fold."""
    held_out = np.zeros(len(data.fold), np.int64)
    by_fold = []
    for fold in range(FOLDS):
        inside = data.fold == fold
        weights = _climbed(data, ~inside)
        by_fold.append(_named(weights))
        held = [evidence for evidence, kept in zip(data.evidence, inside, strict=True) if kept]
        held_out[inside] = ranks(data.columns[inside], held, weights)
    return Fitted(_named(_climbed(data, np.ones(len(data.fold), bool))), tuple(by_fold), held_out)


def _named(weights: Matrix) -> dict[str, float]:
    return dict(zip(START, (float(weight) for weight in weights), strict=True))
