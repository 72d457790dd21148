"""How raw signals become one score: a weighted sum of signals brought to a common scale.

BM25 scores are divided by the best one of the question (a max-norm, Lee 1997, "Analyses of Multiple Evidence
Combination"), so that each lies in 0..1; the other signals do by definition.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

WEIGHTS_FILE = "fusion.json"


@lru_cache(maxsize=1)
def shipped_weights() -> dict[str, float]:
    """Return the weight of each signal; ``lzqa train`` fits them."""
    raw = json.loads((resources.files(__package__) / WEIGHTS_FILE).read_text(encoding="utf-8"))
    return {str(name): float(weight) for name, weight in raw.items()}


SCALED = ("bm25_text", "bm25_context", "bm25_everyday")
DECIMALS = 6
"""Scores are rounded to this before they are compared, so that arithmetic noise does not swap neighbours."""


def max_norm(values: Scores) -> Scores:
    """Return ``values`` divided by their maximum; all zero stays all zero."""
    top = values.max(initial=0.0)
    return values / top if top > 0 else np.zeros_like(values)


def fuse(signals: dict[str, Scores], weights: dict[str, float] | None = None) -> Scores:
    """Return the fused score of every passage.

    Args:
        signals: ``(passages,)`` arrays by name.
        weights: Weight by name; the shipped ones when not given.
    """
    weights = shipped_weights() if weights is None else weights
    total = np.zeros(next(iter(signals.values())).shape)
    for name, weight in weights.items():
        total += weight * (max_norm(signals[name]) if name in SCALED else signals[name])
    return np.round(total, DECIMALS)


def ranking(scores: Scores, eligible: NDArray[np.bool_], k: int) -> list[int]:
    """Return the positions of the ``k`` best eligible passages: by score, then by place in the text."""
    places = np.flatnonzero(eligible)
    return [int(at) for at in places[np.argsort(-scores[places], kind="stable")][: max(0, k)]]
