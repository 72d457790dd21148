"""Fitting the learned ranker: which of a question's most promising passages are its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.learning.examples import Example, positions
from lzqa.learning.learner import Learner
from lzqa.learning.trees import boosted, dump
from lzqa.retrieval.fusion import fuse
from lzqa.retrieval.hybrid import candidates, rows
from lzqa.retrieval.model import Signals
from lzqa.retrieval.ranker import Ranker

NAMES = tuple(Signals.__dataclass_fields__)
TREES, DEPTH, RATE, LEAF = 400, 4, 0.04, 25
BLIND_WEIGHT = 4.0
"""What a row of a question written without sight of the bank weighs beside one of the bank's own."""
SEED = 20211
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """A question's promising passages as rows to learn from.

    Args:
        example: The question.
        places: Positions of the passages.
        features: ``(places, features)``.
        wanted: ``(places,)``, 1 for evidence.
        fused: ``(passages,)`` what they would be ranked by without learning.
    """

    example: Example
    places: NDArray[np.int64]
    features: Matrix
    wanted: Matrix
    fused: Matrix


def ranked(
    assistant: Learner, examples: Sequence[Example], headings: Sequence[bool], weights: dict[str, float] | None = None
) -> list[Ranked]:
    """Compute the features of every example's promising passages, headings left out.

    Args:
        assistant: One with a bank.
        examples: Questions.
        headings: Whether each passage is a heading.
        weights: Fusion weights; the shipped ones when not given.
    """
    content = ~np.array(headings)
    found = []
    for example in examples:
        assistant.take(example.fold)
        match = assistant.compare(example.question, example.without)
        signals = assistant.retriever.signals(example.question, match, example.without)
        fused = fuse(signals, weights)
        places = candidates(fused, signals)
        places = places[content[places]]
        wanted = positions(example, len(fused))[places]
        found.append(Ranked(example, places, rows(signals, NAMES, places), wanted, fused))
    return found


def fit(data: Sequence[Ranked], seed: int = SEED) -> tuple[Any, Ranker]:
    """Fit boosted trees; return scikit-learn's model and the same as plain numbers."""
    parts = [(each.features, each.wanted, BLIND_WEIGHT if each.example.blind else 1.0) for each in data]
    model = boosted(
        parts,
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=LEAF,
        subsample=0.5,
        max_features=0.2,
        random_state=seed,
    )
    return model, Ranker.parse(dump(model, NAMES, DEPTH))


def quality(data: Sequence[Ranked], order: Sequence[Matrix]) -> dict[str, float]:
    """Return how often a passage in the first 1, 3, 5, 10 places is evidence, and the mean share of evidence in the first 3.

    Args:
        data: Questions.
        order: For each, what its places are ranked by.
    """
    hits = dict.fromkeys((1, 3, 5, 10), 0)
    recall, count = 0.0, 0
    for each, scores in zip(data, order, strict=True):
        if not each.example.evidence:
            continue
        count += 1
        best = [int(each.places[at]) for at in np.argsort(-scores, kind="stable")[:10]]
        for k in hits:
            hits[k] += bool(set(best[:k]) & each.example.evidence)
        recall += len(set(best[:3]) & each.example.evidence) / len(each.example.evidence)
    return {
        **{f"hit@{k}": round(value / max(count, 1), 4) for k, value in hits.items()},
        "recall@3": round(recall / max(count, 1), 4),
    }
