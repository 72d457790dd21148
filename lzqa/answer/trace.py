"""What the assistant finds and thinks on the way to an answer."""

from __future__ import annotations

from dataclasses import dataclass

from lzqa.answer.model import Answer
from lzqa.question import Question
from lzqa.retrieval import Hit


@dataclass(frozen=True)
class Trace:
    """The intermediate values of one answer, for ``lzqa explain``.

    Args:
        question: The typed question.
        hits: The best passages with their signals.
        features: What abstention looked at.
        confidence: The probability that the plan answers.
        threshold: Below it the answer is withheld.
        answer: The answer.
    """

    question: Question
    hits: tuple[Hit, ...]
    features: dict[str, float]
    confidence: float
    threshold: float
    answer: Answer


@dataclass(frozen=True)
class Lookup:
    """What was found for a question.

    Args:
        question: The question, its kind perhaps mended by those of questions like it.
        hits: The best passages, headings among them when the question wants a summary.
        content: Those of them that are no headings.
        features: What tells whether the plan answers.
        part: Id of the heading of the part that it asks for as a whole; ``""`` when it asks for none.
    """

    question: Question
    hits: tuple[Hit, ...]
    content: tuple[Hit, ...]
    features: dict[str, float]
    part: str = ""
