"""Whether the plan answers a question at all: learned models over the signals of :mod:`lzqa.answer.abstain`.

Without a question bank a logistic model decides by few signals (``abstention.json``); with one (``abstention-bank.json``)
the mean of a logistic model and boosted trees by more: trees hear what holds only together with something else, and err
more where little was seen.  ``lzqa train`` fits both.  The second learns from questions written without sight of the bank:
those of the bank are too near to their neighbours to tell how near a stranger's question comes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from lzqa.retrieval.ranker import Ranker

MOST = 30.0
"""Log odds are taken to be at most so much, either way."""


@dataclass(frozen=True)
class Answerable:
    """A fitted model of whether the plan answers.

    Args:
        weights: Weight by feature, of its logistic part.
        bias: Constant term of that.
        threshold: Probability of being answerable below which the answer is withheld.
        trees: Boosted trees over the same features, whose log odds count as much as the logistic part's; ``None`` for none.
    """

    weights: dict[str, float]
    bias: float
    threshold: float
    trees: Ranker | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Answerable:
        """Read a model from plain numbers, as :mod:`lzqa.learning.abstention` and :mod:`lzqa.learning.logistic` make them."""
        weights = {str(name): float(weight) for name, weight in raw["weights"].items()}
        trees = Ranker.parse(dict(raw)) if "trees" in raw else None
        return cls(weights, float(raw["bias"]), float(raw["threshold"]), trees)

    def probability(self, values: Mapping[str, float]) -> float:
        """Return the probability, 0..1, that a question with these features is answerable.

        Args:
            values: The features by name; all that the model weighs.
        """
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        total = max(-MOST, min(MOST, total))
        if self.trees is not None:
            row = np.array([[values[name] for name in self.trees.names]])
            total = (total + float(self.trees.log_odds(row)[0])) / 2
        return 1 / (1 + math.exp(-total))


@dataclass(frozen=True)
class Calibration:
    """The fitted models.

    Args:
        plain: The model without a bank.
        bank: The model with one; ``None`` when there is none.
    """

    plain: Answerable
    bank: Answerable | None = None

    def model(self, *, bank: bool) -> Answerable:
        """Return the model that holds with or without a bank."""
        return self.bank if bank and self.bank is not None else self.plain


def _model(path: Traversable) -> Answerable:
    return Answerable.parse(json.loads(path.read_text(encoding="utf-8")))


def load_calibration() -> Calibration:
    """Return the shipped models."""
    package = resources.files(__package__)
    path = package / "abstention-bank.json"
    return Calibration(_model(package / "abstention.json"), _model(path) if path.is_file() else None)
