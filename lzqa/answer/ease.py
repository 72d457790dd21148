"""At which share of the threshold a question is answered: some kinds of answer are safer than others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lzqa.answer.factcompose import FactComposer
from lzqa.answer.roundup import number_asked
from lzqa.answer.scan import rows_asked
from lzqa.answer.supposed import RIGHT_OWN, asks_of_own
from lzqa.question import Question, QuestionKind
from lzqa.retrieval.model import Hit

EASY, FOUND = 0.4, 0.12
"""Where something is written is told at this share of the threshold, and always when its passage is this likely."""
EASY_SUM = 0.25
"""The share for what is worked out, compared or listed from facts: only where all its terms are found."""
EASY_FACT, FACT_FOUND = 0.75, 0.65
"""The share for an answer from facts that is right with the second probability."""
EASY_NAMED, NAMED, NAMED_FOUND = 0.3, 0.9, 0.6
"""The share where a fact's name stands in the question as wholly, where nothing asked for is off, and the answer is as likely right."""
EASY_OWN = 0.75
"""The share for what is worked out of a figure and a number of the question's own: nobody has such a number of what the plan lacks."""
EASY_SEVERAL = 0.8
"""The share for a message that asks several things: what one of them lacks makes the whole less likely than the others are."""
_OFF = ("year_off", "level_off", "unit_off", "differs", "detail", "attribute")


def share_in_words(question: Question, content: Sequence[Hit], *, learned: bool) -> float:
    """Return the share of the threshold from which the plan's words may answer ``question``.

    Args:
        question: The question.
        content: Its passages, best first.
        learned: Whether their scores are probabilities.
    """
    if question.kind is not QuestionKind.LOCATE:
        return EASY_SEVERAL if question.several else 1.0
    return 0.0 if learned and content and content[0].score >= FOUND else EASY


def _works_with_own(question: Question, content: Sequence[Hit], facts: FactComposer) -> bool:
    """Tell whether one of the proposals is a fact with which the question wants a number of its own worked out."""
    ranked = facts.proposer.ranked(question, content)
    return any(likely >= RIGHT_OWN and asks_of_own(question.text, proposal.facts) for likely, proposal in ranked)


def share_from_facts(
    question: Question, content: Sequence[Hit], facts: FactComposer, values: Mapping[str, float] = MappingProxyType({})
) -> float:
    """Return the share of the threshold from which facts, and only they, may answer ``question``.

    Args:
        question: The question.
        content: Its passages, best first.
        facts: Makes answers from facts.
        values: The question's features for abstaining.
    """
    if facts.is_special(question):
        always = rows_asked(question) is not None or number_asked(question) is not None  # such rows, such a number are there
        return 0.0 if always else EASY_SUM
    likeliest = facts.likeliest(question, content)
    if values.get("fact_name", 0.0) >= NAMED and likeliest >= NAMED_FOUND and not any(values.get(name) for name in _OFF):
        return EASY_NAMED
    return EASY_FACT if likeliest >= FACT_FOUND else EASY_OWN if _works_with_own(question, content, facts) else 1.0
