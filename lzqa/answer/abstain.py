"""Whether the plan answers a question at all: a logistic model over raw signals.

Never over a fused rank score: that only orders passages, and the best of nothing looks like the best of something.
The weights lie in ``abstention.json`` beside this module; ``eval/calibrate.py`` fits them on questions to learn from.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources

from lzqa.question import Question, QuestionKind, Term
from lzqa.retrieval.hybrid import WANTS_FIGURE
from lzqa.retrieval.model import Hit

FEATURES: dict[str, int] = {
    "together": 1,
    "cosine": 1,
    "unknown": -1,
    "year_missing": -1,
    "year_foreign": -1,
    "attribute": -1,
    "figure_missing": -1,
}
"""Each feature with the sign that its weight must have: more coverage may never make an answer less likely."""


@dataclass(frozen=True)
class Calibration:
    """The fitted model.

    Args:
        weights: Weight by feature, for features as :func:`features` gives them.
        bias: Constant term.
        threshold: Probability of being answerable below which the answer is withheld.
    """

    weights: dict[str, float]
    bias: float
    threshold: float


def load_calibration() -> Calibration:
    """Return the shipped calibration."""
    raw = json.loads((resources.files(__package__) / "abstention.json").read_text(encoding="utf-8"))
    return Calibration({name: raw["weights"][name] for name in FEATURES}, raw["bias"], raw["threshold"])


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


def _plan_period(question: Question) -> bool:
    """A question about the plan's last year is answered by targets that do not repeat the year."""
    return question.years == (2025,)


def answerable(values: dict[str, float], calibration: Calibration) -> float:
    """Return the probability, 0..1, that the plan answers a question with these features."""
    total = calibration.bias + sum(weight * values[name] for name, weight in calibration.weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
