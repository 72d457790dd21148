"""Fitting the models of wordings: what a question asks for, the plan's silence included, and what it wants worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.expression import form_of
from lzqa.bank import BankEntry
from lzqa.normalise import normalise
from lzqa.question.wording import BUCKETS, Head, Wording, runs, weighed

PENALTY, ROUNDS = 3e-6, 15
"""Strength of the ridge penalty, and how often the questions are gone through."""
SEED = 20215
RAREST = 3
"""A run that stands in fewer questions is not learned from."""


@dataclass(frozen=True)
class Counted:
    """Questions as hashed runs of characters.

    Args:
        runs: Of each question.
        kinds: What each asks for.
        operations: What form of calculation each wants, ``""`` for none.
    """

    runs: tuple[Counter[int], ...]
    kinds: tuple[str, ...]
    operations: tuple[str, ...]


def counted(entries: Sequence[BankEntry]) -> Counted:
    """Return the bank's questions, normalised, as runs of characters."""
    return Counted(
        tuple(runs(normalise(entry.text)) for entry in entries),
        tuple(entry.kind for entry in entries),
        tuple(form_of(entry.work) for entry in entries),
    )


@dataclass(frozen=True)
class Fitted:
    """Fitted models.

    Args:
        whole: Learned from all questions.
        by_fold: For each fold, the one that saw no question of its lines.
    """

    whole: Wording
    by_fold: tuple[Wording, ...]


def fit_all(entries: Sequence[BankEntry], folds: Sequence[int]) -> Fitted:
    """Fit the models to all questions, and once for each fold without it.

    Args:
        entries: The bank's questions.
        folds: The fold of each.
    """
    data = counted(entries)

    def without(fold: int) -> Counted:
        kept = [at for at, own in enumerate(folds) if own != fold]
        return Counted(
            tuple(data.runs[at] for at in kept),
            tuple(data.kinds[at] for at in kept),
            tuple(data.operations[at] for at in kept),
        )

    return Fitted(fit(data), tuple(fit(without(fold)) for fold in sorted(set(folds))))


def arrays(model: Wording) -> dict[str, NDArray[Any]]:
    """Return a model as the arrays that :func:`lzqa.question.wording.load_wording` reads."""
    found: dict[str, NDArray[Any]] = {"rarity": model.rarity.astype(np.float16)}
    for name, head in (("kind", model.kind), ("operation", model.operation)):
        found |= {
            f"{name}_names": np.array(head.names),
            f"{name}_weights": head.weights,
            f"{name}_scales": head.scales,
            f"{name}_bias": head.bias,
        }
    return found


def _rarity(data: Counted) -> NDArray[np.float32]:
    held = np.zeros(BUCKETS)
    for each in data.runs:
        held[list(each)] += 1
    weights = np.log((1 + len(data.runs)) / (1 + held)) + 1
    return np.asarray(np.where(held < RAREST, 0.0, weights), dtype=np.float32)


def fit(data: Counted) -> Wording:
    """Fit the models by averaged stochastic gradient descent; the same questions give the same models."""
    from scipy.sparse import csr_matrix

    rarity = _rarity(data)
    rows = [weighed(each, rarity) for each in data.runs]
    ends = np.concatenate([[0], np.cumsum([len(places) for places, _ in rows])])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    matrix = csr_matrix((values, places, ends), shape=(len(rows), BUCKETS))
    working = np.flatnonzero([bool(each) for each in data.operations])
    return Wording(rarity, _head(matrix, data.kinds), _head(matrix[working], [data.operations[at] for at in working]))


def _head(matrix: Any, names: Sequence[str]) -> Head:
    from sklearn.linear_model import SGDClassifier

    known = sorted(set(names))
    if len(known) < 2:
        nothing = np.zeros((len(known), BUCKETS), np.int8)
        return Head(tuple(known), nothing, np.ones(len(known), np.float32), np.zeros(len(known), np.float32))
    model = SGDClassifier(
        loss="log_loss", alpha=PENALTY, max_iter=ROUNDS, tol=None, average=True, random_state=SEED, n_jobs=2
    ).fit(matrix, np.array(names))
    weights, bias = model.coef_, model.intercept_
    if len(known) == 2:  # one row tells both
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    scales = np.maximum(np.abs(weights).max(axis=1), 1e-9) / 127
    eight = np.round(weights / scales[:, None]).astype(np.int8)
    return Head(tuple(str(name) for name in model.classes_), eight, scales.astype(np.float32), bias.astype(np.float32))
