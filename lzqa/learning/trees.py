"""Boosted trees, fitted by scikit-learn and kept as plain numbers; :class:`lzqa.retrieval.ranker.Ranker` works them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from lzqa.learning.examples import FOLDS

Matrix = NDArray[np.float64]
AT_ONCE = 2
"""So many models are fitted at once; scikit-learn's trees use one core each."""


class Folded(Protocol):
    """What is learned from one question; it has the number of its fold."""

    @property
    def fold(self) -> int:
        """Its fold, 0..FOLDS-1."""
        ...


Data = TypeVar("Data", bound=Folded)


def held_out(data: Sequence[Data], fitted: Callable[[Sequence[Data]], Any]) -> Iterator[tuple[Any, list[Data]]]:
    """Yield, fold by fold, a model that saw no question of the fold, and the fold's questions.

    Args:
        data: Questions.
        fitted: Fits a model to some of them.
    """
    parts = [[each for each in data if each.fold != fold] for fold in range(FOLDS)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        models = list(pool.map(fitted, parts))
    for fold, model in enumerate(models):
        yield model, [each for each in data if each.fold == fold]


def boosted(parts: Sequence[tuple[Matrix, Matrix, float]], **parameters: Any) -> Any:
    """Fit a ``GradientBoostingClassifier``.

    Args:
        parts: By question: ``(rows, features)``, ``(rows,)`` of 0 and 1, and what each of its rows weighs.
        **parameters: scikit-learn's.
    """
    from sklearn.ensemble import GradientBoostingClassifier

    features = np.concatenate([rows for rows, _, _ in parts])
    wanted = np.concatenate([target for _, target, _ in parts])
    weights = np.concatenate([np.full(len(target), weight) for _, target, weight in parts])
    return GradientBoostingClassifier(**parameters).fit(features, wanted, sample_weight=weights)


def dump(model: Any, names: Sequence[str], depth: int) -> dict[str, Any]:
    """Return fitted trees as plain numbers, for :meth:`Ranker.parse`.

    Args:
        model: scikit-learn's model.
        names: Names of its features.
        depth: Its greatest depth.
    """
    trees = []
    for (tree,) in model.estimators_:
        inner = tree.tree_
        leaf = inner.children_left < 0
        numbers = np.arange(inner.node_count)
        trees.append(
            {
                "feature": np.where(leaf, -1, inner.feature).tolist(),
                "threshold": [round(float(value), 5) for value in np.where(leaf, 0.0, inner.threshold)],
                "left": np.where(leaf, numbers, inner.children_left).tolist(),
                "right": np.where(leaf, numbers, inner.children_right).tolist(),
                "value": [round(float(value), 5) for value in np.where(leaf, inner.value[:, 0, 0] * model.learning_rate, 0.0)],
            }
        )
    share = float(model.init_.class_prior_[1])
    return {"names": list(names), "depth": depth, "base": round(float(np.log(share / (1 - share))), 5), "trees": trees}


def together(models: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return several models of the same features as one whose log odds are the mean of theirs.

    Fitted alike but for chance, they tell more together than each alone (Breiman 1996, "Bagging Predictors").

    Args:
        models: As :func:`dump` gives them; at least one.
    """
    count = len(models)
    trees = [
        {**tree, "value": [round(value / count, 6) for value in tree["value"]]} for model in models for tree in model["trees"]
    ]
    return {**models[0], "base": round(sum(model["base"] for model in models) / count, 6), "trees": trees}


def dump_histogram(model: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return a fitted ``HistGradientBoostingClassifier`` of two classes as plain numbers, for :meth:`Ranker.parse`.

    Thresholds are kept to the last digit, because they may equal a value seen in fitting.

    Args:
        model: scikit-learn's model; no feature is missing anywhere.
        names: Names of its features.
    """
    trees = []
    depth = 0
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        numbers = np.arange(len(nodes))
        depth = max(depth, int(nodes["depth"].max()))
        trees.append(
            {
                "feature": np.where(leaf, -1, nodes["feature_idx"].astype(np.int64)).tolist(),
                "threshold": np.where(leaf, 0.0, nodes["num_threshold"]).tolist(),
                "left": np.where(leaf, numbers, nodes["left"].astype(np.int64)).tolist(),
                "right": np.where(leaf, numbers, nodes["right"].astype(np.int64)).tolist(),
                "value": [round(float(value), 6) for value in np.where(leaf, nodes["value"], 0.0)],
            }
        )
    base = round(float(np.ravel(model._baseline_prediction)[0]), 6)
    return {"names": list(names), "depth": depth, "base": base, "trees": trees}
