"""``python -m training.fused FOLDER``: what the assistant's own retrieval gains over BM25 without the question bank.

The folder holds a model trained with ``--without bank``, so that nothing anywhere has seen a question about the plan but the evaluation
questions kept for learning, and the weights of the signals are fitted out of fold on these.  The rest of them, ``test``, are
ranked by the weights that all of ``dev`` gives.  Only questions of one turn that the plan answers are asked; right is a passage of their
evidence.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lzqa.evaluation.questions import load_questions
from lzqa.indexing import build_index, load_index
from lzqa.learning import fusion
from lzqa.learning.examples import from_evaluation
from lzqa.learning.learner import Learner
from lzqa.learning.lures import Lessons
from lzqa.passages import PassageKind
from training.train import CORPUS, EVALUATION

SYSTEMS: dict[str, dict[str, float]] = {
    "BM25": {"bm25_text": 1.0},
    "vectors": {"cosine": 1.0},
    "vectors + BM25": {"bm25_text": 1.0, "cosine": 1.0},
    "vectors + BM25 + thesaurus": {"bm25_text": 1.0, "bm25_everyday": 1.0, "cosine": 1.0},
}
"""Signals, each on its common scale, added in equal parts."""


def line(name: str, ranks: NDArray[np.int64]) -> str:
    """Return a row of the table: the share of questions with a right passage first, and among the first three."""
    return f"| {name} | {(ranks <= 1).mean():.3f} | {(ranks <= 3).mean():.3f} |"


def main() -> None:
    """Build an index with the model, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m training.fused", description=__doc__)
    parser.add_argument("model", help="folder of a model trained with --without bank")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "index"
        build_index(CORPUS, folder, given.model)
        index = load_index(CORPUS, folder, given.model)
        learner = Learner(index, bank=False)
    headings = [passage.kind is PassageKind.HEADING for passage in index.plan.passages.passages]
    for subset in ("dev", "test"):
        asked = [
            q for q in load_questions(EVALUATION, index.plan.text, subsets=(subset,)) if q.answerable and len(q.turns) == 1
        ]
        examples = from_evaluation(learner, Lessons(tuple(asked), (), (), ()))
        data = fusion.scored(learner.retriever, examples, headings)
        print(f"\n| {subset}, {len(data.fold)} questions | R@1 | R@3 |\n|---|--:|--:|")
        for name, weights in SYSTEMS.items():
            print(line(name, fusion.ranks(data.columns, data.evidence, weighed(weights))))
        if subset == "dev":
            fitted = fusion.fit(data)
            print(line("all signals, weights out of fold", fitted.held_out))
        else:
            print(line("all signals, weights of dev", fusion.ranks(data.columns, data.evidence, weighed(fitted.weights))))


def weighed(weights: dict[str, float]) -> NDArray[np.float64]:
    """Return weights in the order of the signals, 0 for those that are not named."""
    return np.array([weights.get(name, 0.0) for name in fusion.START])


if __name__ == "__main__":
    main()
