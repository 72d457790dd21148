"""The ways in which a turn of a dialogue may be read: each is a question that stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from lzqa.question.model import Question

RESOLVED, BEFORE, THING, FIRST, TOPIC, ASKED, ALONE = "resolved", "before", "thing", "first", "topic", "asked", "alone"
HOWS = (RESOLVED, BEFORE, THING, FIRST, TOPIC, ASKED, ALONE)
"""By the rules of :mod:`lzqa.question.dialogue`; said of the topic of the turn before; of the thing that this turn, or the
first one, names; of the first turn's topic; of what the turn before asked in its own words; and of nothing before it."""


@dataclass(frozen=True)
class Reading:
    """A turn read in one way.

    Args:
        how: One of :data:`HOWS`.
        question: The question.
    """

    how: str
    question: Question
