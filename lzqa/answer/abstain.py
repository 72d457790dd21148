"""Whether the plan answers a question at all: learned models over raw signals.

Never over a fused rank score: that only orders passages, and the best of nothing looks like the best of something.
Without a question bank a logistic model decides (``abstention.json``), with one boosted trees (``abstention-bank.json``);
``lzqa train`` fits both.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from lzqa.bank import BankEntry
from lzqa.question import Question, QuestionKind, Term
from lzqa.retrieval.bank import BankMatch
from lzqa.retrieval.hybrid import WANTS_FIGURE
from lzqa.retrieval.model import Hit
from lzqa.retrieval.ranker import Ranker

FEATURES: dict[str, int] = {
    "together": 1,
    "cosine": 1,
    "unknown": -1,
    "year_missing": -1,
    "year_foreign": -1,
    "attribute": -1,
    "figure_missing": -1,
}
"""Each feature of the logistic model with the sign that its weight must have: more coverage may never make an answer less likely."""
BANK_FEATURES = (
    *FEATURES,
    "best",
    "second",
    "three",
    "vocabulary",
    "asked",
    "asked_word",
    "asked_meaning",
    "unanswerable",
    "ahead",
    "votes",
    "agreement",
    "fact",
    "fact_name",
    "differs",
    "wants",
    "length",
)
"""The features of the model with a bank, in the order of its rows."""
VOTERS = 15
"""So many of the bank's nearest questions vote on whether the plan answers."""
SHARPNESS = 6
"""A vote counts its likeness to this power."""


@dataclass(frozen=True)
class Calibration:
    """The fitted models.

    Args:
        weights: Weight by feature of the logistic model.
        bias: Its constant term.
        threshold: Probability of being answerable below which the answer is withheld.
        trees: The model with a bank; ``None`` when there is none.
        bank_threshold: The same threshold for it.
    """

    weights: dict[str, float]
    bias: float
    threshold: float
    trees: Ranker | None = None
    bank_threshold: float = 0.5

    def least(self, *, bank: bool) -> float:
        """Return the threshold that holds with or without a bank."""
        return self.bank_threshold if bank and self.trees is not None else self.threshold


def load_calibration() -> Calibration:
    """Return the shipped models."""
    package = resources.files(__package__)
    raw = json.loads((package / "abstention.json").read_text(encoding="utf-8"))
    weights = {name: raw["weights"][name] for name in FEATURES}
    path = package / "abstention-bank.json"
    if not path.is_file():
        return Calibration(weights, raw["bias"], raw["threshold"])
    learned = json.loads(path.read_text(encoding="utf-8"))
    return Calibration(weights, raw["bias"], raw["threshold"], Ranker.parse(learned), learned["threshold"])


def features(
    question: Question,
    hits: Sequence[Hit],
    rarity: Callable[[str], float],
    knows: Callable[[Term], bool],
    years: frozenset[int],
) -> dict[str, float]:
    """Return the features of a question and its best hits, by the names in :data:`FEATURES`; each lies in 0..1.

    Args:
        question: The question.
        hits: Its hits, best first; may be empty.
        rarity: Weight of a word.
        knows: Whether the plan uses a term.
        years: All years that the plan names.
    """
    top = hits[:3]
    weight = sum(rarity(term.word) for term in question.terms) or 1.0
    year_fits = max((hit.signals.year for hit in top), default=0.0)
    wants_figure = question.kind in WANTS_FIGURE - {QuestionKind.COMPARE}
    return {
        "together": max((hit.signals.together for hit in top), default=0.0),
        "cosine": max((hit.signals.cosine for hit in top), default=0.0),
        "unknown": sum(rarity(term.word) for term in question.terms if not knows(term)) / weight,
        "year_missing": float(bool(question.years) and year_fits <= 0 and not _plan_period(question)),
        "year_foreign": float(any(year not in years for year in question.years)),
        "attribute": float(bool(question.attributes)),
        "figure_missing": float(wants_figure and not any(hit.signals.figure for hit in top[:1])),
    }


def bank_features(
    hits: Sequence[Hit],
    match: BankMatch,
    entries: Sequence[BankEntry],
    fact: tuple[float, float, bool] | None,
    question: Question,
) -> dict[str, float]:
    """Return the further features that a question bank gives; :data:`BANK_FEATURES` names them all.

    Args:
        hits: The question's hits, best first; may be empty.
        match: The bank's questions compared with it.
        entries: The bank's questions.
        fact: Score and name share of the fact that the question means, and whether it is only a neighbour; ``None`` without one.
        question: The question.
    """
    scores = [hit.score for hit in hits[:3]] + [0.0] * 3
    likeness = match.likeness
    order = np.argpartition(-likeness, min(VOTERS, len(likeness) - 1))[:VOTERS]
    votes = np.clip(likeness[order], 0, None) ** SHARPNESS
    answerable = np.array([entries[int(number)].answerable for number in order])
    top = hits[0] if hits else None
    leading = {top.passage.id} if top else set()
    agree = np.array([bool(leading & set(entries[int(number)].evidence)) for number in order])
    asked = float(likeness[match.nearest[0]]) if len(match.nearest) else 0.0
    total = float(votes.sum()) or 1.0
    return {
        "best": scores[0],
        "second": scores[1],
        "three": sum(scores[:3]),
        "vocabulary": max((hit.signals.vocabulary for hit in hits[:3]), default=0.0),
        "asked": asked,
        "asked_word": top.signals.asked_word if top else 0.0,
        "asked_meaning": top.signals.asked_meaning if top else 0.0,
        "unanswerable": match.unanswerable,
        "ahead": asked - match.unanswerable,
        "votes": float(votes[answerable].sum()) / total,
        "agreement": float(votes[agree].sum()) / total,
        "fact": fact[0] if fact else 0.0,
        "fact_name": fact[1] if fact else 0.0,
        "differs": float(fact[2]) if fact else 0.0,
        "wants": float(question.kind in WANTS_FIGURE),
        "length": min(len(question.text), 100) / 100,
    }


def _plan_period(question: Question) -> bool:
    """A question about the plan's last year is answered by targets that do not repeat the year."""
    return question.years == (2025,)


def answerable(values: dict[str, float], calibration: Calibration) -> float:
    """Return the probability, 0..1, that the plan answers a question with these features."""
    if calibration.trees is not None and "votes" in values:
        row = np.array([[values[name] for name in calibration.trees.names]])
        return float(calibration.trees.probabilities(row)[0])
    total = calibration.bias + sum(weight * values[name] for name, weight in calibration.weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
