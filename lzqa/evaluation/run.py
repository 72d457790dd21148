"""Run a system over questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lzqa import __version__
from lzqa.evaluation.questions import EvalQuestion
from lzqa.evaluation.results import QuestionResult, Run
from lzqa.evaluation.scoring import judge, places
from lzqa.evaluation.systems import System


def evaluate(
    name: str,
    system: System,
    questions: Sequence[EvalQuestion],
    plan: str,
    plan_sha256: str,
    *,
    on_done: Callable[[], None] = lambda: None,
) -> Run:
    """Ask ``system`` every question and judge its answers.

    Args:
        name: The system's name.
        system: The system.
        questions: What to ask.
        plan: The plan's text.
        plan_sha256: Its hash.
        on_done: Called after each question.

    Returns:
        The run, in the order of ``questions``.
    """
    results = []
    for question in questions:
        reply = system(question.id, question.turns)
        gold = [place for group in question.evidence for quote in group for place in places(plan, quote)]
        rank = next(
            (at for at, span in enumerate(reply.ranked, start=1) if any(span[0] < e and s < span[1] for s, e in gold)), None
        )
        results.append(QuestionResult(question, reply.answer, judge(question, reply.answer, plan), rank))
        on_done()
    return Run(name, plan_sha256, __version__, tuple(results))
