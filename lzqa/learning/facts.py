"""Fitting the model of facts: which fact a question for a figure asks for, if any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lzqa.answer.factchoice import FACT_FEATURES, KINDS
from lzqa.assistant import Assistant
from lzqa.facts import Fact
from lzqa.learning.examples import FOLDS, Example
from lzqa.learning.lures import Lessons, asked_facts
from lzqa.learning.trees import boosted, dump, held_out
from lzqa.question import Question
from lzqa.retrieval.ranker import Ranker

TREES, DEPTH, RATE, LEAF = 400, 4, 0.03, 20
BLIND_WEIGHT = 5.0
"""What a candidate for a question written without sight of the bank weighs beside one for the bank's own."""
SEED = 20213
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """A question's candidate facts as rows to learn from.

    Args:
        features: ``(facts, features)``.
        wanted: ``(facts,)``, 1 for a fact that answers.
        fold: Number of the question's fold.
        blind: Whether the question was written without sight of the bank.
        answerable: Whether some fact answers.
    """

    features: Matrix
    wanted: Matrix
    fold: int
    blind: bool
    answerable: bool


def _collected(
    assistant: Assistant, question: Any, without: Sequence[int], wants: Any, fold: int, *, blind: bool
) -> Candidates | None:
    found = assistant.look_up(question, without)
    if found.question.kind not in KINDS:
        return None
    candidates = assistant.facts.chooser.candidates(found.question, found.content)
    if not candidates:
        return None
    wanted = np.array([float(wants(candidate.fact)) for candidate in candidates])
    features = np.array([candidate.features for candidate in candidates])
    return Candidates(features, wanted, fold, blind, bool(wanted.any()))


def from_bank(assistant: Assistant, examples: Sequence[Example]) -> list[Candidates]:
    """Return candidates for the bank's questions: those are wanted that stand in the question's evidence."""
    by_position = [passage.id for passage in assistant.index.plan.passages.passages]
    found = []
    for example in examples:
        evidence = {by_position[place] for place in example.evidence}

        def wants(fact: Fact, evidence: set[str] = evidence) -> bool:
            return fact.passage in evidence

        made = _collected(assistant, example.question, example.without, wants, example.fold, blind=False)
        if made is not None:
            found.append(made)
    return found


def from_evaluation(assistant: Assistant, lessons: Lessons, folds: Mapping[Question, int] | None = None) -> list[Candidates]:
    """Return candidates for the evaluation questions kept for learning: a fact is wanted when its figure and place are gold.

    Args:
        assistant: Finds the candidates.
        lessons: The questions.
        folds: Fold by question; of one that is not named, counted off.
    """
    plan = assistant.index.plan
    found = []
    for number, asked in enumerate(lessons.answerable):
        gold = {fact.id for fact in asked_facts(plan, asked)}

        def wants(fact: Fact, gold: set[str] = gold) -> bool:
            return fact.id in gold

        question = assistant.understander.understand(asked.turns)
        if not question.terms:
            continue
        fold = (folds or {}).get(question, number % FOLDS)
        made = _collected(assistant, question, (), wants, fold, blind=True)
        if made is not None:
            found.append(made)
    return found


def _fitted(data: Sequence[Candidates], seed: int) -> Any:
    parts = [(each.features, each.wanted, BLIND_WEIGHT if each.blind else 1.0) for each in data]
    return boosted(
        parts,
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=LEAF,
        subsample=0.5,
        max_features=0.15,
        random_state=seed,
    )


@dataclass(frozen=True)
class Fitted:
    """A fitted model of facts.

    Args:
        raw: The model as plain numbers.
        best: ``(questions,)`` held-out probability of each blind question's best candidate.
        right: ``(questions,)`` whether that candidate answers.
        answerable: ``(questions,)`` whether any candidate answers.
        by_fold: For each fold, the model that saw no question of it.
    """

    raw: dict[str, Any]
    best: Matrix
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    by_fold: tuple[Ranker, ...]


def fit(data: Sequence[Candidates], seed: int = SEED) -> Fitted:
    """Fit the model; blind questions are judged by a model that saw no question of their fold."""
    best, right, answerable, by_fold = [], [], [], []
    for model, unseen in held_out(data, lambda some: _fitted(some, seed)):
        by_fold.append(Ranker.parse(dump(model, FACT_FEATURES, DEPTH)))
        for each in unseen:
            if each.blind:
                probabilities = model.predict_proba(each.features)[:, 1]
                at = int(probabilities.argmax())
                best.append(probabilities[at])
                right.append(bool(each.wanted[at]))
                answerable.append(each.answerable)
    raw = dump(_fitted(data, seed), FACT_FEATURES, DEPTH)
    return Fitted(raw, np.array(best), np.array(right), np.array(answerable), tuple(by_fold))
