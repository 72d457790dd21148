"""Fitting the abstention model: does the plan answer a question at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.abstain import BANK_FEATURES, Logistic
from lzqa.assistant import Assistant
from lzqa.learning.examples import FOLDS, Example

PENALTY = 0.03
"""Inverse strength of the ridge penalty."""
REFUSED_AT_MOST = 0.04
"""The threshold refuses at most this share of the answerable questions written without sight of the bank, out of fold."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Questions as rows to learn from.

    Args:
        features: ``(questions, features)``.
        answerable: ``(questions,)``, 1 where the plan answers.
        fold: ``(questions,)`` fold of each.
        blind: ``(questions,)`` whether written without sight of the bank.
        made: ``(questions,)`` whether nobody wrote it.
    """

    features: Matrix
    answerable: Matrix
    fold: NDArray[np.int64]
    blind: NDArray[np.bool_]
    made: NDArray[np.bool_]


def judged(assistant: Assistant, examples: Sequence[Example]) -> Judged:
    """Compute the features of every example."""
    rows = []
    for example in examples:
        values = assistant.look_up(example.question, example.without).features
        rows.append([values[name] for name in BANK_FEATURES])
    return Judged(
        np.array(rows),
        np.array([float(example.answerable) for example in examples]),
        np.array([example.fold for example in examples]),
        np.array([example.blind for example in examples]),
        np.array([example.made for example in examples]),
    )


def _fitted(data: Judged, chosen: NDArray[np.bool_]) -> tuple[Matrix, float]:
    """Return the weight of each feature and the constant of a ridge-penalised logistic regression."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    wanted = data.answerable[chosen]
    share = float(np.clip(wanted.mean(), 0.01, 0.99))
    scaler = StandardScaler().fit(data.features[chosen])
    model = LogisticRegression(C=PENALTY, max_iter=5000)
    model.fit(scaler.transform(data.features[chosen]), wanted, np.where(wanted == 1, 0.5 / share, 0.5 / (1 - share)))
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def _probabilities(features: Matrix, weights: Matrix, bias: float) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(features @ weights + bias, -30, 30))))


@dataclass(frozen=True)
class Fitted:
    """A fitted abstention model.

    Args:
        raw: The model as plain numbers, with its threshold.
        held_out: ``(questions,)`` probabilities, each from a model that saw no question of its fold.
        threshold: Below it an answer is withheld.
        by_fold: For each fold, the model that saw no question of it.
    """

    raw: dict[str, Any]
    held_out: Matrix
    threshold: float
    by_fold: tuple[Logistic, ...]


def fit(data: Judged) -> Fitted:
    """Fit the model and choose its threshold out of fold, on the questions written without sight of the bank.

    Only where there are none does it learn from the bank's own.
    """
    learned = data.blind if data.blind.any() else np.ones(len(data.blind), bool)
    held_out = np.zeros(len(data.answerable))
    without = []
    for fold in range(FOLDS):
        weights, bias = _fitted(data, learned & (data.fold != fold))
        own = data.fold == fold
        held_out[own] = _probabilities(data.features[own], weights, bias)
        without.append((weights, bias))
    written = learned & ~data.made & (data.answerable == 1)
    threshold = float(np.quantile(held_out[written], REFUSED_AT_MOST))
    weights, bias = _fitted(data, learned)
    raw = {
        "weights": {name: round(weight, 5) for name, weight in _named(weights).items()},
        "bias": round(bias, 5),
        "threshold": round(threshold, 4),
    }
    by_fold = tuple(Logistic(_named(weights), bias, threshold) for weights, bias in without)
    return Fitted(raw, held_out, threshold, by_fold)


def _named(weights: Matrix) -> dict[str, float]:
    return {name: float(weight) for name, weight in zip(BANK_FEATURES, weights, strict=True)}
