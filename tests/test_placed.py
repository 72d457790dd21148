"""Where the bank's questions lead, as arrays: the same as looked up question by question."""

from __future__ import annotations

import numpy as np
import pytest

from lzqa.retrieval.placed import BLOCK, Placed, best_first

PLACES = [[0, 3], [], [3], [1, 3, 4], [0], [4], [3, 1]]
SIZE = 6


@pytest.fixture(scope="module")
def placed():
    return Placed(PLACES)


def test_each_question_keeps_its_passages_in_order(placed):
    assert [placed[number].tolist() for number in range(len(PLACES))] == PLACES
    places, whose = placed.of(np.array([3, 1, 0]))
    assert places.tolist() == [1, 3, 4, 0, 3]
    assert whose.tolist() == [0, 0, 0, 2, 2]


def test_the_greatest_value_of_a_passage_is_that_of_its_likeliest_question(placed):
    assert placed.greatest(np.array([3, 1, 0, 5]), np.array([0.2, 0.9, 0.7]), SIZE).tolist() == [0.7, 0.2, 0.0, 0.7, 0.2, 0.0]
    assert placed.greatest(np.array([3, 1, 0]), np.zeros(0), SIZE).tolist() == [0.0] * SIZE


def test_the_second_value_of_a_passage_is_that_of_the_next_question(placed):
    numbers, values = np.array([3, 0, 2, 6, 5]), np.array([0.9, 0.8, 0.5, 0.4, -0.1])
    assert placed.second(numbers, values, SIZE).tolist() == [0.0, 0.4, 0.0, 0.8, 0.0, 0.0]
    assert placed.second(numbers[:1], values[:1], SIZE).tolist() == [0.0] * SIZE


@pytest.mark.parametrize("size", [0, 3, 40, 41, 100 * BLOCK + 5])
@pytest.mark.parametrize("levels", [3, 1000])
def test_the_best_come_first_and_ties_in_their_order(size, levels):
    scores = np.random.default_rng(size + levels).integers(levels, size=size) / levels
    assert best_first(scores, 40).tolist() == sorted(range(size), key=lambda at: (-scores[at], at))[:40]
