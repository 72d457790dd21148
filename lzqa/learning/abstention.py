"""Fitting the abstention model: does the plan answer a question at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.abstain import BANK_FEATURES
from lzqa.assistant import Assistant
from lzqa.learning.examples import FOLDS, Example
from lzqa.learning.ranking import dump

TREES, DEPTH, RATE, LEAF = 90, 3, 0.08, 20
BLIND_WEIGHT = 3.0
"""What a question written without sight of the bank weighs beside one of the bank's own."""
REFUSED_AT_MOST = 0.04
"""The threshold refuses at most this share of the answerable questions written without sight of the bank, out of fold."""
SEED = 20212
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Questions as rows to learn from.

    Args:
        features: ``(questions, features)``.
        answerable: ``(questions,)``, 1 where the plan answers.
        fold: ``(questions,)`` fold of each.
        blind: ``(questions,)`` whether written without sight of the bank.
    """

    features: Matrix
    answerable: Matrix
    fold: NDArray[np.int64]
    blind: NDArray[np.bool_]


def judged(assistant: Assistant, examples: Sequence[Example]) -> Judged:
    """Compute the features of every example."""
    rows = []
    for example in examples:
        *_, values = assistant.look_up(example.question, example.without)
        rows.append([values[name] for name in BANK_FEATURES])
    return Judged(
        np.array(rows),
        np.array([float(example.answerable) for example in examples]),
        np.array([example.fold for example in examples]),
        np.array([example.blind for example in examples]),
    )


def _fitted(data: Judged, chosen: NDArray[np.bool_], seed: int) -> Any:
    from sklearn.ensemble import GradientBoostingClassifier

    wanted = data.answerable[chosen]
    share = float(wanted.mean())
    weights = np.where(data.blind[chosen], BLIND_WEIGHT, 1.0) * np.where(wanted == 1, 0.5 / share, 0.5 / (1 - share))
    model = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=RATE, min_samples_leaf=LEAF, subsample=0.6, random_state=seed
    )
    return model.fit(data.features[chosen], wanted, sample_weight=weights)


@dataclass(frozen=True)
class Fitted:
    """A fitted abstention model.

    Args:
        raw: The model as plain numbers, with its threshold.
        held_out: ``(questions,)`` probabilities, each from a model that saw no question of its fold.
        threshold: Below it an answer is withheld.
    """

    raw: dict[str, Any]
    held_out: Matrix
    threshold: float


def fit(data: Judged, seed: int = SEED) -> Fitted:
    """Fit the model and choose its threshold out of fold, on the questions written without sight of the bank."""
    held_out = np.zeros(len(data.answerable))
    for fold in range(FOLDS):
        model = _fitted(data, data.fold != fold, seed)
        held_out[data.fold == fold] = model.predict_proba(data.features[data.fold == fold])[:, 1]
    reference = data.blind & (data.answerable == 1)
    threshold = float(np.quantile(held_out[reference if reference.any() else data.answerable == 1], REFUSED_AT_MOST))
    model = _fitted(data, np.ones(len(held_out), bool), seed)
    raw = {"threshold": round(threshold, 4), **dump(model, BANK_FEATURES, DEPTH)}
    return Fitted(raw, held_out, threshold)
