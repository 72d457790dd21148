"""The ways in which a turn of a dialogue may be read: each is a question that stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from lzqa.question.model import Question

RESOLVED, BEFORE, THING, FIRST = "resolved", "before", "thing", "first"
TOGETHER, TOPIC, ASKED, ALONE = "together", "topic", "asked", "alone"
HOWS = (RESOLVED, BEFORE, THING, FIRST, TOGETHER, TOPIC, ASKED, ALONE)
"""By the rules of :mod:`lzqa.question.dialogue`; said of the topic of the turn before; of the thing that this turn, or the
first one, names; of all the schools, or school levels, that the turns have named; of the first turn's topic; of what the turn
before asked in its own words; and of nothing before it."""


@dataclass(frozen=True)
class Reading:
    """A turn read in one way.

    Args:
        how: One of :data:`HOWS`.
        question: The question.
        by_form: Whether the turn's form alone tells how it is read: what it names takes the place of its like (那初中呢), or it
            names a point of the list just given.
    """

    how: str
    question: Question
    by_form: bool = False
