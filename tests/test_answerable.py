"""Whether the plan answers: a logistic model alone, and the mean of one and boosted trees."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from lzqa.answer.abstain import BANK_FEATURES, FEATURES
from lzqa.answer.answerable import MOST, Answerable, load_calibration
from lzqa.learning.abstention import Judged, fit
from lzqa.learning.examples import FOLDS

LINE = {"weights": {"a": 2.0, "b": -1.0}, "bias": 0.5, "threshold": 0.4}
STUMP = {"feature": [1, -1, -1], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2], "value": [0, 1.5, -3.0]}
TREES = {"names": ["a", "b"], "depth": 1, "base": 0.25, "trees": [STUMP]}


def probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def test_logistic_model_alone_weighs_its_features():
    model = Answerable.parse(LINE)
    assert model.trees is None
    assert model.probability({"a": 1, "b": 3, "unheard": 9}) == pytest.approx(probability(0.5 + 2 - 3))


@pytest.mark.parametrize(("b", "leaf"), [(0.0, 1.5), (0.5, 1.5), (1.0, -3.0)])
def test_trees_count_as_much_as_the_logistic_model(b, leaf):
    model = Answerable.parse(json.loads(json.dumps(LINE | TREES)))
    assert model.probability({"a": 1, "b": b}) == pytest.approx(probability((0.5 + 2 - b + 0.25 + leaf) / 2))


def test_feature_that_is_missing_is_an_error():
    with pytest.raises(KeyError, match="b"):
        Answerable.parse(LINE | TREES).probability({"a": 1.0})


def test_log_odds_are_bounded_either_way():
    model = Answerable.parse(LINE)
    assert model.probability({"a": 1e9, "b": 0}) == pytest.approx(probability(MOST))
    assert model.probability({"a": -1e9, "b": 0}) == pytest.approx(probability(-MOST))


def test_shipped_models_read_the_features_that_are_told():
    calibration = load_calibration()
    assert calibration.model(bank=False).trees is None
    assert set(calibration.plain.weights) == set(FEATURES)
    with_bank = calibration.model(bank=True)
    assert set(with_bank.weights) == set(BANK_FEATURES)
    assert with_bank.trees is not None
    assert with_bank.trees.names == BANK_FEATURES


@pytest.fixture(scope="module")
def learned():
    """Questions that the plan answers where a signal is neither weak nor strong, which no straight line tells."""
    rows = np.random.default_rng(5).random((800, len(BANK_FEATURES)))
    answerable = (abs(rows[:, 0] - 0.5) < 0.25).astype(float)
    ones = np.ones(len(rows), bool)
    return Judged(rows, answerable, np.arange(len(rows)) % FOLDS, ones, ~ones)


def test_trees_learn_what_a_straight_line_cannot_and_held_out_values_are_those_of_the_models_of_the_folds(learned):
    fitted = fit(learned)
    yes, no = (np.median(fitted.held_out[learned.answerable == each]) for each in (1, 0))
    assert yes > 0.55 > 0.45 > no
    line = Answerable.parse({name: fitted.raw[name] for name in ("weights", "bias", "threshold")})
    alone = [line.probability(dict(zip(BANK_FEATURES, row, strict=True))) for row in learned.features[:200]]
    assert np.std(alone) < np.std(fitted.held_out[:200])
    for at in (0, 7, 123):
        values = dict(zip(BANK_FEATURES, learned.features[at], strict=True))
        assert fitted.by_fold[at % FOLDS].probability(values) == pytest.approx(fitted.held_out[at])


def test_threshold_refuses_at_most_the_share_that_it_may(learned):
    fitted = fit(learned)
    refused = (fitted.held_out[learned.answerable == 1] < fitted.threshold).mean()
    assert 0.03 <= refused <= 0.05
    assert Answerable.parse(fitted.raw).threshold == fitted.threshold
