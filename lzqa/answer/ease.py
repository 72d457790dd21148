"""At which share of the threshold a question is answered: some kinds of answer are safer than others."""

from __future__ import annotations

from collections.abc import Sequence

from lzqa.answer.factcompose import FactComposer
from lzqa.answer.scan import rows_asked
from lzqa.question import Question, QuestionKind
from lzqa.retrieval.model import Hit

EASY, FOUND = 0.4, 0.12
"""Where something is written is told at this share of the threshold, and always when its passage is this likely."""
EASY_SUM = 0.25
"""The share for what is worked out, compared or listed from facts: only where all its terms are found."""
EASY_FACT, FACT_FOUND = 0.75, 0.8
"""The share for an answer from facts that is right with the second probability."""


def share_in_words(question: Question, content: Sequence[Hit], *, learned: bool) -> float:
    """Return the share of the threshold from which the plan's words may answer ``question``.

    Args:
        question: The question.
        content: Its passages, best first.
        learned: Whether their scores are probabilities.
    """
    if question.kind is not QuestionKind.LOCATE:
        return 1.0
    return 0.0 if learned and content and content[0].score >= FOUND else EASY


def share_from_facts(question: Question, content: Sequence[Hit], facts: FactComposer) -> float:
    """Return the share of the threshold from which facts, and only they, may answer ``question``.

    Args:
        question: The question.
        content: Its passages, best first.
        facts: Makes answers from facts.
    """
    if facts.is_special(question):
        return EASY_SUM if rows_asked(question) is None else 0.0  # the rows of a table that are so are always there
    return EASY_FACT if facts.likeliest(question, content) >= FACT_FOUND else 1.0
