"""Fitting the abstention model: does the plan answer a question at all."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.abstain import BANK_FEATURES
from lzqa.answer.answerable import Answerable
from lzqa.assistant import Assistant
from lzqa.learning.examples import FOLDS, Example
from lzqa.learning.trees import AT_ONCE, boosted, dump

PENALTY = 0.03
"""Inverse strength of the ridge penalty of the logistic part."""
TREES, DEPTH, RATE, LEAF = 200, 5, 0.04, 20
SEED = 20216
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


def _fitted(data: Judged, chosen: NDArray[np.bool_], seed: int) -> dict[str, Any]:
    """Return, as plain numbers but for a threshold, a model fitted to ``chosen``: a ridge-penalised logistic regression and trees.

    Answerable and unanswerable questions weigh the same as a whole.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    features, wanted = data.features[chosen], data.answerable[chosen]
    share = float(np.clip(wanted.mean(), 0.01, 0.99))
    weighing = np.where(wanted == 1, 0.5 / share, 0.5 / (1 - share))
    scaler = StandardScaler().fit(features)
    line = LogisticRegression(C=PENALTY, max_iter=5000).fit(scaler.transform(features), wanted, weighing)
    weights = line.coef_[0] / scaler.scale_
    trees = boosted(
        [(features[at : at + 1], wanted[at : at + 1], float(weight)) for at, weight in enumerate(weighing)],
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=LEAF,
        subsample=0.5,
        max_features=0.15,
        random_state=seed,
    )
    return {
        "weights": {name: round(float(weight), 5) for name, weight in zip(BANK_FEATURES, weights, strict=True)},
        "bias": round(float(line.intercept_[0] - weights @ scaler.mean_), 5),
        **dump(trees, BANK_FEATURES, DEPTH),
    }


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
    by_fold: tuple[Answerable, ...]


def fit(data: Judged, seed: int = SEED) -> Fitted:
    """Fit the model and choose its threshold out of fold, on the questions written without sight of the bank.

    Only where there are none does it learn from the bank's own.

    Args:
        data: The questions.
        seed: Fixes which rows and features each tree sees.
    """
    learned = data.blind if data.blind.any() else np.ones(len(data.blind), bool)
    chosen = [learned & (data.fold != fold) for fold in range(FOLDS)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        raw, *without = pool.map(lambda each: _fitted(data, each, seed), [learned, *chosen])
    held_out = np.zeros(len(data.answerable))
    models = [Answerable.parse(model | {"threshold": 0.0}) for model in without]
    for fold, model in enumerate(models):
        for at in np.flatnonzero(data.fold == fold):
            held_out[at] = model.probability(dict(zip(BANK_FEATURES, data.features[at], strict=True)))
    written = learned & ~data.made & (data.answerable == 1)
    threshold = round(float(np.quantile(held_out[written], REFUSED_AT_MOST)), 4)
    by_fold = tuple(replace(model, threshold=threshold) for model in models)
    return Fitted(raw | {"threshold": threshold}, held_out, threshold, by_fold)
