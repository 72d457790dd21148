"""Fitting the abstention model that holds without a question bank: a logistic regression whose weights keep their signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.abstain import FEATURES
from lzqa.assistant import Assistant
from lzqa.learning.examples import FOLDS, Example

REFUSED_AT_MOST = 0.05
"""The threshold refuses at most this share of the answerable questions, out of fold."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """A fitted abstention model.

    Args:
        raw: Its weights, constant and threshold.
        held_out: ``(questions,)`` probabilities, each from a model that saw no question of its fold.
        answerable: ``(questions,)``, 1 where the plan answers.
        threshold: Below it an answer is withheld.
    """

    raw: dict[str, Any]
    held_out: Matrix
    answerable: Matrix
    threshold: float


def regression(matrix: Matrix, target: Matrix, signs: Sequence[int]) -> Matrix:
    """Return weights and, last, constant of a ridge-penalised logistic regression.

    Args:
        matrix: ``(questions, features)``, standardised.
        target: ``(questions,)`` of 0 and 1.
        signs: Sign that each weight must have, where it is not 0.
    """
    from scipy.optimize import minimize

    def loss(parameters: Matrix) -> tuple[float, Matrix]:
        margin = matrix @ parameters[:-1] + parameters[-1]
        probability = 1 / (1 + np.exp(-margin))
        value = np.logaddexp(0, np.where(target == 1, -margin, margin)).sum() + (parameters[:-1] ** 2).sum() / 2
        return float(value), np.append(matrix.T @ (probability - target) + parameters[:-1], (probability - target).sum())

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in signs]
    start = np.zeros(matrix.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x)


def fit(assistant: Assistant, examples: Sequence[Example]) -> Fitted:
    """Fit the model and choose its threshold out of fold.

    Args:
        assistant: An assistant without a bank.
        examples: Questions.
    """
    rows = []
    for example in examples:
        values = assistant.look_up(example.question).features
        rows.append([values[name] for name in FEATURES])
    raw, target = np.array(rows), np.array([float(example.answerable) for example in examples])
    mean, spread = raw.mean(axis=0), np.where(raw.std(axis=0) > 0, raw.std(axis=0), 1.0)
    matrix = (raw - mean) / spread
    signs = tuple(FEATURES.values())
    fold = np.array([example.fold for example in examples])
    held_out = np.zeros(len(target))
    for number in range(FOLDS):
        fitted = regression(matrix[fold != number], target[fold != number], signs)
        held_out[fold == number] = 1 / (1 + np.exp(-(matrix[fold == number] @ fitted[:-1] + fitted[-1])))
    threshold = float(np.quantile(held_out[target == 1], REFUSED_AT_MOST))
    fitted = regression(matrix, target, signs)
    weights = fitted[:-1] / spread
    model = {
        "weights": {name: round(float(weight), 4) + 0.0 for name, weight in zip(FEATURES, weights, strict=True)},
        "bias": round(float(fitted[-1] - weights @ mean), 4),
        "threshold": round(threshold, 4),
    }
    return Fitted(model, held_out, target, threshold)
