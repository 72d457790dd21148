"""The learned ranker: boosted trees over the signals of a passage, giving the probability that it is evidence.

Friedman 2001, "Greedy Function Approximation: A Gradient Boosting Machine"; fitted with scikit-learn by ``lzqa train``,
kept in ``ranker.json`` beside this module as plain numbers, and worked out here with numpy alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

RANKER_FILE = "ranker.json"
COMPLETED = 6
"""Trees of at most this depth are worked out as complete ones, which takes three quarters of the time."""


@dataclass(frozen=True, eq=False)
class Ranker:
    """Fitted trees.

    Args:
        names: Names of the features, in the order of a row.
        feature: ``(trees, nodes)`` feature that a node splits by; -1 for a leaf.
        threshold: ``(trees, nodes)``; a row whose feature is at most this goes left.
        left: ``(trees, nodes)`` number of the left child; a leaf is its own.
        right: The same on the right.
        value: ``(trees, nodes)`` what a leaf adds to the log odds.
        depth: Greatest depth.
        base: Log odds before any tree.
    """

    names: tuple[str, ...]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    depth: int
    base: float

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> Ranker:
        """Read what :meth:`dump` gave."""
        trees = raw["trees"]
        width = max((len(tree["feature"]) for tree in trees), default=1)

        def table(name: str, kind: type) -> NDArray[Any]:
            rows: NDArray[Any] = np.zeros((len(trees), width), dtype=kind)
            for at, tree in enumerate(trees):
                rows[at, : len(tree[name])] = tree[name]
            return rows

        return cls(
            tuple(raw["names"]),
            table("feature", np.int64),
            table("threshold", np.float64),
            table("left", np.int64),
            table("right", np.int64),
            table("value", np.float64),
            int(raw["depth"]),
            float(raw["base"]),
        )

    @cached_property
    def _flat(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
        """The trees as one row of nodes: feature, threshold, value, and for each node its right and its left child."""
        first = np.arange(len(self.feature))[:, None] * self.feature.shape[1]
        children = np.stack([self.right + first, self.left + first], axis=2)
        return np.maximum(self.feature, 0).ravel(), self.threshold.ravel(), children.ravel(), self.value.ravel()

    @cached_property
    def _complete(self) -> tuple[list[NDArray[Any]], list[NDArray[Any]], NDArray[Any]]:
        """The trees with two children at every node above the last level: features and thresholds by level, leaves' values.

        The children of node ``n`` of a level are nodes ``2n`` and ``2n + 1`` of the next; those of a leaf are copies of it.
        """
        trees = np.arange(len(self.feature))[:, None]
        at = np.zeros((len(self.feature), 1), np.int64)
        features, thresholds = [], []
        for _ in range(self.depth):
            features.append(np.maximum(self.feature[trees, at], 0).ravel())
            thresholds.append(self.threshold[trees, at].ravel())
            at = np.stack([self.left[trees, at], self.right[trees, at]], axis=2).reshape(len(at), 2 * at.shape[1])
        return features, thresholds, self.value[trees, at].ravel()

    def log_odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(rows,)`` log odds, -30..30, for ``(rows, features)``."""
        if not len(rows):
            return np.zeros(0)
        rows = np.ascontiguousarray(rows)
        leaves = self._leaves(rows) if 0 < self.depth <= COMPLETED else self._leaves_of_deep(rows)
        return np.asarray(np.clip(self.base + leaves.sum(axis=0), -30, 30))

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(rows,)`` probabilities for ``(rows, features)``."""
        return np.asarray(1 / (1 + np.exp(-self.log_odds(rows))))

    def _leaves(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(trees, rows)``, the value of the leaf that each row comes to, by way of complete trees."""
        features, thresholds, value = self._complete
        flat, starts = rows.ravel(), np.arange(len(rows)) * rows.shape[1]
        goes_left = rows.T.take(features[0], axis=0) <= thresholds[0][:, None]
        at = (2 * np.arange(len(self.feature)) + 1)[:, None] - goes_left
        for feature, threshold in zip(features[1:], thresholds[1:], strict=True):
            goes_left = flat.take(feature.take(at) + starts) <= threshold.take(at)
            at *= 2
            at += 1
            at -= goes_left
        return value.take(at)

    def _leaves_of_deep(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the same for trees too deep to be completed."""
        feature, threshold, children, value = self._flat
        flat, starts = rows.ravel(), np.arange(len(rows)) * rows.shape[1]
        at = np.repeat(np.arange(len(self.feature))[:, None] * self.feature.shape[1], len(rows), axis=1)
        for _ in range(self.depth):
            goes_left = flat.take(feature.take(at) + starts) <= threshold.take(at)
            at = children.take(2 * at + goes_left)
        return value.take(at)


def load_ranker() -> Ranker | None:
    """Return the shipped ranker, ``None`` when there is none."""
    path = resources.files(__package__) / RANKER_FILE
    return Ranker.parse(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
