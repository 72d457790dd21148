"""Fit the fusion weights and the abstention model on the questions to learn from (``eval/questions/dev``).

Deterministic: coordinate ascent over a fixed grid for the weights, logistic regression for abstention, its threshold
chosen out of fold.  Writes ``lzqa/retrieval/fusion.json`` and ``lzqa/answer/abstention.json``; prints what it reached.

    python eval/calibrate.py [--dry-run]
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.abstain import FEATURES, features
from lzqa.assistant import Assistant
from lzqa.evaluation import load_questions
from lzqa.evaluation.scoring import places
from lzqa.passages import PassageKind
from lzqa.question import SMALL_TALK, Question
from lzqa.retrieval import HybridRetriever
from lzqa.retrieval.fusion import Scores, fuse, ranking, shipped_weights

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "eval" / "questions"
GRID = (0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3)
FOLDS = 10
Matrix = NDArray[np.float64]
REFUSED_AT_MOST = 0.05


@dataclass(frozen=True)
class Example:
    """A question to learn from, with the signals of all passages and the positions of each evidence group."""

    question: Question
    answerable: bool
    signals: dict[str, Scores]
    groups: tuple[frozenset[int], ...]


def examples(assistant: Assistant) -> list[Example]:
    """Understand every question and compute its signals."""
    text = assistant.index.plan.text
    passages = [p for p in assistant.index.plan.passages.passages if p.kind is not PassageKind.HEADING]
    made = []
    for asked in load_questions(QUESTIONS, text, subsets=("dev",)):
        question = assistant.understander.understand(asked.turns)
        if question.kind in SMALL_TALK or not question.terms:
            continue
        groups = []
        for group in asked.evidence:
            spans = [span for quote in group for span in places(text, quote)]
            held = {p.position for p in passages if any(p.span.start < end and start < p.span.end for start, end in spans)}
            if held:
                groups.append(frozenset(held))
        made.append(Example(question, asked.answerable, assistant.retriever.signals(question), tuple(groups)))
    return made


def quality(data: list[Example], weights: dict[str, float], eligible: Any) -> float:
    """Return the mean over evidence groups of 1/rank within the first ten, a group in place 1 counting 1."""
    total, count = 0.0, 0
    for example in data:
        if not example.groups:
            continue
        order = ranking(fuse(example.signals, weights), eligible, 10)
        for group in example.groups:
            count += 1
            total += next((1 / rank for rank, at in enumerate(order, start=1) if at in group), 0.0)
    return round(total / max(count, 1), 6)


def fit_fusion(data: list[Example], eligible: Any) -> dict[str, float]:
    """Climb one weight at a time until no step of the grid helps by a thousandth; ``bm25_text`` stays 1."""
    weights = shipped_weights()
    best = quality(data, weights, eligible)
    for _ in range(4):
        before = best
        for name in [name for name in weights if name != "bm25_text"]:
            signs = (-1, 1) if name == "lead" else (1,)
            for value in [sign * step for sign in signs for step in GRID]:
                trial = {**weights, name: value}
                reached = quality(data, trial, eligible)
                if reached > best + 0.001:
                    weights, best = trial, reached
        if best - before < 0.001:
            break
    return weights


def recall(data: list[Example], weights: dict[str, float], eligible: Any, k: int) -> float:
    """Return the share of evidence groups with a passage among the first ``k``."""
    hits = [
        bool(group & set(ranking(fuse(example.signals, weights), eligible, k))) for example in data for group in example.groups
    ]
    return sum(hits) / len(hits)


def fit_logistic(matrix: Matrix, target: Matrix) -> Matrix:
    """Return weights and constant of a ridge-penalised logistic regression whose weights keep the signs of FEATURES."""
    from scipy.optimize import minimize

    def loss(parameters: Matrix) -> tuple[float, Matrix]:
        margin = matrix @ parameters[:-1] + parameters[-1]
        probability = 1 / (1 + np.exp(-margin))
        value = np.logaddexp(0, np.where(target == 1, -margin, margin)).sum() + (parameters[:-1] ** 2).sum() / 2
        return float(value), np.append(matrix.T @ (probability - target) + parameters[:-1], (probability - target).sum())

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in FEATURES.values()]
    start = np.zeros(matrix.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x)


def fit_abstention(assistant: Assistant, data: list[Example], weights: dict[str, float]) -> dict[str, Any]:
    """Fit the logistic model; its threshold refuses at most :data:`REFUSED_AT_MOST` of the answerable, out of fold."""
    retriever = HybridRetriever(assistant.index, weights)
    rows = []
    for example in data:
        hits = retriever.retrieve(example.question, 3)
        values = features(example.question, hits, retriever.rarity, retriever.knows, assistant.years)
        rows.append([values[name] for name in FEATURES])
    raw, target = np.array(rows), np.array([float(example.answerable) for example in data])
    mean, spread = raw.mean(axis=0), np.where(raw.std(axis=0) > 0, raw.std(axis=0), 1.0)
    matrix = (raw - mean) / spread
    fold = np.arange(len(target)) % FOLDS
    held_out = np.zeros(len(target))
    for number in range(FOLDS):
        fitted = fit_logistic(matrix[fold != number], target[fold != number])
        held_out[fold == number] = 1 / (1 + np.exp(-(matrix[fold == number] @ fitted[:-1] + fitted[-1])))
    threshold = float(np.quantile(held_out[target == 1], REFUSED_AT_MOST))
    refused = float((held_out[target == 1] < threshold).mean())
    caught = float((held_out[target == 0] < threshold).mean())
    print(f"abstention, out of fold: {refused:.3f} of answerable refused, {caught:.3f} of unanswerable refused")
    fitted = fit_logistic(matrix, target)
    coefficients = fitted[:-1] / spread
    return {
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, coefficients, strict=True)},
        "bias": round(float(fitted[-1] - coefficients @ mean), 4),
        "threshold": round(threshold, 4),
    }


def main() -> None:
    """Fit, print, and write unless ``--dry-run`` is given."""
    assistant = Assistant.open()
    data = examples(assistant)
    eligible = np.array([p.kind is not PassageKind.HEADING for p in assistant.index.plan.passages.passages])
    for name, weights in (("before", shipped_weights()), ("after", fit_fusion(data, eligible))):
        reached = "  ".join(f"R@{k} {recall(data, weights, eligible, k):.3f}" for k in (1, 3, 5, 10))
        print(f"{name}: MRR@10 {quality(data, weights, eligible):.3f}  {reached}  {weights}")
    abstention = fit_abstention(assistant, data, weights)
    print(abstention)
    if "--dry-run" not in sys.argv:
        (ROOT / "lzqa" / "retrieval" / "fusion.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        path = ROOT / "lzqa" / "answer" / "abstention.json"
        path.write_text(json.dumps(abstention, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
