"""The evaluation suite: questions, scoring, baselines, statistics and reports."""

from lzqa.evaluation.questions import EvalQuestion, leaks, load_questions
from lzqa.evaluation.results import Figures, QuestionResult, Run, figures, load_run
from lzqa.evaluation.run import evaluate
from lzqa.evaluation.scoring import Verdict, judge
from lzqa.evaluation.systems import SYSTEMS, from_file

__all__ = [
    "SYSTEMS", "EvalQuestion", "Figures", "QuestionResult", "Run", "Verdict",
    "evaluate", "figures", "from_file", "judge", "leaks", "load_questions", "load_run",
]  # fmt: skip
